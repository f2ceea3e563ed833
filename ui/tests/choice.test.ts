import { describe, expect, it } from 'vitest';
import { fakeBackend, fakeWorld } from '../src/lib/backend/fake';
import type { Subfolder } from '../src/lib/backend/fake/subfolders';
import type { SelectedLine } from '../src/lib/engine';
import {
  type Branch,
  type Choice,
  choiceOf,
  type Edits,
  type Extent,
  type Known,
  knownOf,
  NO_EDITS,
  toggled,
  withAll,
  withListing,
} from '../src/lib/folders/choice';

/** A subfolder with so many files of a byte each, and how many of them are not on this disk. */
function line(path: string, extent: Extent, files: number, elsewhere = extent === 'nothing' ? files : 0): SelectedLine {
  return {
    path,
    selected: extent !== 'nothing',
    part: extent === 'part',
    files,
    bytes: files,
    bytes_elsewhere: elsewhere,
    has_subfolders: true,
  };
}

/** What is known of a folder: of what is directly in it and in the subfolders that were read, either all is kept or nothing (`rest`). */
function known(rest: boolean, top: SelectedLine[], below: Record<string, SelectedLine[]> = {}, direct = { here: 0, elsewhere: 0 }): Known {
  const listings = Object.entries(below).map(([path, subfolders]) => [path, { subfolders, rest }] as const);
  return { top: { subfolders: top, rest }, below: new Map(listings), direct };
}

function branches(all: Branch[]): Branch[] {
  return all.flatMap((one) => [one, ...branches(one.subfolders ?? [])]);
}

function find(choice: Choice, path: string): Branch {
  const found = branches(choice.subfolders).find((one) => one.line.path === path);
  if (!found) throw new Error(`no branch ${path}`);
  return found;
}

/** The changes after a person clicked these subfolders one after another; `rest` and `everything` are the two other boxes. */
function clicked(of: Known, ...paths: string[]): Edits {
  return paths.reduce((edits, path) => {
    const choice = choiceOf(of, edits);
    if (path === 'rest') return { ...edits, rest: !choice.rest };
    return path === 'everything' ? withAll(choice.everything !== 'all') : toggled(edits, find(choice, path));
  }, NO_EDITS);
}

const afterClicks = (of: Known, ...paths: string[]) => choiceOf(of, clicked(of, ...paths));

/** `a:all a/x:nothing`, of everything that is known. */
function shown(choice: Choice): string {
  return branches(choice.subfolders)
    .map(({ line, then }) => `${line.path}:${then}`)
    .join(' ');
}

const everything = known(true, [line('a', 'all', 25), line('b', 'all', 10)], { a: [line('a/x', 'all', 10), line('a/y', 'all', 10)] });
const bare = known(true, [line('a', 'all', 20)], { a: [line('a/x', 'all', 10), line('a/y', 'all', 10)] });
const empty = known(true, [line('a', 'all', 0)], { a: [] });
const nothing = known(
  false,
  [line('a', 'nothing', 25), line('b', 'nothing', 10)],
  { a: [line('a/x', 'nothing', 10), line('a/y', 'nothing', 10)] },
  { here: 0, elsewhere: 4 },
);
/** Of `a` only `a/x` is kept, and none of the files directly in it. */
const part = known(false, [line('a', 'part', 25, 15), line('b', 'nothing', 10)], {
  a: [line('a/x', 'all', 10), line('a/y', 'nothing', 10)],
});
/** Of `a` everything but `a/x` is kept, and nothing of it is here yet. */
const coming = known(true, [line('a', 'part', 25, 25)], { a: [line('a/x', 'nothing', 10), line('a/y', 'all', 10, 10)] });

