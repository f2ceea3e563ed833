import type { SideLine } from '$lib/engine';
import { bytes, duration, number, plural, rate, type Shown } from '$lib/text';

/** One side of a difference. */
const side = (of: SideLine | null) =>
  of === null ? 'nothing' : of.kind === 'file' ? bytes(of.size) : of.kind === 'directory' ? 'a folder' : 'a symlink';
const notApplied = (count: number) => `${plural(count, 'incoming change', 'incoming changes')} not applied`;
const notSent = (count: number) => `${plural(count, 'local change', 'local changes')} not sent`;

const items = (count: number) => plural(count, 'item', 'items');

/** Counting takes limited time, so a count may be incomplete. */
const atLeast = (complete: boolean) => (complete ? '' : 'more than ');

export const folders = {
  title: 'Folders',
  empty: {
    title: 'No folders yet',
    hub: 'Share a folder from this machine so that the others can sync it. They can share theirs, too.',
    client: 'Share a folder from this machine. Folders that other machines share appear here.',
  },
  filter: {
    label: 'Filter folders',
    hint: 'Name or location',
    nothing: 'No folders match',
  },
  here: 'On this machine',
  offered: 'Available to sync',
  offeredLead: 'Other machines share these folders. Choose the ones to sync to this computer.',
  size: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)}`,
  list: 'Folders',
  share: {
    button: 'Share a folder',
    title: 'Share a folder from this machine',
    path: 'Folder',
    pathEmpty: 'Choose a folder, or type its full path, starting with /.',
    name: 'Shared name',
    nameHint: 'The name of the folder on all machines.',
    counting: 'Counting files…',
    size: (files: number, size: number, complete: boolean) =>
      `Contains ${atLeast(complete)}${plural(files, 'file', 'files')}, ${bytes(size)}`,
    needsHere: (size: number, free: number) =>
      `This hub also stores the content, with past versions. This needs ${bytes(size)} at first. ${bytes(free)} are free.`,
    needsHub: (hub: Shown, size: number, free: number | null) =>
      free === null
        ? `${hub} needs ${bytes(size)} for it at first.`
        : `${hub} needs ${bytes(size)} for it at first, and has ${bytes(free)} free.`,
    copy: (hub: Shown) => `Keep a copy on ${hub} that can be opened there`,
    copyHint: 'Without it, the hub stores the content only to pass it on, with past versions.',
    drop: (name: Shown) => `Drop to share ${name}`,
    dropText: 'You can check everything before it is shared.',
    dropMany: 'Drop one folder at a time',
    dropManyText: 'Each folder is shared under its own name.',
    action: 'Share',
    done: (name: Shown) => `${name} is shared.`,
  },
  link: {
    button: 'Sync to this computer',
    at: (path: Shown) => `Sync to ${path}, merging with any files there`,
    title: (name: Shown) => `Sync ${name} to this computer`,
    path: 'Location',
    pathHint: 'The folder can already contain files: identical files are not sent again, others are merged, and nothing is overwritten.',
    action: 'Sync to this computer',
    done: (name: Shown) => `${name} now syncs to this computer.`,
  },
  role: {
    title: 'Sync direction',
    hint: {
      'two-way': 'Changes are sent and received.',
      'send-only': 'Changes made here are sent. Changes made elsewhere are not applied here.',
      'receive-only': 'Changes made elsewhere are applied here. Changes made here are not sent.',
    },
    change: 'Change sync direction',
  },
  hooks: {
    title: (name: Shown) => `Git hooks in ${name}`,
    lead: 'Git runs the hooks of a repository automatically, so a hook from another machine could start programs on this one.',
    label: 'Allow git hooks from other machines to run',
    off: 'Hooks are synced, but git does not run them here, because they are placed without the executable bit. To allow a single hook, use chmod +x.',
    on: 'Hooks are placed as they are, including those already here. Allow this only if you trust everyone who can change this folder.',
    here: 'This applies to this folder on this machine only.',
  },
  progress: {
    words: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
    pending: (count: number) => `${plural(count, 'change', 'changes')} to go`,
    waiting: (count: number) => `${plural(count, 'change', 'changes')} waiting`,
    rate: (perSecond: number) => rate(perSecond),
    time: (seconds: number) => `about ${duration(seconds)} left`,
  },
  pausedUntil: (when: string) => `Paused until ${when}. Changes will sync afterwards.`,
  paused: 'Paused until you resume. Changes will sync afterwards.',
  pausedBecause: {
    metered: 'Paused: metered network. Changes will sync afterwards.',
    battery: (percent: number) => `Paused: on battery, ${number(percent)}%. Changes will sync afterwards.`,
  },
  show: (path: Shown) => `Show ${path} in the file manager`,
  problems: {
    title: (count: number) => plural(count, 'problem', 'problems'),
    lead: 'These items are waiting. Everything else continues to sync.',
    whole: 'The whole folder',
    paths: items,
  },
  leftOut: {
    title: (incoming: number, local: number) => {
      if (local === 0) return notApplied(incoming);
      return incoming === 0 ? notSent(local) : `${notApplied(incoming)} and ${notSent(local)}`;
    },
    lead: {
      'send-only':
        'This machine only sends, so changes made elsewhere are not applied here. Change the direction to receive them, or replace them with what is here.',
      'receive-only':
        'This machine only receives, so changes made here are not sent. Change the direction to send them, or drop them here.',
      'read-only':
        'The hub allows this machine only to read, so changes made here are not sent. They are sent automatically once the hub allows this machine to write, unless you drop them here.',
      neither:
        'This machine only sends, and the hub allows it only to read, so nothing syncs. Changes made here are sent automatically once the hub allows this machine to write.',
    },
    sides: (here: SideLine | null, there: SideLine | null) => `${side(here)} here, ${side(there)} on the hub`,
  },
  settle: {
    send: {
      button: 'Send mine to everyone…',
      title: (name: Shown) => `Send your files in ${name} to everyone?`,
      text: 'What is here replaces what others changed, on the hub and therefore on every machine. What only others have is deleted there. Past versions stay on the hub for a while and can be restored from the history.',
      action: 'Send mine to everyone',
      done: (name: Shown) => `Your files in ${name} now replace what others changed.`,
      outcome: {
        gone: (count: number) => `${items(count)} deleted everywhere`,
        replaced: (count: number) => `${items(count)} replaced by yours`,
        back: (count: number) => `${plural(count, 'item comes', 'items come')} back everywhere`,
      },
    },
    drop: {
      button: 'Drop my changes here…',
      title: (name: Shown) => `Drop your changes in ${name} here?`,
      text: 'What was changed here is replaced by what the hub has. Nothing changes on the other machines.',
      action: 'Drop my changes here',
      done: (name: Shown) => `Your changes in ${name} are dropped here.`,
      outcome: {
        gone: (count: number) => `${items(count)} removed here`,
        replaced: (count: number) => `${items(count)} replaced by the hub’s`,
        back: (count: number) => `${plural(count, 'item comes', 'items come')} back here`,
      },
    },
    lost: {
      title: 'What exists only on this machine is lost',
      text: 'These changes were never sent, so they are not in the history and cannot be restored. To keep a file, first copy it to another folder.',
    },
    total: (count: number) => plural(count, 'change', 'changes'),
    rest: (count: number) => `${plural(count, 'more change is', 'more changes are')} not listed.`,
    none: 'Nothing differs any more.',
    notAllowed: 'What this machine may do is set on the hub, on the Machines page.',
  },
  conflictCount: (count: number) => plural(count, 'conflict', 'conflicts'),
  review: 'Review',
  do: {
    open: 'Open',
    pause: 'Pause…',
    resume: 'Resume',
    resumeAnyway: 'Resume anyway',
    resumeAllAnyway: 'Resume all folders anyway',
    check: 'Check now',
    checking: 'Checking the folder for changes.',
    relocate: 'Folder moved…',
    ignore: 'Ignore rules…',
    role: 'Direction…',
    hooks: 'Git hooks…',
    unlink: 'Stop syncing here…',
    unshare: 'End sharing…',
    more: (name: Shown) => `Actions for ${name}`,
  },
  elsewhere: 'On other machines',
  facts: {
    place: 'Location',
    holds: 'Contents',
    role: 'Direction',
  },
  pause: {
    title: (name: Shown) => `Pause ${name}`,
    all: 'Pause everything on this machine',
    text: 'Nothing is sent or received while paused. Changes will sync afterwards.',
    hour: 'For 1 hour',
    tomorrow: 'Until tomorrow morning',
    resumed: 'Until I resume',
  },
  relocate: {
    title: (name: Shown) => `Locate ${name}`,
    text: 'Move the folder in your file manager, then choose its new location here. SyncIt checks that it is the same folder, and continues there.',
    path: 'New location',
    action: 'Use this location',
  },
  unlink: {
    title: (name: Shown) => `Stop syncing ${name} here?`,
    text: 'All its files stay where they are. They no longer sync on this computer. You can sync the folder to this computer again at any time.',
    action: 'Stop syncing here',
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
    title: (name: Shown) => `Ignore rules for ${name}`,
    label: 'Rules, one per line',
    hint: 'As in a .gitignore file: build/ ignores a folder, *.tmp ignores all such files, !keep.tmp includes one again. The rules apply on every machine.',
    builtin: (rules: Shown) => `Always ignored: ${rules}`,
    matches: (count: number) =>
      count === 0 ? 'These rules match nothing here.' : `These rules match ${plural(count, 'path', 'paths')} here:`,
    many: (count: number) => `These rules match at least ${plural(count, 'path', 'paths')} here:`,
    by: (rule: Shown) => `by ${rule}`,
    action: 'Save',
    preview: 'What the rules match',
  },
};
