// The fake's version of the engine's summary: the same sentences, but short work shows, too.

import type { Icon, NeedsYou, Parts, Says, Status, Summary } from '$lib/engine';
import { when } from '$lib/present';
import { bytes } from '$lib/text';

const ICONS: Record<Says, Icon> = {
  paused: 'paused',
  'some-paused': 'paused',
  'not-set-up': 'offline',
  offline: 'offline',
  looking: 'syncing',
  syncing: 'syncing',
  'no-folders': 'in-sync',
  'in-sync': 'in-sync',
};

function needs(status: Omit<Status, 'summary'>): NeedsYou[] {
  const all: NeedsYou[] = [];
  for (const { name: folder, hold } of status.folders) {
    if (hold) all.push({ kind: 'hold', folder, path: null, count: hold.files, message: hold.cause, hint: hold.hint });
  }
  for (const path of status.full_disks) {
    all.push({
      kind: 'disk',
      folder: null,
      path,
      count: 1,
      message: `the disk of ${path} is full`,
      hint: 'free some space on it; changes that do not fit wait',
    });
  }
  for (const { name: folder, conflicts: count } of status.folders) {
    if (count > 0)
      all.push({ kind: 'conflicts', folder, path: null, count, message: 'two versions were written at the same time', hint: '' });
  }
  for (const { name: folder, problems } of status.folders) {
    const first = problems[0];
    if (first)
      all.push({ kind: 'problems', folder, path: first.path || null, count: problems.length, message: first.message, hint: first.hint });
  }
  return all;
}

/** What of all that counts as one item: each conflict and each problem, and a hold, whatever it holds. */
function count(needs: NeedsYou[]): number {
  return needs.reduce((sum, need) => sum + (need.kind === 'hold' ? 1 : need.count), 0);
}

function says(status: Omit<Status, 'summary'>): Says {
  const here = status.folders.filter((folder) => folder.path !== null);
  if (status.role === 'none') return 'not-set-up';
  if (status.paused) return 'paused';
  if (status.activity === 'offline') return 'offline';
  if (status.activity === 'scanning') return 'looking';
  if (status.activity === 'syncing') return 'syncing';
  if (here.some((folder) => folder.paused)) return 'some-paused';
  return here.length > 0 ? 'in-sync' : 'no-folders';
}

/** Why the machine paused by itself, or until when a person paused it. */
function pause(parts: Parts): string {
  const because = parts.paused_because;
  if (because?.code === 'metered') return ': metered network';
  return because?.code === 'battery' ? `: on battery, ${because.percent}%` : until(parts);
}

function until({ paused_until }: Parts): string {
  return paused_until === null ? '' : ` until ${when(paused_until, Date.now())}`;
}

/** When everything that is paused resumes, if that is one moment. */
function pausedUntil(status: Omit<Status, 'summary'>): string | null {
  if (status.paused) return status.paused_until;
  const ends = new Set(status.folders.filter((folder) => folder.paused).map((folder) => folder.paused_until));
  return ends.size === 1 ? [...ends][0]! : null;
}

function words(parts: Parts, attention: number): string {
  switch (parts.says) {
    case 'not-set-up':
      return 'Not set up yet';
    case 'paused':
      return `Paused${pause(parts)}`;
    case 'some-paused':
      return `${parts.folders === 1 ? 'The folder is paused' : `${parts.paused} of ${parts.folders} folders ${parts.paused === 1 ? 'is' : 'are'} paused`}${until(parts)}`;
    case 'offline':
      return `Offline: ${parts.hub ?? 'the hub'} cannot be reached, changes wait`;
    case 'looking':
      return 'Looking for changes';
    case 'syncing':
      return `Syncing ${parts.pending} files, ${bytes(parts.bytes_pending)} to go`;
    case 'no-folders':
      return 'No folder is kept here yet';
    case 'in-sync':
      return inSync(parts.not_applied, parts.not_sent, attention);
  }
}

function inSync(notApplied: number, notSent: number, attention: number): string {
  const changes = (count: number) => (count === 1 ? 'change' : 'changes');
  const applied = `${notApplied} incoming ${changes(notApplied)} not applied`;
  const sent = `${notSent} local ${changes(notSent)} not sent`;
  const told = [notApplied > 0 ? [applied] : [], notSent > 0 ? [sent] : []].flat();
  if (told.length === 0) return attention > 0 ? 'Everything else is in sync' : 'Everything is in sync';
  return `In sync, except for ${told.join(' and ')}`;
}

export function summarize(status: Omit<Status, 'summary'>): Summary {
  const needs_you = needs(status);
  const here = status.folders.filter((folder) => folder.path !== null);
  const sum = (of: (folder: Status['folders'][number]) => number) => here.reduce((total, folder) => total + of(folder), 0);
  const parts: Parts = {
    says: says(status),
    folders: here.length,
    paused: sum((folder) => (folder.paused ? 1 : 0)),
    paused_because: status.paused_because,
    paused_until: pausedUntil(status),
    pending: sum((folder) => folder.pending),
    bytes_pending: sum((folder) => folder.bytes_pending),
    not_applied: sum((folder) => folder.not_applied),
    not_sent: sum((folder) => folder.not_sent),
    hub: status.hub?.name ?? null,
  };
  const attention = count(needs_you);
  const icon = attention > 0 && parts.says !== 'not-set-up' ? 'attention' : ICONS[parts.says];
  const attention_sentence =
    attention === 0 ? null : attention === 1 ? '1 item needs your attention' : `${attention} items need your attention`;
  return { icon, sentence: words(parts, attention), attention, attention_sentence, parts, needs_you };
}
