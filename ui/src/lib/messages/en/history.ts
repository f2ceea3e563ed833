import { bytes, type Shown } from '$lib/text';

export const history = {
  title: 'History',
  list: 'Changes, newest first',
  seenHere: {
    title: (machine: Shown, hub: Shown) => `${hub} is offline: only changes seen by ${machine} are listed`,
    text: (hub: Shown) =>
      `Only the latest change of each file is listed. Most deletions, and what was added, moved or restored, are known only to ${hub}.`,
    begin: (hub: Shown) => `The rest of the history is on ${hub}.`,
    nothing: 'No matching changes were seen here',
  },
  search: 'Search',
  searchHint: 'Name or path',
  folder: 'Folder',
  anyFolder: 'All folders',
  machine: 'Machine',
  anyMachine: 'All machines',
  kinds: 'Kinds of change',
  kind: {
    added: 'Added',
    changed: 'Changed',
    moved: 'Moved',
    deleted: 'Deleted',
    restored: 'Restored',
    conflict: 'Conflicts',
  },
  line: {
    added: (machine: Shown) => `Added by ${machine}`,
    changed: (machine: Shown) => `Changed by ${machine}`,
    moved: (machine: Shown) => `Moved by ${machine}`,
    deleted: (machine: Shown) => `Deleted by ${machine}`,
    restored: (machine: Shown) => `Restored by ${machine}`,
    conflict: (machine: Shown) => `Conflict copy by ${machine}`,
  },
  from: (path: Shown) => `from ${path}`,
  size: (size: number) => bytes(size),
  show: (path: Shown) => `Show ${path} in the file manager`,
  empty: {
    title: 'Nothing has changed yet',
    text: 'Files that are added, changed or deleted on any machine are listed here.',
  },
  nothing: {
    title: 'No matching changes',
    text: 'Try a shorter search or fewer filters.',
    action: 'Show all changes',
  },
  begin: 'The history starts here.',
};
