import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Over } from '../src/lib/nav';
import { open } from './window';

const refused = (wanted: 'share' | 'versions' | 'copy-place', why: Extract<Over, { kind: 'refused' }>['why']): Over => ({
  kind: 'refused',
  wanted,
  path: '/home/ada/a\u202Eb.txt',
  why,
});

/** The button at the foot of a dialog, after the one in its corner. */
const closeOf = (dialog: Pick<typeof screen, 'getAllByRole'>): HTMLElement =>
  dialog.getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement;

describe('what a file manager asks for', () => {
  it('opens the dialog that shares a folder, and shares nothing before that is confirmed', async () => {
    const { user, world } = await open('in-sync', 'settings');
    world.open({ view: 'folders', over: { kind: 'share', path: '/home/ada/Recipes' } });
    const dialog = within(await screen.findByRole('dialog', { name: 'Share a folder from this machine' }));
    expect(dialog.getByLabelText('Folder')).toHaveValue('/home/ada/Recipes');
    expect(world.folder('Recipes')).toBeUndefined();
    await user.click(dialog.getByRole('button', { name: 'Share' }));
    await waitFor(() => expect(world.folder('Recipes')?.path).toBe('/home/ada/Recipes'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('opens the dialog anew for another folder', async () => {
    const { world } = await open('in-sync');
    for (const name of ['Recipes', 'Scores']) {
      world.open({ view: 'folders', over: { kind: 'share', path: `/home/ada/${name}` } });
      await waitFor(() => expect(screen.getByLabelText('Folder')).toHaveValue(`/home/ada/${name}`));
    }
  });

  it('says on a machine that is not set up what comes first', async () => {
    const { world, user } = await open('wizard');
    world.open({ view: 'folders', over: { kind: 'share', path: '/home/ada/Recipes' } });
    const dialog = within(await screen.findByRole('dialog', { name: 'Set up SyncIt first' }));
    expect(dialog.getByText(/^To share \/home\/ada\/Recipes, first set up/)).toBeVisible();
    await user.click(closeOf(dialog));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it.each([
    ['No versions of this file', refused('versions', { code: 'outside' }), 'is not in a folder that syncs to this computer.'],
    ['Nothing was copied', refused('copy-place', { code: 'outside' }), 'is not in a folder that syncs to this computer.'],
    ['This folder cannot be shared', refused('share', { code: 'not-utf8' }), 'cannot be synced: its name is not UTF-8. Rename it first.'],
    [
      'No versions of this file',
      refused('versions', { code: 'failed', message: 'the engine is stopping' }),
      'in its folders: the engine is stopping.',
    ],
  ])('says why it cannot be done: %s', async (title, over, text) => {
    const { world } = await open('in-sync');
    world.open({ view: 'folders', over });
    const dialog = await screen.findByRole('dialog', { name: title });
    expect(dialog).toHaveTextContent(text);
    expect(dialog).toHaveTextContent('a\\u{202e}b.txt');
  });

  it('shows a text to copy where the app cannot put it on the clipboard', async () => {
    const { world } = await open('in-sync');
    world.open({ view: 'folders', over: { kind: 'copy', text: 'Documents/Letters/letter.odt' } });
    const dialog = within(await screen.findByRole('dialog', { name: 'Copy folder and path' }));
    expect(dialog.getByText('Documents/Letters/letter.odt')).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Copy the folder and path' })).toBeVisible();
  });

  it('is not asked again by going back', async () => {
    const { world, user } = await open('in-sync');
    world.open({ view: 'folders', over: { kind: 'copy', text: 'Documents' } });
    await user.keyboard('{Escape}');
    const dialog = await screen.findByRole('dialog');
    await user.click(closeOf(within(dialog)));
    history.back();
    history.forward();
    await screen.findByRole('heading', { level: 1 });
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