describe('the tree of subfolders', () => {
  it.each([
    ['as it is', everything, [], 'a:all a/x:all a/y:all b:all'],
    ['a parent with its children', everything, ['a'], 'a:nothing a/x:nothing a/y:nothing b:all'],
    ['a parent whose children differ', everything, ['a/x'], 'a:part a/x:nothing a/y:all b:all'],
    ['a parent kept again', everything, ['a/x', 'a'], 'a:all a/x:all a/y:all b:all'],
    ['a child back and forth', everything, ['a/x', 'a/x'], 'a:all a/x:all a/y:all b:all'],
    ['files directly in a parent that stay', everything, ['a/x', 'a/y'], 'a:part a/x:nothing a/y:nothing b:all'],
    ['a parent with nothing else in it', bare, ['a/x', 'a/y'], 'a:nothing a/x:nothing a/y:nothing'],
    ['files directly in a parent that are not kept', nothing, ['a/x', 'a/y'], 'a:part a/x:all a/y:all b:nothing'],
    ['a parent that was not kept, without one child', nothing, ['a', 'a/x'], 'a:part a/x:nothing a/y:all b:nothing'],
    ['a parent that was not kept, and a child back and forth', nothing, ['a', 'a/x', 'a/x'], 'a:all a/x:all a/y:all b:nothing'],
    ['parts that stay as they are beside the rest', part, ['rest'], 'a:part a/x:all a/y:nothing b:nothing'],
    ['an empty subfolder', empty, ['a'], 'a:nothing'],
    ['an empty subfolder kept again', empty, ['a', 'a'], 'a:all'],
    ['everything', nothing, ['everything'], 'a:all a/x:all a/y:all b:all'],
    ['everything but one', part, ['everything', 'b'], 'a:all a/x:all a/y:all b:nothing'],
    ['nothing', part, ['everything', 'everything'], 'a:nothing a/x:nothing a/y:nothing b:nothing'],
  ])('shows %s', (_what, of, paths, expected) => {
    expect(shown(afterClicks(of, ...paths))).toBe(expected);
  });

  it('shows the whole folder as kept only with the files directly in it', () => {
    expect([everything, part, nothing].map((of) => choiceOf(of, NO_EDITS).everything)).toEqual(['all', 'part', 'nothing']);
    expect(afterClicks(nothing, 'a', 'b').everything).toBe('part');
    expect(afterClicks(nothing, 'a', 'b', 'rest').everything).toBe('all');
    expect(afterClicks(nothing, 'rest').everything).toBe('part');
  });

  it('says of the files directly in a part whether they are kept', () => {
    expect(find(afterClicks(everything, 'a/x'), 'a').direct).toMatchObject({ files: 5, bytes: 5, now: true, then: true });
    expect(find(choiceOf(part, NO_EDITS), 'a').direct).toMatchObject({ files: 5, now: false, then: false });
    expect(find(choiceOf(coming, NO_EDITS), 'a').direct).toMatchObject({ files: 5, elsewhere: 5, now: true, then: true });
    expect(find(afterClicks(part, 'a'), 'a').direct).toMatchObject({ now: false, then: true });
    expect(find(afterClicks(part, 'rest'), 'a').direct).toMatchObject({ now: false, then: false });
    expect(find(afterClicks(everything, 'a/x', 'rest'), 'a').direct).toMatchObject({ now: true, then: true });
    expect(find(afterClicks(nothing, 'a', 'a/x'), 'a').direct).toMatchObject({ now: false, then: true });
  });
});

