// Which subfolders of a folder are kept on this machine.

import type { FolderStatus, SelectedLine } from '$lib/engine';
import { bytes } from '$lib/text';
import { count, countAll, Selection, type Subfolder, within } from '../subfolders';
import type { World } from '../world';
import { fail, type Handlers } from './handlers';

function linked(world: World, name: string): FolderStatus & { path: string } {
  const found = world.folder(name) ?? fail('no-such-folder', `there is no shared folder named “${name}”`);
  const { path } = found;
  if (path === null) fail('not-linked', `the folder “${name}” is not synced on this machine`, 'it may have stopped syncing here already');
  return found as FolderStatus & { path: string };
}

/** What the hub has of a folder, with what is kept here of it. */
function counted({ files, bytes, not_chosen, bytes_not_chosen }: FolderStatus, subfolders: Subfolder[], selection: Selection) {
  const none = { files: 0, bytes: 0, files_elsewhere: 0, bytes_elsewhere: 0 };
  const below = countAll(subfolders, '', new Selection(), none);
  const direct = { files: files + not_chosen - below.files, bytes: bytes + bytes_not_chosen - below.bytes };
  const [files_elsewhere, bytes_elsewhere] = selection.rest ? [0, 0] : [direct.files, direct.bytes];
  return countAll(subfolders, '', selection, { ...direct, files_elsewhere, bytes_elsewhere });
}

/** Keeps what is chosen, and nothing else. */
export function keep(world: World, name: string, selection: Selection): void {
  const folder = linked(world, name);
  const now = counted(folder, world.subfolders[name] ?? [], selection);
  world.selections[name] = selection;
  Object.assign(folder, {
    files: now.files - now.files_elsewhere,
    bytes: now.bytes - now.bytes_elsewhere,
    not_chosen: now.files_elsewhere,
    bytes_not_chosen: now.bytes_elsewhere,
  });
}

/** Fails if the folder's disk has too little room for what is to be fetched. */
export function checkRoom(world: World, what: string, needed: number, path: string): void {
  if (world.room === null || needed <= world.room) return;
  fail(
    'disk-full',
    `${what} takes ${bytes(needed)}, and only ${bytes(world.room)} can be used at ${path}: nothing was changed`,
    'choose fewer subfolders, free some space on that disk, or change how much must stay free in the settings',
  );
}

export const subfolderAnswers: Handlers = {
  selected(world, { folder: name, path }) {
    linked(world, name);
    const all = world.subfolders[name] ?? [];
    const selection = world.selections[name] ?? new Selection();
    const found = path === null ? all : (within(all, path) ?? []);
    const line = (one: Subfolder): SelectedLine => {
      const at = path === null ? one.name : `${path}/${one.name}`;
      const isChosen = selection.isChosen(at);
      const { files, bytes, bytes_elsewhere } = count(one, at, selection);
      return {
        path: at,
        selected: isChosen || selection.hasBelow(at, true),
        part: selection.hasBelow(at, !isChosen),
        files,
        bytes,
        bytes_elsewhere,
        has_subfolders: one.subfolders.length > 0,
      };
    };
    return {
      subfolders: found.map(line),
      rest: selection.isChosen(path ?? ''),
      new_subfolders: world.folderSettings[name]?.['new-subfolders'] !== false,
      free: world.room,
    };
  },
  choose(world, { folder: name, from, deselect, select }) {
    const folder = linked(world, name);
    const all = world.subfolders[name] ?? [];
    const unknown = [...deselect, ...select].find((path) => within(all, path) === undefined);
    if (unknown !== undefined)
      fail(
        'no-such-subfolder',
        `there is no subfolder “${unknown}” in “${name}”`,
        'it may have been removed or renamed on another machine: close this dialog and open it again',
      );
    const selection = world.selections[name]?.copy() ?? new Selection();
    selection.change(from, deselect, select);
    const grown = folder.bytes_not_chosen - counted(folder, all, selection).bytes_elsewhere;
    checkRoom(world, 'what is chosen', grown, folder.path);
    keep(world, name, selection);
    world.asked.push(`choose in ${name}: ${JSON.stringify({ from, deselect, select })}`);
  },
};
