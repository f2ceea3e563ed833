// What another program, such as a file manager, asked the window for.

import type { Shown } from '$lib/text';

const NOT_SYNCED = (path: Shown) => `${path} is not in a folder that syncs to this computer.`;

export const requests = {
  setUpFirst: {
    title: 'Set up SyncIt first',
    text: (path: Shown) => `To share ${path}, first set up a new group or join one on this computer.`,
  },
  copy: {
    title: 'Copy folder and path',
    text: 'The name of the folder, and the path in it, are the same on all machines.',
  },
  refused: {
    title: { share: 'This folder cannot be shared', versions: 'No versions of this file', 'copy-place': 'Nothing was copied' },
    outside: NOT_SYNCED,
    notUtf8: (path: Shown) => `${path} cannot be synced: its name is not UTF-8. Rename it first.`,
    failed: (path: Shown, why: Shown) => `SyncIt could not find ${path} in its folders: ${why}.`,
  },
};
