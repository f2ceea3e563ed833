import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import type { HistoryLine } from '../src/lib/engine';
import { rows } from '../src/views/history/rows';
import { layOut } from './laid-out';
import { expectAccessible, open } from './window';

beforeEach(layOut);

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();

function line(given: Partial<HistoryLine>): HistoryLine {
  return {
    at: new Date(NOON).toISOString(),
    folder: 'Documents',
    path: 'notes.md',
    action: 'changed',
    machine: 'laptop',
    size: 10,
    version: 'v1',
    from: null,
    ...given,
  };
}

describe('rows of history', () => {
  it('begin each day, by the calendar of this machine, with its name, and end with the end', () => {
    const minutes = [0, 11 * 60, 13 * 60, 20 * 60, 60 * 24 * 40];
    const lines = minutes.map((ago, at) => line({ version: `v${at}`, at: new Date(NOON - ago * 60_000).toISOString() }));
    const told = rows(lines, NOON).map((row) => (row.kind === 'day' ? row.text : row.kind === 'line' ? row.line.version : 'end'));
    expect(told).toEqual(['Today', 'v0', 'v1', 'Yesterday', 'v2', 'v3', 'Wednesday 14 October', 'v4', 'end']);
  });

  it('are as many as there are changes, quickly', () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => line({ version: `v${at}`, at: new Date(NOON - at * 60_000).toISOString() }));
    const made = rows(lines, NOON);
    expect(made.filter((row) => row.kind === 'line')).toHaveLength(100_000);
    expect(new Set(made.map((row) => row.key)).size).toBe(made.length);
  });
});

describe('history', () => {
  const list = () => screen.findByRole('group', { name: 'Changes, newest first' });

  it('tells what changed, where and by which machine, grouped by day', async () => {
    const world = fakeWorld('in-sync');
    world.history = [
      line({ version: 'v2', at: new Date().toISOString(), action: 'moved', path: 'Letters/a.odt', from: 'b.odt', machine: 'desktop' }),
    ];
    await open(world, 'history');
    const shown = await list();
    expect(await within(shown).findByRole('heading', { name: 'Today' })).toBeVisible();
    expect(shown).toHaveTextContent('a.odt Letters Moved by desktop from b.odt · Documents · 10 B');
  });

  it('shows what happens while it is looked at', async () => {
    const world = fakeWorld('in-sync');
    world.history = [line({})];
    await open(world, 'history');
    await list();
    world.history = [line({ version: 'new', at: new Date().toISOString(), path: 'just now.txt', action: 'added' }), ...world.history];
    world.hint();
    expect(await screen.findByRole('link', { name: 'just now.txt' })).toBeVisible();
  });

  it('reads the next page when the end comes near, until the history begins', async () => {
    const world = fakeWorld('in-sync');
    // The first page holds three lines: its end is in sight at once.
    world.history = Array.from({ length: 7 }, (_, at) => line({ version: `v${7 - at}`, path: `file ${7 - at}` }));
    world.page = 3;
    await open(world, 'history');
    expect(await screen.findByRole('link', { name: 'file 1' })).toBeVisible();
    expect(await screen.findByText('The history starts here.')).toBeVisible();
  });

  it('filters by kind, machine, folder and a word, and shows everything again', async () => {
    const world = fakeWorld('in-sync');
    world.history = [
      line({ version: 'v4', path: 'one.txt', action: 'deleted', machine: 'desktop' }),
      line({ version: 'v3', path: 'two.txt', action: 'deleted' }),
      line({ version: 'v2', path: 'three.txt', machine: 'desktop' }),
      line({ version: 'v1', path: 'four.txt', folder: 'Photos' }),
    ];
    const { user } = await open(world, 'history');
    const shown = () => screen.queryAllByRole('link', { name: /\.txt$/ }).map((link) => link.textContent);
    await waitFor(() => expect(shown()).toEqual(['one.txt', 'two.txt', 'three.txt', 'four.txt']));
    await user.click(screen.getByRole('button', { name: 'Deleted' }));
    await waitFor(() => expect(shown()).toEqual(['one.txt', 'two.txt']));
    await user.selectOptions(screen.getByLabelText('Machine'), 'desktop');
    await waitFor(() => expect(shown()).toEqual(['one.txt']));
    await user.selectOptions(screen.getByLabelText('Folder'), 'Photos');
    expect(location.hash).toBe('#/history?folder=Photos');
    await user.click(await screen.findByRole('button', { name: 'Show all changes' }));
    await waitFor(() => expect(shown()).toHaveLength(4));
    await user.type(screen.getByLabelText('Search'), 'FOUR');
    await waitFor(() => expect(shown()).toEqual(['four.txt']));
  });

  it('opens the place of a file that is kept here', async () => {
    const world = fakeWorld('in-sync');
    world.history = [line({ path: 'Letters/a.odt' }), line({ version: 'v0', path: 'song.mp3', folder: 'Music' })];
    const { user } = await open(world, 'history');
    await user.click(await screen.findByRole('button', { name: 'Show Letters/a.odt in the file manager' }));
    expect(world.asked).toContain('reveal Documents/Letters/a.odt');
    expect(screen.queryByRole('button', { name: /song\.mp3/ })).toBeNull();
  });

  it('says, while the hub is away, that it shows what this machine has seen', async () => {
    const world = fakeWorld('offline');
    const { page } = await open(world, 'history');
    expect(await screen.findByText('attic is offline: only changes seen by laptop are listed')).toBeVisible();
    expect(page).not.toHaveTextContent('The history starts here.');
  });

  it('starts anew when the hub goes away, and when it is back', async () => {
    const world = fakeWorld('in-sync');
    world.history = [line({ version: 'v2', path: 'new.txt', action: 'added' }), line({ version: 'v1', path: 'old.txt' })];
    await open(world, 'history');
    await list();
    expect(screen.queryByText(/only changes seen by/)).toBeNull();
    const all = world.history;
    world.history = [line({ version: 'v2', path: 'new.txt' })];
    Object.assign(world.hub ?? {}, { online: false });
    world.hint();
    expect(await screen.findByText(/only changes seen by/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('link', { name: 'old.txt' })).toBeNull());
    world.history = all;
    Object.assign(world.hub ?? {}, { online: true });
    world.hint();
    expect(await screen.findByRole('link', { name: 'old.txt' })).toBeVisible();
    expect(screen.queryByText(/only changes seen by/)).toBeNull();
  });

  it('says why, if there is no answer', async () => {
    const world = fakeWorld('in-sync');
    world.broken = { history: { code: 'offline', message: 'attic does not answer', hint: 'try again once the hub is back', path: null } };
    await open(world, 'history');
    expect(await screen.findByRole('alert')).toHaveTextContent('Attic does not answer. Try again once the hub is back.');
  });

  it.each(['in-sync', 'offline', 'empty-client', 'huge'])('is accessible: %s', async (scenario) => {
    const { page } = await open(scenario, 'history');
    await expectAccessible(page);
  });
});
