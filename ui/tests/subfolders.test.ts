import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import type { World } from '../src/lib/backend/fake/world';
import { expectAccessible, open } from './window';

/** The window at Photos, of which Raw and a part of 2025 are not kept, with the dialog open. */
async function choose(scenario: string | World = 'partial', folder = 'Photos') {
  const opened = await open(scenario, `folders?folder=${folder}`);
  await opened.user.click(screen.getAllByRole('button', { name: 'Choose subfolders…' })[0]!);
  const dialog = within(screen.getByRole('dialog', { name: `Choose subfolders of ${folder}` }));
  await dialog.findByRole('checkbox', { name: 'Everything in this folder' });
  return {
    ...opened,
    dialog,
    box: (name: string) => dialog.getByRole('checkbox', { name }),
    turn: (name: string) => opened.user.click(dialog.getByRole('button', { name: `Subfolders of ${name}` })),
    keep: dialog.getByRole('button', { name: 'Keep these' }),
    summary: () => dialog.getByRole('status'),
  };
}

const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
const sent = (world: World) => world.asked.filter((asked) => asked.startsWith('choose in'));
const command = (folder: string, from: boolean | null, deselect: string[], select: string[]) =>
  `choose in ${folder}: ${JSON.stringify({ from, deselect, select })}`;
const failure = (code: string) => ({
  code,
  message: 'the folder cannot be opened on this machine',
  hint: 'the page of the folder says why',
  path: null,
});

describe('a folder of which a part is kept', () => {
  it('says on its page and in the lists how much is not', async () => {
    await open('partial', 'folders?folder=Photos');
    expect(screen.getByText('Not kept here').parentElement).toHaveTextContent('6,886 files, 46 GiB');
    location.hash = '#/folders';
    const row = await screen.findByRole('link', { name: /Photos/ });
    expect(row).toHaveTextContent('11,334 files, 39 GiB');
    expect(row).toHaveTextContent('In sync · 6,886 files not kept here');
    expect(screen.getByRole('link', { name: /Documents/ })).not.toHaveTextContent('not kept');
  });

  it('says nothing of it where everything is kept', async () => {
    await open('in-sync', 'folders?folder=Photos');
    expect(screen.getByText('Contents')).toBeVisible();
    expect(screen.queryByText('Not kept here')).toBeNull();
  });
});

