import { asSentence, bytes, number, plural } from '$lib/text';

/** `30 days`, `a year`, `2 years`. */
function days(count: number): string {
  if (count === 0 || count % 365 !== 0) return plural(count, 'day', 'days');
  return count === 365 ? 'a year' : `${count / 365} years`;
}

export const hubSettings = {
  title: 'At the hub',
  now: 'Now',
  past: 'Past versions',
  pastSize: (size: number, versions: number) => (versions === 0 ? 'none' : `${bytes(size)} in ${plural(versions, 'version', 'versions')}`),
  unknown: 'What the hub keeps of it is not known while the hub cannot be reached.',
  keep: 'Kept',
  holds: 'Held back',
  /** How long past versions are kept, in one sentence. */
  versions(all: number, daily: number, weekly: number): string {
    const parts = [];
    if (all > 0) parts.push(`every version for ${days(all)}`);
    if (daily > all) parts.push(`one a day up to ${days(daily)}`);
    if (weekly > daily) parts.push(`one a week up to ${days(weekly)}`);
    const text = parts.join(', then ');
    return text === '' ? 'No past versions.' : asSentence(text);
  },
  deleted: (count: number) =>
    count === 0 ? 'What was deleted is not kept any longer than that.' : `The last version of what was deleted, for ${days(count)}.`,
  size: (size: string) => `Past versions take at most ${size}; what was replaced in the last 7 days is never let go for that.`,
  held: (files: number, share: number) =>
    share >= 100
      ? 'Deletions are never held back.'
      : `When a machine deletes ${number(files)} files or more within a minute, and more than ${share} in a hundred of the folder.`,
  change: 'Change what is kept…',
  changeHolds: 'Change what is held back…',
  onHub: 'How long it is kept is set on the hub.',
  saved: 'Saved.',
  dialog: {
    title: 'How long the past is kept',
    lead: 'A version is as old as the moment at which it was replaced. What is there now is always kept. One a day or a week is the last of it.',
    all: 'Every version, for so many days',
    daily: 'Then one a day, up to so many days ago',
    weekly: 'Then one a week, up to so many days ago',
    deleted: 'The last version of what was deleted, for so many days',
    size: 'Past versions take at most',
    sizeHint: 'A size, like 10 GiB, or “none”. What is longest past goes first, and never what was replaced in the last 7 days.',
    bad: 'Give a number of days.',
    daysUnderAll: 'At least as many days as every version is kept.',
    weeksUnderDays: 'At least as many days as one a day is kept.',
  },
  holdsDialog: {
    title: 'When deletions are held back',
    lead: 'Deletions that look like an accident wait for a person. It takes both, within a minute and by one machine.',
    files: 'So many files or more',
    share: 'And more than so many in a hundred of the folder',
    shareHint: '100 never holds anything back.',
    badFiles: 'Give a number of files, 1 or more.',
    badShare: 'Give a number from 1 to 100.',
  },
};
