import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible, open } from './window';

describe('dropping a folder onto the window', () => {
  const paths = ['/home/ada/Recipes'];

  it('shows where to drop it, for as long as it is over the window', async () => {
    const { world, page } = await open('in-sync');
    world.drag({ kind: 'enter', paths });
    expect(await screen.findByText('Drop to share Recipes')).toBeVisible();
    await expectAccessible(page);
    world.drag({ kind: 'leave' });
    await waitFor(() => expect(screen.queryByText('Drop to share Recipes')).toBeNull());
  });

  it('opens the dialog that shares it, and shares nothing before that is confirmed', async () => {
    const { user, world } = await open('in-sync', 'settings');
    world.drag({ kind: 'enter', paths });
    world.drag({ kind: 'drop', paths });
    const dialog = within(await screen.findByRole('dialog', { name: 'Share a folder from this machine' }));
    expect(dialog.getByLabelText('Folder')).toHaveValue('/home/ada/Recipes');
    expect(screen.queryByText('Drop to share Recipes')).toBeNull();
    expect(world.folder('Recipes')).toBeUndefined();
    await user.click(dialog.getByRole('button', { name: 'Share' }));
    await waitFor(() => expect(world.folder('Recipes')?.path).toBe('/home/ada/Recipes'));
  });

  it('says at the field that a file is no folder', async () => {
    const { world } = await open('in-sync');
    world.drag({ kind: 'drop', paths: ['/home/ada/letter.odt'] });
    const field = await screen.findByLabelText('Folder');
    await waitFor(() => expect(field).toHaveAccessibleDescription('Cannot sync /home/ada/letter.odt: it is not a directory.'));
  });

  it('takes one folder at a time', async () => {
    const { world } = await open('in-sync');
    const several = [...paths, '/home/ada/Scores'];
    world.drag({ kind: 'enter', paths: several });
    expect(await screen.findByText('Drop one folder at a time')).toBeVisible();
    world.drag({ kind: 'drop', paths: several });
    await waitFor(() => expect(screen.queryByText('Drop one folder at a time')).toBeNull());
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('does nothing while a dialog is open', async () => {
    const { user, world } = await open('in-sync');
    await user.click(screen.getByRole('button', { name: 'Pause…' }));
    world.drag({ kind: 'drop', paths });
    expect(await screen.findAllByRole('dialog')).toHaveLength(1);
    expect(screen.queryByLabelText('Folder')).toBeNull();
  });
});
