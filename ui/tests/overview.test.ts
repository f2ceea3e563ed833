import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../src/lib/backend/fake';
import { expectAccessible, open } from './window';

describe('overview', () => {
  it('says in one sentence that all is well', async () => {
    await open('in-sync');
    expect(screen.getByRole('region', { name: 'Everything is in sync' })).toHaveTextContent('28,736 files');
  });

  it('shows what needs a person, and leads to where it is decided', async () => {
    const { user } = await open('conflict');
    expect(screen.getByText('Two versions each of 2 files in Documents')).toBeVisible();
    await user.click(screen.getByRole('button', { name: /Decide|Look/ }));
    expect(location.hash).toMatch(/^#\/(conflicts|folders)\?folder=Documents$/);
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
    expect(await screen.findByRole('region', { name: 'Syncing 3 files, 2.0 KiB to go' })).toBeVisible();
  });

  it('says what a fresh hub needs first', async () => {
    const { user } = await open('empty');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    expect(await screen.findByRole('dialog', { name: 'Pair a machine' })).toBeVisible();
  });

  it('pauses everything for an hour, and resumes', async () => {
    const { user, world } = await open('in-sync');
    await user.click(screen.getByRole('button', { name: 'Pause…' }));
    await user.click(screen.getByRole('button', { name: 'For an hour' }));
    expect(await screen.findByRole('region', { name: /^Paused until (tomorrow at )?\d\d:\d\d$/ })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(await screen.findByRole('region', { name: 'Everything is in sync' })).toBeVisible();
    expect(world.paused).toBe(false);
  });

  it('says when the engine does not answer, and that nothing is lost', async () => {
    const { world } = await open('in-sync');
    world.status = () => {
      throw new Error('the engine is gone');
    };
    world.hint();
    expect(await screen.findByRole('alert')).toHaveTextContent(/Nothing is lost.*the engine is gone/);
  });

  it('goes where the tray or a notification leads', async () => {
    const { world } = await open('in-sync');
    world.open({ view: 'folders', folder: 'Photos' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Photos' })).toBeVisible();
  });

  it.each(Object.keys(scenarios))('is accessible: %s', async (scenario) => {
    const { page } = await open(scenario);
    await expectAccessible(page);
  });
});
