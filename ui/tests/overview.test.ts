import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open } from './window';

describe('overview', () => {
  it('says in one sentence that all is well', async () => {
    await open('in-sync');
    expect(screen.getByRole('region', { name: 'Everything is in sync' })).toHaveTextContent('28,736 files');
  });

  it('shows what needs a person, and leads to where it is decided', async () => {
    const { user } = await open('conflict');
    expect(screen.getByText('Two versions each of 2 files in Documents')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Decide' }));
    expect(location.hash).toBe('#/conflicts?folder=Documents');
  });

  it('tells who is online, in words too', async () => {
    await open('in-sync');
    const picture = await screen.findByRole('img', { name: /4 machines, 3 online/ });
    const list = within(picture.closest('section') as HTMLElement).getByRole('list');
    expect(list).toHaveTextContent('Ines’ tablet: offline, last seen 3 days ago');
  });

  it('follows what the engine says', async () => {
    const { world } = await open('in-sync');
    world.folders[0]!.state = 'syncing';
    world.folders[0]!.pending = 3;
    world.folders[0]!.bytes_pending = 2048;
    world.hint();
    expect(await screen.findByText('3 changes on the way, 2.0 KiB to go.')).toBeVisible();
  });
});