describe('choosing subfolders', () => {
  it('shows what is kept, in part or not, and reads what is in a subfolder when it is opened', async () => {
    const { box, dialog, turn, world, page } = await choose();
    expect(box('2024')).toBeChecked();
    expect(box('2025')).toBePartiallyChecked();
    expect(box('Raw')).not.toBeChecked();
    expect(box('Raw')).not.toBePartiallyChecked();
    expect(box('Raw')).toHaveAccessibleDescription('5,784 files, 38 GiB');
    expect(box('Everything in this folder')).toBePartiallyChecked();
    expect(dialog.queryByRole('button', { name: 'Subfolders of Scans' })).toBeNull();
    expect(dialog.queryByRole('checkbox', { name: 'Garden' })).toBeNull();
    await turn('2025');
    expect(await dialog.findByRole('checkbox', { name: 'Garden' })).toBeChecked();
    expect(box('Wedding')).toBePartiallyChecked();
    expect(dialog.getByText('12 files directly in it, 102 MiB: kept')).toBeVisible();
    await turn('Wedding');
    expect(await dialog.findByRole('checkbox', { name: 'Party' })).not.toBeChecked();
    await expectAccessible(page);
    await turn('2025');
    expect(dialog.queryByRole('checkbox', { name: 'Garden' })).toBeNull();
    expect(sent(world)).toEqual([]);
  });

  it('keeps a subfolder with everything in it, and the other way round', async () => {
    const { box, dialog, turn, user } = await choose();
    await turn('Raw');
    await dialog.findByRole('checkbox', { name: '2026', checked: false });
    const inRaw = () => within(box('Raw').closest('li')!.querySelector('ul')!).getAllByRole('checkbox');
    await user.click(box('Raw'));
    for (const one of inRaw()) expect(one).toBeChecked();
    await user.click(inRaw()[0]!);
    expect(box('Raw')).toBePartiallyChecked();
    await user.click(inRaw()[1]!);
    expect(box('Raw')).not.toBeChecked();
    expect(box('Raw')).not.toBePartiallyChecked();
    for (const one of inRaw()) await user.click(one);
    expect(box('Raw')).toBeChecked();
  });

  it('says what will be fetched and removed, sends it as one command, and shows the rest that is not kept', async () => {
    const { box, dialog, keep, summary, turn, user, world } = await choose();
    expect(summary()).toHaveTextContent('Choose what to keep on this machine. 24 GiB are free.');
    await turn('2025');
    await user.click(await dialog.findByRole('checkbox', { name: 'Wedding' }));
    expect(box('2025')).toBeChecked();
    expect(summary()).toHaveTextContent('Fetches 7.9 GiB. 24 GiB are free.');
    await user.click(box('Scans'));
    expect(summary()).toHaveTextContent(
      'Removes 2.9 GiB from this machine once the hub has everything. Nothing is lost: it stays on the hub',
    );
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', null, ['Scans'], ['2025'])]);
    await waitFor(() => expect(screen.getByText('Not kept here').parentElement).toHaveTextContent('9,084 files, 41 GiB'));
  });

  it('keeps a subfolder that was not kept before without a part of it', async () => {
    const { box, keep, summary, turn, user, world } = await choose();
    await turn('Raw');
    const inRaw = await waitFor(() => within(box('Raw').closest('li')!.querySelector('ul')!).getAllByRole('checkbox'));
    await user.click(box('Raw'));
    await user.click(inRaw[0]!);
    expect(box('Raw')).toBePartiallyChecked();
    expect(summary()).toHaveTextContent('Fetches 16 GiB.');
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', null, ['Raw/2025'], ['Raw'])]);
    expect(world.folder('Photos')).toMatchObject({ not_chosen: 3110 + 1102 });
  });

  it('says on the hub that what is removed stays in its store', async () => {
    const { box, summary, user } = await choose('hub');
    await user.click(box('Scans'));
    expect(summary()).toHaveTextContent('Nothing is lost: it stays in this hub’s store and on the other machines that keep it.');
  });

  it('sends nothing if nothing changes', async () => {
    const { box, keep, user, world } = await choose();
    await user.click(box('Scans'));
    await user.click(box('Scans'));
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([]);
  });

  it('does not fetch more than is free', async () => {
    const { box, keep, summary, user, world } = await choose();
    await user.click(box('Raw'));
    expect(summary()).toHaveTextContent('That is 14 GiB more than is free');
    expect(keep).toBeDisabled();
    await user.type(box('Scans'), '{Enter}');
    expect(sent(world)).toEqual([]);
    await user.click(box('Raw'));
    expect(summary()).not.toHaveTextContent('more than is free');
    expect(keep).toBeEnabled();
  });

  it('leaves it to the engine what fits, if it is not known how much is free', async () => {
    const world = fakeWorld('partial');
    world.room = null;
    const { box, keep, summary, user } = await choose(world);
    await user.click(box('Raw'));
    expect(summary()).toHaveTextContent(/Fetches 38 GiB\.$/);
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', null, [], ['Raw'])]);
  });

  it('keeps everything at once', async () => {
    const world = fakeWorld('partial');
    world.room = null;
    const { box, keep, user } = await choose(world);
    await user.click(box('Everything in this folder'));
    expect(box('Raw')).toBeChecked();
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', true, [], [])]);
    await waitFor(() => expect(screen.queryByText('Not kept here')).toBeNull());
  });

  it('reads what it has to name, if files directly in the folder are not to be kept any more', async () => {
    const { box, keep, summary, user, world } = await choose();
    await user.click(box('Files directly in this folder, and new subfolders'));
    await waitFor(() => expect(summary()).toHaveTextContent('Removes 819 MiB'));
    await waitFor(() => expect(keep).toBeEnabled());
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', false, ['2025/Wedding/Party'], ['2024', '2025', '2026', 'Scans'])]);
  });

  it('shows what the engine refuses, until something is changed', async () => {
    const { box, dialog, keep, user, world } = await choose();
    await user.click(box('Scans'));
    world.broken.choose = { ...failure('disk-full'), message: 'what is chosen takes 9.0 GiB, and nothing was changed' };
    await user.click(keep);
    expect(await dialog.findByRole('alert')).toHaveTextContent('nothing was changed. Choose fewer subfolders');
    await user.click(box('Scans'));
    expect(dialog.queryByRole('alert')).toBeNull();
    world.broken = {};
    await user.click(box('2026'));
    await user.click(keep);
    await closed();
    expect(sent(world)).toEqual([command('Photos', null, ['2026'], [])]);
  });

  it('shows where a subfolder cannot be read, until it can', async () => {
    const { dialog, turn, world } = await choose();
    world.broken.selected = failure('not-open');
    await turn('2025');
    expect(await dialog.findByRole('alert')).toHaveTextContent('cannot be opened on this machine. The page of the folder says why.');
    world.broken = {};
    world.hint();
    expect(await dialog.findByRole('checkbox', { name: 'Garden' })).toBeVisible();
    expect(dialog.queryByRole('alert')).toBeNull();
  });

  it('shows why nothing can be read, until it can', async () => {
    const world = fakeWorld('partial');
    world.broken.selected = failure('not-open');
    const { user } = await open(world, 'folders?folder=Photos');
    await user.click(screen.getAllByRole('button', { name: 'Choose subfolders…' })[0]!);
    expect(await screen.findByRole('alert')).toHaveTextContent('The page of the folder says why.');
    expect(screen.getByRole('button', { name: 'Keep these' })).toBeDisabled();
    world.broken = {};
    world.hint();
    expect(await screen.findByRole('checkbox', { name: 'Scans' })).toBeChecked();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('can be done with the keys', async () => {
    const { box, dialog, user, world } = await choose();
    box('Everything in this folder').focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(box('2024')).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowRight}');
    const garden = await dialog.findByRole('checkbox', { name: 'Garden' });
    await user.keyboard('{ArrowRight}{ArrowDown}');
    expect(garden).toHaveFocus();
    await user.keyboard(' ');
    expect(garden).not.toBeChecked();
    await user.keyboard('{ArrowLeft}');
    expect(box('2025')).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(garden).not.toBeInTheDocument();
    await user.keyboard('{End}');
    expect(box('Scans')).toHaveFocus();
    await user.keyboard('{ArrowDown} {Home}{ArrowUp}');
    expect(box('Everything in this folder')).toHaveFocus();
    await user.keyboard('{Enter}');
    await closed();
    expect(sent(world)).toEqual([command('Photos', null, ['2025/Garden', 'Scans'], [])]);
  });
});

describe('a folder that is linked', () => {
  async function link(world: World) {
    const opened = await open(world, 'folders');
    await opened.user.click(screen.getByRole('button', { name: 'Sync to this computer: Music' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Sync Music to this computer' }));
    return {
      ...opened,
      dialog,
      first: dialog.getByRole('switch', { name: 'Choose subfolders first' }),
      send: () => opened.user.click(dialog.getByRole('button', { name: 'Sync to this computer' })),
    };
  }

  it('fetches nothing before its subfolders are chosen, and waits for their list', async () => {
    const world = fakeWorld('in-sync');
    const { Music = [] } = world.subfolders;
    world.subfolders['Music'] = [];
    const { first, page, send, user } = await link(world);
    expect(first).not.toBeChecked();
    await user.click(first);
    await expectAccessible(page);
    await send();
    const dialog = within(await screen.findByRole('dialog', { name: 'Choose subfolders of Music' }));
    expect(await dialog.findByText('There are no subfolders yet.')).toBeVisible();
    expect(world.folder('Music')).toMatchObject({ path: '/home/ada/Music', files: 0, not_chosen: 4410 });
    // The list arrives piece by piece.
    for (const count of [1, Music.length]) {
      world.subfolders['Music'] = Music.slice(0, count);
      world.hint();
      await waitFor(() => expect(dialog.getAllByRole('checkbox')).toHaveLength(2 + count));
    }
    expect(dialog.queryByText('There are no subfolders yet.')).toBeNull();
    await user.click(dialog.getByRole('checkbox', { name: 'Podcasts' }));
    await expectAccessible(page);
    await user.click(dialog.getByRole('button', { name: 'Keep these' }));
    await closed();
    expect(sent(world)).toEqual([command('Music', null, [], ['Podcasts'])]);
    expect(world.folder('Music')).toMatchObject({ files: 1702, not_chosen: 2708 });
  });

  it('keeps everything unless its subfolders are to be chosen', async () => {
    const world = fakeWorld('in-sync');
    const { send } = await link(world);
    await send();
    await closed();
    expect(world.folder('Music')).toMatchObject({ files: 4410, not_chosen: 0 });
  });

  it('says if it is too large for the disk, until its subfolders are to be chosen', async () => {
    const world = fakeWorld('partial');
    const { dialog, first, send, user } = await link(world);
    await send();
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Music takes 31 GiB, and only 24 GiB can be used at /home/ada/Music: nothing was changed. Turn on “Choose subfolders first”',
    );
    await user.click(first);
    expect(dialog.queryByRole('alert')).toBeNull();
    await send();
    expect(await screen.findByRole('dialog', { name: 'Choose subfolders of Music' })).toBeVisible();
    expect(world.folder('Music')?.path).toBe('/home/ada/Music');
  });
});

describe('new subfolders', () => {
  it('are kept unless a person says otherwise', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Photos');
    await user.click(screen.getByRole('button', { name: 'New subfolders…' }));
    const dialog = within(screen.getByRole('dialog', { name: 'New subfolders of Photos' }));
    const keep = dialog.getByRole('switch', { name: 'Keep new subfolders on this machine' });
    await waitFor(() => expect(keep).toBeChecked());
    await user.click(keep);
    expect(dialog.getByText('New subfolders are not kept here until you choose them.')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await closed();
    expect(world.folderSettings['Photos']).toMatchObject({ 'new-subfolders': false });
    await user.click(screen.getByRole('button', { name: 'Choose subfolders…' }));
    expect(await screen.findByRole('checkbox', { name: 'Files directly in this folder' })).toBeChecked();
  });
});
