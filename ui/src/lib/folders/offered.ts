// What is shown of a folder that is shared but not linked here. Pure.

import type { ShellInfo } from '$lib/backend';
import type { FolderStatus } from '$lib/engine';

/** The suggested path for linking a folder here: the engine's suggestion, else a directory in the person's home. */
export function suggestedPlace(folder: FolderStatus, info: ShellInfo | undefined): string {
  return folder.suggested_path ?? `${info?.user_home ?? ''}/${folder.name}`;
}

/** Returns false while a folder that is not linked here may only seem empty because the first machine has just begun to send it. */
export function isSizeKnown(folder: FolderStatus): boolean {
  return folder.path !== null || folder.files > 0;
}
