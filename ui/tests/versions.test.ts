import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { difference, pairs, visibleText } from '../src/lib/text';
import { expectAccessible, open } from './window';

const PLACE = 'history?folder=Documents&path=notes.md';

describe('a difference', () => {
  const told = (before: string, after: string) =>
    difference(before, after)?.map((row) =>
      row.kind === 'gap' ? `… ${row.count}` : `${{ same: ' ', old: '-', new: '+' }[row.kind]}${row.text}`,
    );
  const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\n`).join('');

  it.each([
    ['', '', []],
    ['a\n', 'a\nb\n', [' a', '+b']],
    ['a\nb\n', 'a\nB\n', [' a', '-b', '+B']],
    ['a', '', ['-a']],
  ])('from %j to %j', (before, after, rows) => {
    expect(told(before, after)).toEqual(rows);
  });

  it('leaves out what is equal far from every change', () => {
    expect(told(`${count(1, 20)}x\n${count(21, 40)}`, `${count(1, 20)}y\n${count(21, 40)}`)).toEqual([
      '… 17',
      ' 18',
      ' 19',
      ' 20',
      '-x',
      '+y',
      ' 21',
      ' 22',
      ' 23',
      '… 17',
    ]);
  });

  it('has what became of a line opposite it', () => {
    expect(pairs(difference('a\nb\nc\n', 'a\nB\nB2\nc\n') ?? [])).toEqual([
      { kind: 'same', left: 'a', right: 'a' },
      { kind: 'changed', left: 'b', right: 'B' },
      { kind: 'changed', left: null, right: 'B2' },
      { kind: 'same', left: 'c', right: 'c' },
    ]);
  });

  it('is shown with what cannot be seen, and with spaces and tabs as they are', () => {
    expect(visibleText('\tif (a) \u202E{\r')).toBe('\tif (a) \\u{202e}{\\r');
  });
});

describe('versions', () => {
  it('are on a line of time, the one before the present one chosen', async () => {
    await open('in-sync', PLACE);
    const list = await screen.findByRole('list', { name: 'Versions, newest first' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent?.match(/Added|Changed|Moved|Restored/)?.[0]),
    ).toEqual(['Changed', 'Restored', 'Changed', 'Moved', 'Added']);
    expect(list).toHaveTextContent('as Drafts/trip.md');
    expect(within(list).getByRole('button', { pressed: true })).toHaveTextContent('Restored by laptop');
    expect(await screen.findByRole('group', { name: 'Content' })).toHaveTextContent('# Trip to Lisbon');
  });

  it('show what differs from now', async () => {
    const { user } = await open('in-sync', PLACE);
    await user.click(await screen.findByRole('button', { name: 'Compare with current' }));
    const differs = await screen.findByText(/seat 12A/);
    expect(differs).toHaveTextContent('only in the current version: - train booked, 9:41, seat 12A');
    expect(screen.getByText(/^- book the train/)).toHaveTextContent('only in this version: - book the train');
  });

  it('come back with one button that names which, and can be undone', async () => {
    const { user, world } = await open('in-sync', PLACE);
    await user.click(await screen.findByRole('button', { name: /^Restore the version from / }));
    expect(await screen.findByText(/was restored on all machines.*restore it here to undo/)).toBeVisible();
    expect(world.versions['notes.md']?.[0]).toMatchObject({ action: 'restored', current: true });
    expect(world.history[0]).toMatchObject({ path: 'notes.md', action: 'restored', machine: 'laptop' });
  });

  it('are saved elsewhere, under a name with their moment', async () => {
    const { user, world } = await open('in-sync', PLACE);
    await user.click(await screen.findByRole('button', { name: 'Save a copy…' }));
    expect(await screen.findByText(/^Saved as ~\/notes \(\d{4}-\d\d-\d\d \d\d\.\d\d\)\.md\.$/)).toBeVisible();
    expect(world.asked.at(-1)).toMatch(/^save \S+ as \/home\/ada\/notes/);
  });

  it('say why they cannot come back', async () => {
    const { user, world } = await open('in-sync', PLACE);
    world.broken = {
      restore: { code: 'not-allowed', message: 'this machine may only read Documents: nothing was restored', hint: null, path: null },
    };
    await user.click(await screen.findByRole('button', { name: /^Restore the version/ }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This machine may only read Documents');
  });

  it.each([PLACE, 'history?folder=Photos&path=IMG_2041.jpg', 'history?folder=Documents&path=Letters'])(
    'are accessible: %s',
    async (place) => {
      const { page } = await open('in-sync', place);
      await screen.findByText(/480 × 320|No versions|Trip to Lisbon/);
      await expectAccessible(page);
    },
  );
});