describe('the command', () => {
  const command = (from: boolean | null, deselect: string[], select: string[]) => ({ from, deselect, select });
  it.each([
    ['nothing', everything, [], undefined],
    ['nothing, if it is as before in the end', everything, ['a/x', 'a', 'b', 'b'], undefined],
    ['one subfolder, whatever is in it', everything, ['a/x', 'a', 'a'], command(null, ['a'], [])],
    ['a subfolder inside', everything, ['a/x'], command(null, ['a/x'], [])],
    ['one subfolder inside of another one', everything, ['a', 'a/y'], command(null, ['a'], ['a/y'])],
    ['what is taken back and what is chosen', part, ['a', 'a/x', 'b'], command(null, ['a/x'], ['a', 'b'])],
    ['a parent, when it becomes whole', part, ['a'], command(null, [], ['a'])],
    ['all but one subfolder of what was not kept before', nothing, ['a', 'a/x'], command(null, ['a/x'], ['a'])],
    ['everything', part, ['everything'], command(true, [], [])],
    ['everything, one by one', nothing, ['a', 'b', 'rest'], command(true, [], [])],
    ['everything but one', nothing, ['everything', 'b'], command(true, ['b'], [])],
    ['the rest as well, with what is still not kept', part, ['rest'], command(true, ['a', 'b'], ['a/x'])],
    ['the rest no more, with what is still kept', everything, ['rest', 'b'], command(false, [], ['a'])],
    ['the rest no more, with what is kept of a part', everything, ['a/x', 'rest'], command(false, ['a/x'], ['a', 'b'])],
    ['nothing at all', everything, ['everything'], command(false, [], [])],
    ['nothing at all, one by one', part, ['a', 'a'], command(false, [], [])],
  ])('says %s', (_what, of, paths, expected) => {
    expect(afterClicks(of, ...paths).command).toEqual(expected);
  });

  it('waits for the parts that it has to repeat', () => {
    const closed = known(false, [line('a', 'part', 25, 15), line('b', 'nothing', 10)]);
    expect(choiceOf(closed, NO_EDITS).unread).toEqual([]);
    expect(afterClicks(closed, 'b').unread).toEqual([]);
    expect(afterClicks(closed, 'everything').unread).toEqual([]);
    expect(afterClicks(closed, 'rest').unread).toEqual(['a']);
    const inside = withListing(closed, 'a', { subfolders: [line('a/x', 'part', 10, 4), line('a/y', 'nothing', 10)], rest: true });
    expect(afterClicks(inside, 'rest').unread).toEqual(['a/x']);
  });

  it('takes any name for a directory', () => {
    const odd = known(true, [line('__proto__', 'all', 1), line('constructor', 'all', 1)]);
    expect(afterClicks(odd, '__proto__').command).toEqual(command(null, ['__proto__'], []));
  });
});

describe('what a choice fetches and removes', () => {
  it.each([
    ['nothing of what stays', everything, [], 0, 0],
    ['what is taken back', everything, ['a/x', 'b'], 0, 20],
    ['what is chosen', nothing, ['a'], 25, 0],
    ['what is chosen of a subfolder, without what is beside it', nothing, ['a/x'], 10, 0],
    ['the files directly in it as well', part, ['a'], 15, 0],
    ['the files directly in it, without one subfolder', nothing, ['a', 'a/x'], 15, 0],
    ['the files directly in it no more', everything, ['a', 'a/x'], 0, 15],
    ['both', part, ['a/x', 'b'], 10, 10],
    ['the rest', nothing, ['everything'], 39, 0],
  ])('is %s', (_what, of, paths, fetched, removed) => {
    expect(afterClicks(of, ...paths)).toMatchObject({ fetched, removed });
  });

  it('leaves out what is on its way anyhow', () => {
    const fetching = known(true, [line('a', 'all', 20, 12), line('b', 'nothing', 10)]);
    expect(afterClicks(fetching, 'b')).toMatchObject({ fetched: 10, removed: 0 });
    expect(afterClicks(fetching, 'a')).toMatchObject({ fetched: 0, removed: 8 });
    expect(afterClicks(coming, 'a/x')).toMatchObject({ fetched: 10, removed: 0 });
  });

  it('counts the files directly in the folder by what is here of it', () => {
    const lines = [line('a', 'part', 25, 15), line('b', 'nothing', 10)];
    const top = { subfolders: lines, rest: false };
    expect(knownOf(top, { bytes: 10, bytes_not_chosen: 29 }).direct).toEqual({ here: 0, elsewhere: 4 });
    expect(knownOf(top, { bytes: 13, bytes_not_chosen: 20 }).direct).toEqual({ here: 3, elsewhere: 0 });
  });
});

