// What real engines said in the states that people meet (`npm run ui:record`), so that the scripted one says nothing else.

import type { Action, Check, ConflictLine, HeldLine, HistoryLine, ProblemLine, Status, VersionLine } from '$lib/engine';
import conflict from '../../../../recordings/conflict.json';
import held from '../../../../recordings/held.json';
import inSync from '../../../../recordings/in-sync.json';
import noRoom from '../../../../recordings/no-room.json';
import offline from '../../../../recordings/offline.json';
import problems from '../../../../recordings/problems.json';

function first<T>(all: readonly T[], isWanted: (one: T) => boolean, what: string): T {
  const found = all.find(isWanted);
  if (!found) throw new Error(`no recording has ${what}`);
  return found;
}

function problemsOf(status: unknown, folder: string): ProblemLine[] {
  return (status as Status).folders.find(({ name }) => name === folder)?.problems ?? [];
}

const lines = [...inSync.history.reply.lines, ...conflict.history.reply.lines] as HistoryLine[];

export const recorded = {
  /** A line of the history, for each kind of change. */
  line: (action: Action) => first(lines, (line) => line.action === action, `a line of what was ${action}`),
  /** Versions of a text, the newest first, and what was in each. */
  versions: inSync.versions.reply as VersionLine[],
  texts: inSync.contents.map(({ reply }) => reply.text),
  /** A file that cannot be read, and one that is a pipe. */
  problems: problemsOf(problems.status.reply, 'Documents'),
  /** What does not fit on the hub's disk. */
  noRoom: first(problemsOf(noRoom.status.reply, 'Documents'), () => true, 'a problem'),
  /** A folder of which another machine deleted most files, and one that was emptied on this machine. */
  massDeletion: first(held.held.reply as HeldLine[], ({ hold }) => hold === 'mass-deletion', 'a mass deletion'),
  emptied: first(held.held.reply as HeldLine[], ({ hold }) => hold === 'emptied', 'an emptied folder'),
  /** A file that is no text, and one of which both changed the same lines. */
  conflicts: conflict.conflicts.reply as unknown as ConflictLine[],
  /** A hub that does not answer. */
  offline: offline.status.reply.hub,
  checks: inSync.doctor.reply as Check[],
  checksOffline: offline.doctor.reply as Check[],
};
