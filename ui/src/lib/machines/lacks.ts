// What another machine does not have yet.

import type { MachineFolder, MachineStatus } from '$lib/engine';
import { t } from '$lib/messages';
import { ago } from '$lib/present';

/** What is missing there of some folders: nothing, so much, or not known. */
export function lacks(folders: MachineFolder[]): string {
  if (folders.some((folder) => folder.pending === null)) return t.machines.lacksUnknown;
  const sum = (of: (folder: MachineFolder) => number | null) => folders.reduce((all, folder) => all + (of(folder) ?? 0), 0);
  const changes = sum((folder) => folder.pending);
  if (changes === 0) return t.machines.upToDate;
  const atLeast = folders.some((folder) => folder.at_least);
  return t.machines.toGo(
    changes,
    sum((folder) => folder.bytes_pending),
    atLeast,
  );
}

/** What is missing there of one folder, and when it was last up to date. */
export function lacksSince(folder: MachineFolder, now: number): string {
  if (folder.pending === 0 || folder.up_to_date_at === null) return lacks([folder]);
  return `${lacks([folder])} · ${t.machines.upToDateAt(ago(folder.up_to_date_at, now))}`;
}

/** True if a machine that is there is still fetching something, so that asking again soon shows progress. */
export function isCatchingUp(machine: MachineStatus): boolean {
  return machine.online && machine.folders.some((folder) => folder.pending !== 0);
}
