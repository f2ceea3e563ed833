// Which folders the overview lists, and which changes. Pure.

import type { FolderStatus, HistoryLine, SyncState } from '$lib/engine';

/** What a person should see first, if there is no room for all folders. */
const RANK: Record<SyncState, number> = {
  held: 0,
  attention: 1,
  syncing: 2,
  scanning: 3,
  offline: 4,
  paused: 5,
  'in-sync': 6,
  'not-linked': 7,
  unpaired: 8,
};

/**
 * At most so many folders: those on this machine before those that are only shared. If some are left out, the ones that need attention or
 * are busy come first. Otherwise the order is always the same, so that no row moves under the pointer.
 */
export function listed(folders: FolderStatus[], most: number): FolderStatus[] {
  const ordered = [...folders.filter((one) => one.path !== null), ...folders.filter((one) => one.path === null)];
  if (ordered.length <= most) return ordered;
  return ordered.sort((a, b) => RANK[a.state] - RANK[b.state]).slice(0, most);
}

/** The newest change of each file, at most so many. Lines are given newest first. */
export function recent(lines: HistoryLine[], most: number): HistoryLine[] {
  const seen = new Set<string>();
  const out: HistoryLine[] = [];
  for (const line of lines) {
    const file = JSON.stringify([line.folder, line.path]);
    if (out.length === most) break;
    if (seen.has(file)) continue;
    seen.add(file);
    out.push(line);
  }
  return out;
}
