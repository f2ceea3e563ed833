import { screen, within, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../src/lib/backend/fake';
import type { HistoryLine } from '../src/lib/engine';
import { recent } from '../src/views/overview/order';
import { expectAccessible, open } from './window';

describe('overview', () => {
  it('says in one sentence that all is well', async () => {
    await open('in-sync');
    expect(screen.getByRole('region', { name: 'Everything is in sync' })).toHaveTextContent('28,736 files');
  });

  it('shows what needs a person, and leads to where it is decided', async () => {
    const { user } = await open('conflict');
    expect(screen.getByText('2 conflicts in Documents')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Review: 2 conflicts in Documents' }));
    expect(location.hash).toBe('#/conflicts?folder=Documents');
  });

  it('lists the folders first, each with its state, and opens one', async () => {
    const { user } = await open('conflict');
    const rows = within(screen.getByRole('region', { name: 'Folders' })).getAllByRole('link');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/Documents.*Needs attention · 2 conflicts/),
      expect.stringMatching(/Photos.*In sync/),
      expect.stringMatching(/Projects.*In sync/),
      expect.stringMatching(/Music.*Available to sync/),
    ]);
    await user.click(rows[1]!);
    expect(await screen.findByRole('heading', { level: 1, name: 'Photos' })).toBeVisible();
  });

  it('shows of many folders first those that need attention or are busy', async () => {
    await open('many');
    const rows = within(screen.getByRole('region', { name: 'Folders' })).getAllByRole('link');
    expect(rows).toHaveLength(9);
    expect(rows.slice(0, 3).map((row) => row.textContent)).toEqual([
      expect.stringContaining('Scans'),
      expect.stringContaining('Videos'),
      expect.stringContaining('Travel'),
    ]);
    expect(rows.at(-1)).toHaveTextContent('Show all 20 folders');
  });

  it('lists the files that changed last, and leads to their versions', async () => {
    const { user, world } = await open('in-sync');
    const recent = within(await screen.findByRole('region', { name: 'Recent files' }));
    expect(recent.getAllByRole('listitem')).toHaveLength(6);
    expect(recent.getAllByRole('listitem')[0]).toHaveTextContent(/report\.docx Documents\s· changed by laptop\s· 3 minutes ago/);
    await user.click(recent.getByRole('button', { name: 'Show report.docx in the file manager' }));
    expect(world.asked).toEqual(['reveal Documents/report.docx']);
    expect(recent.getByRole('link', { name: 'Versions of report.docx' })).toHaveAttribute(
      'href',
      '#/history?folder=Documents&path=report.docx',
    );
  });

  it('offers to show no file in its folder that was deleted', async () => {
    await open('in-sync');
    const gone = (await screen.findByText(/deleted by laptop/)).closest('li') as HTMLElement;
    expect(within(gone).queryByRole('button')).toBeNull();
  });

  it('lists a file once that changed again and again', () => {
    const line = (path: string, version: string) => ({ folder: 'Documents', path, version }) as HistoryLine;
    const lines = [line('a', '4'), line('b', '3'), line('a', '2'), line('c', '1')];
    expect(recent(lines, 3).map(({ version }) => version)).toEqual(['4', '3', '1']);
  });

  it('has no empty boxes for who has just begun', async () => {
    await open('empty');
    for (const name of ['Folders', 'Recent files', 'Machines', 'Last 24 hours']) expect(screen.queryByRole('region', { name })).toBeNull();
    expect(screen.getByRole('button', { name: 'Share a folder' })).toBeVisible();
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
    await user.click(screen.getByRole('button', { name: 'For 1 hour' }));
    expect(await screen.findByRole('region', { name: /^Paused until (tomorrow at )?\d\d:\d\d$/ })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(await screen.findByRole('region', { name: 'Everything is in sync' })).toBeVisible();
    expect(world.paused).toBe(false);
  });

  it.each([
    ['paused-battery', 'Paused: on battery, 14%', 'It pauses below 20%, and continues by itself when plugged in or charged.'],
    ['paused-metered', 'Paused: metered network', 'Syncing continues by itself on a network that is not metered.'],
  ])('says why it is paused by itself, and resumes anyway: %s', async (scenario, title, text) => {
    const { user, world } = await open(scenario);
    const state = await screen.findByRole('region', { name: title });
    expect(state).toHaveTextContent(text);
    await user.click(screen.getByRole('button', { name: 'Resume anyway' }));
    await waitFor(() => expect(world.paused).toBe(false));
  });

  it.each([
    ['Pause on metered networks', true],
    ['Keep syncing', false],
  ])('asks once whether to pause on metered networks: %s', async (name, pauses) => {
    const { user, world } = await open('metered');
    expect(await screen.findByText(/computer reaches attic is metered/)).toBeVisible();
    await user.click(screen.getByRole('button', { name }));
    await waitFor(() => expect(screen.queryByRole('button', { name })).toBeNull());
    expect(world.settings['pause-on-metered']).toBe(pauses);
  });

  it('says when the engine does not answer, and that nothing is lost', async () => {
    const { world } = await open('in-sync');
    world.status = () => {
      throw new Error('the engine is gone');
    };
    world.hint();
    expect(await screen.findByRole('alert')).toHaveTextContent(/Nothing is lost.*The engine is gone/);
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