// Whatever a person clicks, the engine keeps what the tree showed. The fake has the engine's rules for choices.
describe('the engine', () => {
  const FOLDER = 'Photos';

  /** A generator of numbers from 0 to below `count`, always the same ones. */
  function dice(seed: number): (count: number) => number {
    let state = seed;
    return (count) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * count);
    };
  }

  /** A subfolder with so many files directly in it, of so many bytes. */
  const dir = (name: string, files: number, ...subfolders: Subfolder[]): Subfolder => ({ name, files, bytes: files * 3, subfolders });
  const tree = [
    dir('a', 1, dir('x', 2, dir('1', 4), dir('2', 8)), dir('y', 16)),
    dir('b', 0, dir('x', 32, dir('1', 64, dir('i', 128), dir('j', 256)), dir('2', 0)), dir('y', 0, dir('1', 512), dir('2', 1024))),
    dir('c', 2048),
  ];

  const pathsIn = (of: Subfolder[], before = ''): string[] =>
    of.flatMap(({ name, subfolders }) => [`${before}${name}`, ...pathsIn(subfolders, `${before}${name}/`)]);
  const all = pathsIn(tree);

  /** Of each directory, whether the tree shows that the files directly in it are kept; `before` says it of those that it does not show. */
  function promised({ rest, subfolders }: Choice, before: Map<string, boolean>): Map<string, boolean> {
    const kept = new Map([...before, ['', rest]]);
    const say = ({ line: { path }, then, direct, subfolders }: Branch) => {
      if (then === 'part') {
        if (direct) kept.set(path, direct.then);
        subfolders?.forEach(say);
      } else {
        for (const one of all) if (one === path || one.startsWith(`${path}/`)) kept.set(one, then === 'all');
      }
    };
    subfolders.forEach(say);
    return kept;
  }

  it.each(Array.from({ length: 300 }, (_, seed) => seed))('keeps what the tree showed, seed %i', async (seed) => {
    const roll = dice(seed);
    const some = <T>(of: T[], share = 4): T[] => of.filter(() => roll(share) === 0);
    const world = fakeWorld('in-sync');
    world.room = null;
    world.subfolders[FOLDER] = tree;
    const { call } = fakeBackend(world, false);
    for (let at = 0; at < 2; at += 1) {
      const from = [null, true, false][roll(3)] ?? null;
      await call({ command: 'choose', folder: FOLDER, from, deselect: some(all), select: some(all) });
    }
    const status = structuredClone(world.folder(FOLDER)!);
    const read = (path: string | null) => call({ command: 'selected', folder: FOLDER, path });
    const kept = async () => {
      const listings = await Promise.all(['', ...all].map(async (path) => [path, await read(path || null)] as const));
      return new Map(listings.map(([path, { rest }]) => [path, rest]));
    };
    const before = await kept();
    let of = knownOf(await read(null), status);
    for (const path of some(all, 2)) of = withListing(of, path, await read(path));
    let edits = NO_EDITS;
    for (let clicks = roll(7); clicks > 0; clicks -= 1) {
      const choice = choiceOf(of, edits);
      const visible = branches(choice.subfolders).map((one) => one.line.path);
      const click = roll(visible.length + 2);
      if (click === 0) edits = withAll(choice.everything !== 'all');
      else if (click === 1) edits = { ...edits, rest: !choice.rest };
      else edits = toggled(edits, find(choice, visible[click - 2]!));
    }
    let choice = choiceOf(of, edits);
    for (; choice.unread.length > 0; choice = choiceOf(of, edits))
      for (const path of choice.unread) of = withListing(of, path, await read(path));
    if (choice.command) await call({ command: 'choose', folder: FOLDER, ...choice.command });
    let then = knownOf(await read(null), world.folder(FOLDER)!);
    for (const path of of.below.keys()) then = withListing(then, path, await read(path));
    expect(await kept()).toEqual(promised(choice, before));
    expect(shown(choiceOf(then, NO_EDITS))).toBe(shown(choice));
    expect(world.folder(FOLDER)!.bytes).toBe(status.bytes + choice.fetched - choice.removed);
  });
});
