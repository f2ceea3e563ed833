// What is shown of a folder that is only offered. Pure.

import type { ShellInfo } from '$lib/backend';
import type { FolderStatus } from '$lib/engine';

/** Where a folder on offer could be kept here: what the engine suggests, else in the home directory. */
export function suggestedPlace(folder: FolderStatus, info: ShellInfo | undefined): string {
  return folder.suggested_path ?? `${info?.user_home ?? ''}/${folder.name}`;
}

/** Of what is only on offer, nothing yet at the hub may also mean that its sharer has just begun. */
export function isSizeKnown(folder: FolderStatus): boolean {
  return folder.path !== null || folder.files > 0;
}
