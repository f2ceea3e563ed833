import { asSentence, bytes, measured, plural } from '$lib/text';

/** `30 days`, `a year`, `2 years`. */
function days(count: number): string {
  if (count === 0 || count % 365 !== 0) return measured(count, 'day');
  return count === 365 ? 'a year' : measured(count / 365, 'year');
}

export const hubSettings = {
  title: 'On the hub',
  now: 'Now',
  past: 'Past versions',
  pastSize: (size: number, versions: number) => (versions === 0 ? 'none' : `${bytes(size)} in ${plural(versions, 'version', 'versions')}`),
  unknown: 'What the hub stores is not known while the hub cannot be reached.',
  keep: 'Versions kept',
  holds: 'Deletion protection',
  /** How long past versions are kept, in one sentence. */
  versions(all: number, daily: number, weekly: number): string {
    const parts = [];
    if (all > 0) parts.push(`every version for ${days(all)}`);
    if (daily > all) parts.push(`one per day up to ${days(daily)}`);
    if (weekly > daily) parts.push(`one per week up to ${days(weekly)}`);
    const text = parts.join(', then ');
    return text === '' ? 'No past versions.' : asSentence(text);
  },
  deleted: (count: number) =>
    count === 0 ? 'Deleted files are not kept longer than that.' : `The last version of deleted files for ${days(count)}.`,
  size: (size: string) => `Past versions take at most ${size}. Versions replaced in the last 7 days are never deleted for that.`,
  held: (files: number, share: number) =>
    share >= 100
      ? 'Off: deletions are never stopped.'
      : `Deletions are stopped if one machine deletes at least ${plural(files, 'file', 'files')} and more than ${share}% of the folder within a minute.`,
  change: 'Change versions kept…',
  changeHolds: 'Deletion protection…',
  onHub: 'This is set on the hub.',
  saved: 'Saved.',
  dialog: {
    title: 'How long versions are kept',
    lead: 'Age counts from when a version was replaced. Current files are always kept. One per day or week is the last one of that day or week.',
    all: 'Days to keep every version',
    daily: 'Days to keep one version per day',
    weekly: 'Days to keep one version per week',
    deleted: 'Days to keep the last version of deleted files',
    size: 'Size limit for past versions',
    sizeHint: 'A size, like 10 GiB, or “none”. The oldest versions are deleted first, and never those replaced in the last 7 days.',
    bad: 'Enter a number of days.',
    daysUnderAll: 'Enter at least as many days as for every version.',
    weeksUnderDays: 'Enter at least as many days as for one version per day.',
  },
  holdsDialog: {
    title: 'Deletion protection',
    lead: 'Deletions that look like an accident are stopped until you review them. Both limits must be reached by one machine within a minute.',
    files: 'At least this many files',
    share: 'And more than this % of the folder',
    shareHint: '100 turns deletion protection off.',
    badFiles: 'Enter a number of files, 1 or more.',
    badShare: 'Enter a number from 1 to 100.',
  },
};
