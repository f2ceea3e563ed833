// Whether a folder that is in sync is still not the same here as at the hub. Pure.

import type { FolderStatus } from '$lib/engine';

/** Returns true if changes are left out because of the sync direction, or subfolders are not kept here. */
export function differs({ not_applied, not_sent, not_chosen }: FolderStatus): boolean {
  return not_applied + not_sent + not_chosen > 0;
}
