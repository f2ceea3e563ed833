import { number, type Shown } from '$lib/text';

export const conflicts = {
  title: 'Conflicts',
  lead: 'Two machines changed the same file. Both versions are kept until you choose.',
  version: (machine: Shown, when: string, isOther: boolean) => `${machine}’s ${isOther ? 'other ' : ''}version of ${when}`,
  /** Of a machine that was forgotten. */
  versionOfNone: (when: string, isOther: boolean) => `the ${isOther ? 'other ' : ''}version of ${when} by a machine that is gone`,
  isFile: 'has the file’s name now',
  isCopy: (name: Shown) => `lies beside it as ${name}`,
  keep: (which: string) => `Keep ${which}`,
  both: 'Keep both, as two files',
  merged: 'Keep the merged text',
  kept: (which: string, path: Shown) => `${path}: ${which} stays. The other one is among its past versions.`,
  keptBoth: (path: Shown) => `${path}: both stay, as two files.`,
  keptMerged: (path: Shown) => `${path} has the merged text now. Both versions are among its past versions.`,
  compare: 'Compare',
  compareOf: (path: Shown) => `Compare the versions of ${path}`,
  hide: 'Hide the comparison',
  side: (left: string, right: string) => `${left} beside ${right}`,
  mergedTitle: 'The merged text',
  mergedText: 'The two changed different lines, so both changes fit into one text.',
  mergedCut: 'It goes on: only its beginning is shown here.',
  notMerged: (why: Shown) => `There is no text with the changes of both: ${why}.`,
  notText: 'These are no texts that could be compared here. Open both to look at them.',
  equal: 'The two have the same content.',
  show: (which: string) => `Show ${which} in the file manager`,
  none: {
    title: 'No conflicts',
    text: 'When two machines change the same file at the same time, both versions are kept, and you choose here.',
  },
  count: (count: number) => (count === 1 ? 'One file' : `${number(count)} files`),
};
