import { bytes, type Shown } from '$lib/text';

export const history = {
  title: 'History',
  list: 'Changes, newest first',
  seenHere: {
    title: (machine: Shown, hub: Shown) => `${hub} is away: this is what ${machine} has seen itself`,
    text: (hub: Shown) =>
      `Of each file it is only the newest change. Most deletions, and what was added, moved or brought back, ${hub} alone knows.`,
    begin: (hub: Shown) => `${hub} knows the rest.`,
    nothing: 'Nothing like that was seen here',
  },
  search: 'Search',
  searchHint: 'Part of a name or a path',
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
    restored: 'Brought back',
    conflict: 'Conflicts',
  },
  line: {
    added: (machine: Shown) => `Added by ${machine}`,
    changed: (machine: Shown) => `Changed by ${machine}`,
    moved: (machine: Shown) => `Moved by ${machine}`,
    deleted: (machine: Shown) => `Deleted by ${machine}`,
    restored: (machine: Shown) => `Brought back by ${machine}`,
    conflict: (machine: Shown) => `Kept beside another version, by ${machine}`,
  },
  from: (path: Shown) => `from ${path}`,
  size: (size: number) => bytes(size),
  show: (path: Shown) => `Show ${path} in the file manager`,
  empty: {
    title: 'Nothing has changed yet',
    text: 'As soon as a file is added, changed or deleted on any machine, it is listed here.',
  },
  nothing: {
    title: 'Nothing like that is in the history',
    text: 'Take out a word of the search, or choose fewer filters.',
    action: 'Show everything',
  },
  begin: 'This is where the history begins.',
};
