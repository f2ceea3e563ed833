import type { SideLine } from '$lib/engine';
import { bytes, duration, number, plural, rate, type Shown } from '$lib/text';

/** One side of a difference. */
const side = (of: SideLine | null) =>
  of === null ? 'nothing' : of.kind === 'file' ? bytes(of.size) : of.kind === 'directory' ? 'a directory' : 'a symlink';
const changes = (count: number) => plural(count, 'change', 'changes');
const are = (count: number) => (count === 1 ? 'is' : 'are');

/** Counting takes limited time, so a count may be incomplete. */
const atLeast = (complete: boolean) => (complete ? '' : 'more than ');

export const folders = {
  title: 'Folders',
  empty: {
    title: 'No folder yet',
    hub: 'Share a folder of this machine, and the others can keep it too. They can share theirs.',
    client: 'Share a folder of this machine, or ask the others to share one of theirs: it appears here.',
  },
  filter: {
    label: 'Filter folders',
    hint: 'Part of a name or a place',
    nothing: 'No folder matches',
  },
  here: 'On this machine',
  offered: 'On offer',
  offeredLead: 'Other machines have these. Keep one here to have it on this machine, too.',
  size: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)}`,
  list: 'Folders',
  share: {
    button: 'Share a folder',
    title: 'Share a folder of this machine',
    path: 'Folder',
    pathEmpty: 'Choose a folder, or type its whole path from / on.',
    name: 'Name for the others',
    nameHint: 'How the folder is called on all machines.',
    counting: 'Counting what is in it…',
    size: (files: number, size: number, complete: boolean) =>
      `It holds ${atLeast(complete)}${plural(files, 'file', 'files')}, ${bytes(size)}`,
    needsHere: (size: number, free: number) =>
      `This hub keeps the content once more, with its past versions: ${bytes(size)} to begin with. ${bytes(free)} are free.`,
    needsHub: (hub: Shown, size: number, free: number | null) =>
      free === null
        ? `${hub} needs ${bytes(size)} for it to begin with.`
        : `${hub} needs ${bytes(size)} for it to begin with, and has ${bytes(free)} free.`,
    copy: (hub: Shown) => `Keep a copy on ${hub} that can be opened there`,
    copyHint: 'Without it, the hub keeps only what it passes on, with past versions.',
    drop: (name: Shown) => `Drop to share ${name}`,
    dropText: 'You can check everything before it is shared.',
    dropMany: 'Drop one folder at a time',
    dropManyText: 'Each shared folder has a name of its own.',
    action: 'Share',
    done: (name: Shown) => `${name} is shared.`,
  },
  link: {
    button: 'Keep it here',
    at: (path: Shown) => `Keep it in ${path}, merged with what is there`,
    title: (name: Shown) => `Keep ${name} on this machine`,
    path: 'Place',
    pathHint: 'A folder with files in it is fine: equal ones are not sent again, others are merged, nothing is overwritten.',
    action: 'Keep it here',
    done: (name: Shown) => `${name} is kept here from now on.`,
  },
  role: {
    title: 'What this machine does with it',
    hint: {
      'two-way': 'Changes go both ways.',
      'send-only': 'Changes made here go out. Changes made elsewhere do not come in.',
      'receive-only': 'Changes made elsewhere come in. Changes made here stay here.',
    },
    change: 'Change what this machine does with it',
    label: 'Direction',
  },
  hooks: {
    title: (name: Shown) => `Git hooks in ${name}`,
    lead: 'Git runs the hooks of a repository by itself, so a hook from another machine could start programs on this one.',
    run: 'Allow git hooks from other machines to run',
    off: 'They are synced, but git does not run them here: they are placed without the executable bit. You can allow a single one with chmod +x.',
    on: 'They are placed as they are, including those already here. Allow this only if you trust everyone who can change this folder.',
    here: 'This applies to this folder on this machine only.',
  },
  progress: {
    words: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
    left: (left: number) => `${bytes(left)} to go`,
    pending: (count: number) => `${plural(count, 'change', 'changes')} on the way`,
    waiting: (count: number) => `${plural(count, 'change', 'changes')} waiting`,
    rate: (perSecond: number) => rate(perSecond),
    time: (seconds: number) => `about ${duration(seconds)} left`,
  },
  pausedUntil: (when: string) => `Paused until ${when}. Changes are kept for later.`,
  paused: 'Paused until you resume. Changes are kept for later.',
  show: (path: Shown) => `Show ${path} in the file manager`,
  problems: {
    title: (count: number) => plural(count, 'problem', 'problems'),
    lead: 'These wait; everything else goes on by itself.',
    whole: 'The folder as a whole',
    paths: (count: number) => plural(count, 'item', 'items'),
  },
  leftOut: {
    title: (notApplied: number, notSent: number) => {
      if (notSent === 0) return `${changes(notApplied)} of others ${are(notApplied)} not applied here`;
      if (notApplied === 0) return `${changes(notSent)} made here ${are(notSent)} not sent`;
      return `${changes(notApplied)} of others ${are(notApplied)} not applied here, and ${number(notSent)} made here ${are(notSent)} not sent`;
    },
    lead: {
      'send-only': 'This machine only sends, so what others changed stays with them. With another direction it comes in.',
      'receive-only': 'This machine only receives, so what was changed here stays here. With another direction it goes out.',
      'read-only':
        'The hub lets this machine only read, so what was changed here stays here. It goes out by itself as soon as the hub lets this machine write.',
      neither:
        'This machine only sends, and the hub lets it only read: nothing moves. What was changed here goes out by itself as soon as the hub lets this machine write.',
    },
    sides: (here: SideLine | null, there: SideLine | null) => `here ${side(here)}, at the hub ${side(there)}`,
  },
  conflictCount: (count: number) => plural(count, 'conflict', 'conflicts'),
  review: 'Review',
  do: {
    open: 'Open',
    pause: 'Pause…',
    resume: 'Resume',
    check: 'Check now',
    checking: 'SyncIt looks through the folder now.',
    relocate: 'I moved it…',
    ignore: 'Ignore rules…',
    role: 'Direction…',
    hooks: 'Git hooks…',
    unlink: 'Stop keeping it here…',
    unshare: 'End sharing…',
    more: (name: Shown) => `What can be done with ${name}`,
  },
  elsewhere: 'On other machines',
  facts: {
    place: 'Place',
    holds: 'Holds',
    role: 'Direction',
  },
  pause: {
    title: (name: Shown) => `Pause ${name}`,
    all: 'Pause everything on this machine',
    text: 'Nothing is sent or fetched meanwhile. Changes are kept, and go out afterwards.',
    hour: 'For an hour',
    tomorrow: 'Until tomorrow morning',
    resumed: 'Until I resume',
  },
  relocate: {
    title: (name: Shown) => `Where is ${name} now?`,
    text: 'Move the folder in your file manager, then say here where it is. SyncIt checks that it is the same one, and goes on there.',
    path: 'New place',
    action: 'Go on there',
  },
  unlink: {
    title: (name: Shown) => `Stop keeping ${name} here?`,
    text: 'All its files stay where they are. They are just no longer kept in sync on this machine. You can keep it here again at any time.',
    action: 'Stop keeping it here',
  },
  unshare: {
    title: (name: Shown) => `End sharing ${name}?`,
    text: 'Sharing ends on all machines. The files stay where they are.',
    past: (versions: number, size: number) =>
      versions === 0
        ? 'There are no past versions. This cannot be undone.'
        : `${versions === 1 ? 'The past version' : `All ${number(versions)} past versions`} (${bytes(size)}) on this hub ${versions === 1 ? 'is' : 'are'} deleted. This cannot be undone.`,
    pastUnknown: 'All past versions on this hub are deleted. This cannot be undone.',
    action: 'End sharing',
  },
  ignore: {
    title: (name: Shown) => `What ${name} leaves out`,
    label: 'Rules, one a line',
    hint: 'As in a .gitignore: build/ leaves out a folder, *.tmp all such files, !keep.tmp takes one back in. They hold on every machine.',
    builtin: (rules: Shown) => `Always left out: ${rules}`,
    matches: (count: number) =>
      count === 0 ? 'These rules match nothing here.' : `These rules match ${plural(count, 'path', 'paths')} here:`,
    many: (count: number) => `These rules match at least ${plural(count, 'path', 'paths')} here:`,
    by: (rule: Shown) => `by ${rule}`,
    action: 'Save',
    preview: 'What the rules match',
  },
};
