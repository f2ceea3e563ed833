// The one sentence of state, from the engine's status. Pure; its words are in messages.

import type { FolderStatus, Status, SyncState } from '$lib/engine';
import { until } from '$lib/format';
import { t } from '$lib/messages';
import { visible } from '$lib/text';

export type Sentence = { state: SyncState; title: string; text: string };

/** A thing that waits for a person. */
export type Need =
  | { kind: 'hold'; folder: string; cause: string; hint: string; files: number }
  | { kind: 'conflict'; folder: string; count: number }
  | { kind: 'problem'; folder: string; count: number; path: string; message: string; hint: string };

/** What needs a person, the most pressing first. The problems of a folder are one, told by the first of them. */
export function needs(status: Status): Need[] {
  const holds: Need[] = [];
  const conflicts: Need[] = [];
  const problems: Need[] = [];
  for (const folder of status.folders) {
    if (folder.hold) {
      const { cause, hint, files } = folder.hold;
      holds.push({ kind: 'hold', folder: folder.name, cause, hint, files });
    }
    if (folder.conflicts > 0) conflicts.push({ kind: 'conflict', folder: folder.name, count: folder.conflicts });
    const count = folder.problems.length;
    for (const problem of folder.problems.slice(0, 1)) problems.push({ kind: 'problem', folder: folder.name, count, ...problem });
  }
  return [...holds, ...conflicts, ...problems];
}

/** How many things need a person: each conflict and each problem is one. */
export function countNeeds(status: Status): number {
  return needs(status).reduce((sum, need) => sum + (need.kind === 'hold' ? 1 : need.count), 0);
}

export function linked(status: Status): FolderStatus[] {
  return status.folders.filter((folder) => folder.path !== null);
}

function text(status: Status, now: number): string {
  const here = linked(status);
  const first = (state: SyncState) => here.filter((folder) => folder.state === state);
  switch (status.state) {
    case 'unpaired':
    case 'not-linked':
      return t.state.unpaired.text;
    case 'held': {
      const held = first('held');
      return t.state.held.text(visible(held[0]?.name ?? ''), Math.max(0, held.length - 1));
    }
    case 'attention':
      return t.state.attention.text;
    case 'paused': {
      const paused = here.filter((folder) => folder.paused);
      if (!status.paused && paused.length > 0 && paused.length < here.length) {
        return t.state.paused.some(visible(paused[0]?.name ?? ''), paused.length - 1);
      }
      const till = status.paused ? status.paused_until : paused[0]?.paused_until;
      return till ? t.state.paused.until(until(till, now)) : t.state.paused.untilResumed;
    }
    case 'offline':
      return t.state.offline.text(visible(status.hub?.name ?? ''));
    case 'scanning': {
      const scanning = first('scanning');
      if (scanning.length === 1) return t.state.scanning.text(visible(scanning[0]?.name ?? ''));
      return t.state.scanning.several(scanning.length);
    }
    case 'syncing': {
      const pending = here.reduce((sum, folder) => sum + folder.pending, 0);
      const left = here.reduce((sum, folder) => sum + folder.bytes_pending, 0);
      return pending > 0 ? t.state.syncing.text(pending, left) : t.state.syncing.moment;
    }
    case 'in-sync': {
      if (status.folders.length === 0) return t.state['in-sync'].empty;
      if (here.length === 0) {
        if (status.role === 'hub') return t.state['in-sync'].hubWithoutCopies;
        return t.state['in-sync'].offered(status.folders.length);
      }
      const files = here.reduce((sum, folder) => sum + folder.files, 0);
      const size = here.reduce((sum, folder) => sum + folder.bytes, 0);
      return t.state['in-sync'].text(files, size);
    }
  }
}

function title(status: Status): string {
  if (status.state === 'attention') return t.state.attention.title(Math.max(1, countNeeds(status)));
  if (status.state === 'not-linked') return t.state['in-sync'].title;
  if (status.state === 'in-sync' && linked(status).length === 0) return t.state['in-sync'].ready;
  return t.state[status.state].title;
}

export function sentence(status: Status, now: number): Sentence {
  return { state: status.state, title: title(status), text: text(status, now) };
}
