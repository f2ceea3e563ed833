// Which subfolders of a folder are kept on this machine, while a person changes that: what the tree shows, what the change fetches and
// removes, and the command that makes it. Pure.

import type { CommandOf, FolderStatus, Selected, SelectedLine } from '$lib/engine';

export type Extent = 'all' | 'part' | 'nothing';

/** The subfolders of a directory, and whether what else is directly in it is kept now. */
export type Listing = Pick<Selected, 'subfolders' | 'rest'>;

/** What the engine said. */
export type Known = {
  /** What is directly in the folder. */
  top: Listing;
  /** What is directly in the other directories that were read, by path: a map, because a directory can have any name. */
  below: ReadonlyMap<string, Listing>;
  /** Bytes of files directly in the folder. */
  direct: { here: number; elsewhere: number };
};

/** What a person changed. A change of a subfolder covers everything below it, until another one below it; an empty path is all of them. */
export type Edits = { rest: boolean | undefined; subfolders: ReadonlyMap<string, boolean> };

export const NO_EDITS: Edits = { rest: undefined, subfolders: new Map() };

/** A subfolder with what is kept of it now, and what would be kept then. */
export type Branch = {
  line: SelectedLine;
  now: Extent;
  then: Extent;
  /** The files directly in it, if its subfolders are known. */
  direct: Direct | undefined;
  /** Those of its subfolders, if they are known. */
  subfolders: Branch[] | undefined;
};

type Direct = {
  files: number;
  bytes: number;
  elsewhere: number;
  /** Whether they are kept now, and whether they would be then. */
  now: boolean;
  then: boolean;
};

type Change = Pick<CommandOf<'choose'>, 'from' | 'deselect' | 'select'>;
type Lists = Pick<Change, 'deselect' | 'select'>;
type Moved = { fetched: number; removed: number };

export type Choice = {
  subfolders: Branch[];
  /** How much of the whole folder would be kept. */
  everything: Extent;
  rest: boolean;
  /** The command that makes the change; none if nothing changes. It is right only if `unread` is empty. */
  command: Change | undefined;
  /** Bytes that this fetches. */
  fetched: number;
  /** Bytes that this removes from this machine. */
  removed: number;
  /** Directories of which the command has to name subfolders that were not read yet. */
  unread: string[];
};

function extentOf({ selected, part }: SelectedLine): Extent {
  if (part) return 'part';
  return selected ? 'all' : 'nothing';
}

function allOrNothing(isKept: boolean): Extent {
  return isKept ? 'all' : 'nothing';
}

/** How much of a directory is meant: all of its subfolders and of the rest, nothing of both, or a part. */
function whole(rest: boolean, extents: Extent[]): Extent {
  const extent = allOrNothing(rest);
  return extents.every((one) => one === extent) ? extent : 'part';
}

/** A subfolder, and whether anything at or below it was changed; `above` is what the nearest change above it says. */
function branch(known: Known, edits: Edits, line: SelectedLine, above: boolean | undefined): { branch: Branch; isEdited: boolean } {
  const edit = edits.subfolders.get(line.path) ?? above;
  const now = extentOf(line);
  const listing = known.below.get(line.path);
  if (!listing) {
    const then = edit === undefined ? now : allOrNothing(edit);
    return { branch: { line, now, then, direct: undefined, subfolders: undefined }, isEdited: edit !== undefined };
  }
  const walked = listing.subfolders.map((one) => branch(known, edits, one, edit));
  const subfolders = walked.map((one) => one.branch);
  const isEdited = edit !== undefined || walked.some((one) => one.isEdited);
  const inIt = directIn(line, listing.subfolders);
  const rest = edit ?? listing.rest;
  const [first] = subfolders;
  // Without files beside its subfolders it is what they are: nobody sees anything else in it.
  const decisive = first && inIt.files === 0 ? first.then === 'all' : rest;
  const extents = subfolders.map(({ then }) => then);
  const then = isEdited ? whole(decisive, extents) : now;
  return { branch: { line, now, then, direct: { ...inIt, now: listing.rest, then: rest }, subfolders }, isEdited };
}

/** What is in a directory beside its subfolders. */
function directIn(line: SelectedLine, subfolders: SelectedLine[]) {
  // What was read at different moments need not fit together.
  const rest = (of: (line: SelectedLine) => number) =>
    Math.max(
      0,
      subfolders.reduce((left, one) => left - of(one), of(line)),
    );
  return { files: rest((one) => one.files), bytes: rest((one) => one.bytes), elsewhere: rest((one) => one.bytes_elsewhere) };
}

