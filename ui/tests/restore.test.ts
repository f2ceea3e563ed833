import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Action, HistoryLine } from '../src/lib/engine';
import { bursts, endsInsideBurst } from '../src/views/restore/bursts';
import { fields, moment } from '../src/views/restore/moment';
import { layOut } from './laid-out';
import { expectAccessible, open } from './window';

beforeEach(layOut);

const NOON = Date.parse('2026-11-23T12:00:00Z');

/** So many changes of a machine, one a second, the newest so many seconds before noon. */
function run(count: number, ago: number, machine: string, action: Action = 'deleted'): HistoryLine[] {
  return Array.from({ length: count }, (_, at) => ({
    at: new Date(NOON - (ago + at) * 1000).toISOString(),
    folder: 'Documents',
    path: `${machine}/${ago + at}`,
    action,
    machine,
    size: 1,
    version: `${machine}-${ago + at}`,
    from: null,
  }));
}

describe('what changed at once', () => {
  it.each<[string, HistoryLine[], string[]]>([
    ['is large', [...run(5, 0, 'laptop')], []],
    ['is told with its machine, its size and the moment before it', run(30, 10, 'desktop'), ['desktop 30 11:59:20.999']],
    [
      'ends where a minute passed',
      [...run(30, 0, 'desktop'), ...run(25, 300, 'desktop')],
      ['desktop 30 11:59:30.999', 'desktop 25 11:54:35.999'],
    ],
    [
      'is by one machine, whatever others do meanwhile',
      run(25, 0, 'a').flatMap((line, at) => [line, ...run(1, at, 'b')]),
      ['a 25 11:59:35.999', 'b 25 11:59:35.999'],
    ],
  ])('%s', (_, lines, told) => {
    expect(bursts(lines).map(({ machine, changes, before }) => `${machine} ${changes} ${before.slice(11, 23)}`)).toEqual(told);
  });

  it('counts the kinds of change', () => {
    expect(bursts([...run(30, 0, 'a'), ...run(20, 30, 'a', 'changed')])[0]?.counts).toEqual({ deleted: 30, changed: 20 });
  });

  it('may go on beyond what was read', () => {
    expect([endsInsideBurst(run(40, 0, 'a')), endsInsideBurst([...run(40, 0, 'a'), ...run(1, 400, 'a')]), endsInsideBurst([])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a moment', () => {
  it.each([
    ['2026-11-22', '14:03', '2026-11-22 14:03:00'],
    ['2026-11-22', '9:03:05', '2026-11-22 09:03:05'],
    [' 2026-11-22 ', '14:03 ', '2026-11-22 14:03:00'],
    ['22.11.2026', '14:03', undefined],
    ['2026-02-31', '14:03', undefined],
    ['2026-11-22', '25:03', undefined],
    ['', '', undefined],
  ])('%j at %j is %j', (date, time, is) => {
    const read = moment(date, time);
    const shown = read === undefined ? undefined : Object.values(fields(read)).join(' ');
    expect(shown).toBe(is);
  });
});

describe('bringing a folder back', () => {
  const first = () => screen.findByRole('button', { name: /^Before .*desktop deleted 602 files and changed 602/ });

  it('takes three clicks from the history, shows what would change first, and can be undone', async () => {
    const { user, world } = await open('wrecked', 'history?folder=Documents');
    await user.click(screen.getByRole('button', { name: 'Restore a folder…' }));
    await user.click(await first());
    const changes = await screen.findByRole('heading', { name: '1,205 files and folders would change' });
    expect(changes.parentElement).toHaveTextContent('The first 1,000 changes');
    expect(world.asked).toEqual([]);
    await user.click(screen.getByRole('button', { name: /^Restore Documents to/ }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/Documents was restored to.*The previous files are kept/);
    expect(world.asked).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('The restore of Documents was undone')).toBeVisible();
    expect(world.asked).toHaveLength(2);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('takes three clicks from the folder as well', async () => {
    const { user, world } = await open('wrecked', 'folders?folder=Documents');
    await user.click(screen.getByRole('button', { name: 'Restore…' }));
    await user.click(await first());
    await user.click(await screen.findByRole('button', { name: /^Restore Documents to/ }));
    expect(world.asked).toHaveLength(1);
  });

  it('lists what is restored, reverted and removed', async () => {
    const { user } = await open('wrecked', 'restore?folder=Documents');
    await user.click(await first());
    const list = await screen.findByRole('group', { name: /would change$/ });
    expect(await within(list).findByText(/Letters\/0000\.odt/)).toBeVisible();
    expect(within(list).getAllByText('restored').length).toBeGreaterThan(0);
  });

  it('takes a day and a time, and says why a moment cannot be', async () => {
    const { user, world } = await open('wrecked', 'restore?folder=Documents');
    world.broken = {
      restore: {
        code: 'bad-moment',
        message: 'that moment lies in the future: nothing was restored',
        hint: 'choose one that has been',
        path: null,
      },
    };
    await user.type(screen.getByLabelText('Day'), '2031-11-22');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'That moment lies in the future: nothing was restored. Choose one that has been.',
    );
  });

  it('says that nothing would change, where nothing has', async () => {
    const { user, world } = await open('in-sync', 'restore?folder=Documents');
    world.history = [];
    await user.click(screen.getByRole('button', { name: '1 hour ago' }));
    expect(await screen.findByText('Nothing would change: Documents is the same as at that time.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Restore Documents/ })).toBeNull();
  });

  it('asks for a part of the folder only, if that is wanted', async () => {
    const { user } = await open('wrecked', 'restore?folder=Documents');
    await user.type(screen.getByLabelText('Only this part'), '/Notes/');
    await user.tab();
    await user.click(await first());
    expect(await screen.findByRole('heading', { name: '401 files and folders would change' })).toBeVisible();
  });

  it.each(['wrecked', 'empty', 'in-sync'])('is accessible: %s', async (scenario) => {
    const { page, user } = await open(scenario, 'restore');
    if (scenario === 'wrecked') await user.click(await first());
    await waitFor(() => expect(screen.queryByText('Checking what would change…')).toBeNull());
    await expectAccessible(page);
  });
});
