// The rooms of the window: which part of `src/` may import which. docs/ui.md says what lives in each. Pure.

/**
 * @typedef {object} Room
 * @property {string} name Its folder or file below `src/`. `*` stands for any one folder.
 * @property {string[]} knows The rooms that its files may import. They stand before it in the table, so no rooms import each other in a circle.
 * @property {string[]} [doors] The files of it that other rooms may import; all, if there is no such list.
 */

/** Rooms of `lib/` that pages may know: all but the implementations of the backend, between which `main.ts` chooses. */
const LIB = ['engine', 'text', 'icons', 'messages', 'nav', 'backend', 'present', 'state', 'components', 'folders', 'machines'].map(
  (name) => `lib/${name}`,
);
const under = (/** @type {string[]} */ ...names) => names.map((name) => `lib/${name}`);

/** @type {Room[]} The lowest first. */
export const ROOMS = [
  { name: 'lib/engine', knows: [], doors: ['index.ts'] },
  { name: 'lib/text', knows: [], doors: ['index.ts'] },
  { name: 'lib/icons', knows: under('engine') },
  { name: 'lib/messages', knows: under('engine', 'text'), doors: ['index.ts'] },
  { name: 'lib/nav', knows: under('engine', 'icons'), doors: ['index.ts'] },
  { name: 'lib/backend', knows: under('engine', 'nav'), doors: ['index.ts'] },
  { name: 'lib/backend/tauri.ts', knows: under('engine', 'nav', 'backend') },
  { name: 'lib/backend/web.ts', knows: under('engine', 'backend') },
  { name: 'lib/present', knows: under('engine', 'text', 'messages'), doors: ['index.ts'] },
  { name: 'lib/backend/fake', knows: under('engine', 'text', 'nav', 'backend', 'present'), doors: ['index.ts'] },
  { name: 'lib/state', knows: under('engine', 'nav', 'backend'), doors: ['index.ts'] },
  { name: 'lib/components', knows: under('engine', 'text', 'icons', 'messages', 'backend', 'present', 'state') },
  { name: 'lib/folders', knows: under('engine', 'text', 'icons', 'messages', 'backend', 'present', 'state', 'components') },
  { name: 'lib/machines', knows: under('engine', 'text', 'icons', 'messages', 'backend', 'present', 'state', 'components') },
  { name: 'views/*', knows: LIB, doors: ['view.ts'] },
  { name: 'views/index.ts', knows: ['lib/nav', 'views/*'] },
  { name: 'wizard', knows: LIB, doors: ['Wizard.svelte', 'draft.svelte.ts'] },
  { name: 'frame', knows: [...LIB, 'views/index.ts', 'wizard'], doors: ['App.svelte', 'Locked.svelte', 'language.ts', 'theme.ts'] },
  { name: 'main.ts', knows: ['lib/backend', 'lib/backend/tauri.ts', 'lib/backend/web.ts', 'lib/backend/fake', 'frame'] },
];

/** Packages that one room alone may import. */
const OWNED = [
  { package: '@tauri-apps/', room: 'lib/backend/tauri.ts', instead: 'add a method to lib/backend/backend.ts or shell.ts' },
  { package: 'diff', room: 'lib/text', instead: 'use `difference` of $lib/text' },
];

for (const [at, { name, knows }] of ROOMS.entries()) {
  const below = ROOMS.slice(0, at).map((room) => room.name);
  const upward = knows.find((known) => !below.includes(known));
  if (upward) throw new Error(`the table of rooms lets ${name} know ${upward}, which does not stand before it`);
}

/**
 * The room of a file, and the room's own folder: two pages share an entry of the table and are two rooms all the same.
 *
 * @param {string} file Its path below `src/`.
 * @returns {{ room: Room, folder: string } | undefined} None if it is in no room.
 */
export function roomOf(file) {
  const parts = file.split('/');
  // The longest name is the innermost room.
  for (let length = parts.length; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join('/');
    const room =
      ROOMS.find(({ name }) => name === folder) ??
      (length < parts.length ? ROOMS.find(({ name }) => name === [...parts.slice(0, length - 1), '*'].join('/')) : undefined);
    if (room) return { room, folder };
  }
  return undefined;
}

/**
 * Why one file may not import another, if it may not. Both are paths below `src/`.
 *
 * @param {string} from
 * @param {string} to
 * @returns {string | undefined}
 */
export function refusal(from, to) {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (!here) return `${from} is in no room: move it into one, or add a room to ui/eslint/rooms.js`;
  if (!there) return `${to} is in no room: move it into one, or add a room to ui/eslint/rooms.js`;
  if (here.folder === there.folder) return undefined;
  if (here.room === there.room) return `a page must not import another page (${there.folder}): move what both need to lib/`;
  if (!here.room.knows.includes(there.room.name))
    return `${here.folder} must not know ${there.folder}; it may know ${here.room.knows.join(', ') || 'no other room'}`;
  const inside = to === there.folder ? to : to.slice(there.folder.length + 1);
  if (there.room.doors && !there.room.doors.includes(inside))
    return `${to} is internal to ${there.folder}: import ${there.room.doors.map((door) => `${there.folder}/${door}`).join(' or ')} instead`;
  return undefined;
}

/**
 * Why a file may not import a package, if it may not.
 *
 * @param {string} from Its path below `src/`.
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function packageRefusal(from, specifier) {
  const owned = OWNED.find(({ package: name }) => specifier === name || (name.endsWith('/') && specifier.startsWith(name)));
  if (!owned || roomOf(from)?.room.name === owned.room) return undefined;
  return `only ${owned.room} may use ${owned.package}: ${owned.instead}`;
}

/**
 * A circle of imports that a file is part of: the files from it back to itself, the shortest such way.
 *
 * @param {string} file
 * @param {(file: string) => string[]} importsOf
 * @returns {string[] | undefined} None if there is no circle.
 */
export function circle(file, importsOf) {
  /** @type {Map<string, string>} Who imported a file first on the way from `file`. */
  const importer = new Map();
  const queue = [file];
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    for (const next of importsOf(one)) {
      if (next === file) {
        const way = [file];
        for (let back = one; back !== file; back = importer.get(back) ?? file) way.splice(0, 0, back);
        return [file, ...way];
      }
      if (importer.has(next)) continue;
      importer.set(next, one);
      queue.push(next);
    }
  }
  return undefined;
}