/** The bytes that a change fetches and removes below a branch. */
function moved({ line, now, then, direct, subfolders }: Branch): Moved {
  if (!direct || !subfolders) {
    if (now === then || then === 'part') return { fetched: 0, removed: 0 };
    return then === 'all' ? { fetched: line.bytes_elsewhere, removed: 0 } : { fetched: 0, removed: line.bytes - line.bytes_elsewhere };
  }
  const beside = {
    fetched: direct.then && !direct.now ? direct.elsewhere : 0,
    removed: direct.now && !direct.then ? Math.max(0, direct.bytes - direct.elsewhere) : 0,
  };
  return sum([beside, ...subfolders.map(moved)]);
}

function sum(all: Moved[]): Moved {
  return all.reduce((one, other) => ({ fetched: one.fetched + other.fetched, removed: one.removed + other.removed }), {
    fetched: 0,
    removed: 0,
  });
}

/**
 * Lists what a command has to take back and to choose for a branch to be as it would be then. `before` is what is kept of it before: all,
 * nothing, or what is kept now. A path may be listed beside paths below it, because the engine takes those after it.
 */
function list({ line, now, then, direct, subfolders }: Branch, before: boolean | undefined, lists: Lists) {
  const name = (isKept: boolean) => lists[isKept ? 'select' : 'deselect'].push(line.path);
  if (then !== 'part') {
    const was = before === undefined ? now : allOrNothing(before);
    if (then !== was) name(then === 'all');
    return;
  }
  if (!direct || !subfolders) return;
  const isNamed = direct.then !== (before ?? direct.now);
  if (isNamed) name(direct.then);
  for (const one of subfolders) list(one, isNamed ? direct.then : before, lists);
}

/** The parts of which the subfolders are not known. */
function unreadIn({ line, then, subfolders }: Branch): string[] {
  if (then !== 'part') return [];
  return subfolders ? subfolders.flatMap(unreadIn) : [line.path];
}

/** What a folder would be with these changes. */
export function choiceOf(known: Known, edits: Edits): Choice {
  const { top } = known;
  const rest = edits.rest ?? top.rest;
  // The command can change the rest only by beginning with everything or nothing, and so has to repeat what does not change.
  const restates = rest !== top.rest;
  const subfolders = top.subfolders.map((line) => branch(known, edits, line, edits.subfolders.get('')).branch);
  const everything = whole(
    rest,
    subfolders.map(({ then }) => then),
  );
  const wasEverything = whole(
    top.rest,
    subfolders.map(({ now }) => now),
  );
  const beside = { fetched: rest && restates ? known.direct.elsewhere : 0, removed: restates && !rest ? known.direct.here : 0 };
  const choice = { subfolders, everything, rest, ...sum([beside, ...subfolders.map(moved)]) };
  if (everything !== 'part') {
    const command = everything === wasEverything ? undefined : { from: rest, deselect: [], select: [] };
    return { ...choice, command, unread: [] };
  }
  const lists: Lists = { deselect: [], select: [] };
  for (const one of subfolders) list(one, restates ? rest : undefined, lists);
  const isChanged = restates || lists.deselect.length + lists.select.length > 0;
  return {
    ...choice,
    command: isChanged ? { from: restates ? rest : null, ...lists } : undefined,
    unread: restates ? subfolders.flatMap(unreadIn) : [],
  };
}

/** Returns the changes with all of a subfolder kept, or nothing of it if all of it is kept. */
export function toggled(edits: Edits, { line, then }: Branch): Edits {
  const kept = [...edits.subfolders].filter(([path]) => path !== line.path && !path.startsWith(`${line.path}/`));
  return { ...edits, subfolders: new Map([...kept, [line.path, then !== 'all']]) };
}

/** Returns the changes with the whole folder kept, or nothing of it. */
export function withAll(isKept: boolean): Edits {
  return { rest: isKept, subfolders: new Map([['', isKept]]) };
}

/** What is known when the top of a folder was read; what was read below it before stays. */
export function knownOf(
  top: Listing,
  { bytes, bytes_not_chosen }: Pick<FolderStatus, 'bytes' | 'bytes_not_chosen'>,
  before?: Known,
): Known {
  const elsewhere = top.subfolders.reduce((sum, line) => sum + line.bytes_elsewhere, 0);
  const here = top.subfolders.reduce((sum, line) => sum + line.bytes, 0) - elsewhere;
  // What is on its way may be counted in one and not yet in the other.
  const direct = { here: Math.max(0, bytes - here), elsewhere: Math.max(0, bytes_not_chosen - elsewhere) };
  return { top, below: before?.below ?? new Map(), direct };
}

/** Returns what is known with one more directory. */
export function withListing(known: Known, path: string, listing: Listing): Known {
  return { ...known, below: new Map([...known.below, [path, listing]]) };
}
