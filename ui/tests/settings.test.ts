import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { rows } from '../src/views/settings/checks';
import { readLimit, showLimit } from '../src/views/settings/limit';
import { readPercentage, showPercentage } from '../src/views/settings/percentage';
import { expectAccessible, open } from './window';

describe('settings', () => {
  it('starts at login, or not', async () => {
    const { user, world } = await open('in-sync', 'settings');
    const start = screen.getByRole('switch', { name: 'Start SyncIt when I log in' });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    await waitFor(() => expect(start).toBeChecked());
    expect(world.autostart).toBe(true);
  });

  it('turns off one kind of notification and leaves the others', async () => {
    const { user, world } = await open('in-sync', 'settings');
    await user.click(screen.getByRole('switch', { name: 'Conflicts' }));
    await waitFor(() => expect(world.app.notify.conflicts).toBe(false));
    expect(world.app.notify.holds).toBe(true);
  });

  it('takes the theme at once', async () => {
    const { user } = await open('in-sync', 'settings');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
    await user.click(screen.getByRole('radio', { name: 'Same as system' }));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBeUndefined());
  });

  it('limits the speed in MiB a second, and takes no nonsense', async () => {
    const { user, world } = await open('in-sync', 'settings');
    const up = await screen.findByLabelText('Upload limit');
    await user.type(up, 'fast');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent('Enter a number');
    await user.clear(up);
    await user.type(up, '2.5');
    await user.tab();
    await waitFor(() => expect(world.settings['limit-up']).toBe(2560));
  });

  it('sets when the limits apply, and says what is no such time', async () => {
    const { user, world } = await open('in-sync', 'settings');
    const hours = await screen.findByLabelText('When the limits apply');
    expect(hours).toHaveValue('always');
    await user.clear(hours);
    await user.type(hours, '8 to 18');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent('mon-fri 08:00-18:00');
    expect(hours).toHaveAccessibleDescription(/days and hours like “?mon-fri 08:00-18:00/);
    await user.clear(hours);
    await user.type(hours, 'mon-fri 08:00-18:00');
    await user.tab();
    await waitFor(() => expect(world.settings['limit-hours']).toBe('mon-fri 08:00-18:00'));
    await user.clear(hours);
    await user.tab();
    await waitFor(() => expect(world.settings['limit-hours']).toBe('always'));
  });

  it.each([
    [true, false, 'The limits apply now.'],
    [false, false, 'No limit applies now.'],
    [true, true, 'The limits apply now, until tomorrow at 00:00.'],
    [false, true, 'No limit now. The limits apply again from tomorrow at 00:00.'],
  ])('says whether the limits apply now, and how long: %s, %s', async (applies, ends, text) => {
    const { world } = await open('metered', 'settings');
    world.limitHours = { applies, until: ends ? new Date(new Date().setHours(24, 0, 0, 0)).toISOString() : null };
    world.hint();
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('pauses on metered networks and on battery if that is set, and takes no nonsense', async () => {
    const { user, world } = await open('in-sync', 'settings');
    await user.click(await screen.findByRole('switch', { name: 'On metered networks' }));
    await waitFor(() => expect(world.settings['pause-on-metered']).toBe(true));
    const battery = screen.getByLabelText('On battery below');
    await user.type(battery, '120');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent('Enter a percentage from 1 to 100');
    await user.clear(battery);
    await user.type(battery, '20 %');
    await user.tab();
    await waitFor(() => expect(world.settings['pause-on-battery']).toBe(20));
    await user.clear(battery);
    await user.tab();
    await waitFor(() => expect(world.settings['pause-on-battery']).toBe('off'));
  });

  it.each([
    ['', 'off', ''],
    ['20', '20', '20'],
    [' 20 % ', '20', '20'],
    ['100', '100', '100'],
  ])('reads the percentage %j as %j', (text, value, shown) => {
    expect(readPercentage(text)).toBe(value);
    expect(showPercentage(value === 'off' ? value : Number(value))).toBe(shown);
  });

  it.each(['0', '101', '-1', '2.5', 'x', '%', '0020'])('takes %j for no percentage', (text) => {
    expect(readPercentage(text)).toBeUndefined();
  });

  it('keeps what the engine takes, and tells what it does not', async () => {
    const { user, world } = await open('hub', 'settings');
    const free = await screen.findByLabelText('Space to keep free on the disk');
    await user.clear(free);
    await user.type(free, 'plenty');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent('it must be a size, like 500 MiB');
    expect(free).toHaveAccessibleDescription(/it must be a size, like 500 MiB/);
    await user.clear(free);
    expect(screen.queryByRole('alert')).toBeNull();
    await user.type(free, '2 GiB');
    await user.tab();
    await waitFor(() => expect(world.settings['min-free']).toBe('2 GiB'));
    await user.click(screen.getByRole('switch', { name: 'Discoverable on the local network' }));
    await waitFor(() => expect(world.settings['discovery']).toBe(false));
  });

  it('says on the hub what its content store takes, for what, and what is free', async () => {
    await open('hub', 'settings');
    const store = await screen.findByRole('region', { name: 'Content store' });
    for (const text of ['112 GiB', '121 GiB', '10 GiB in 43,126 versions', '384 GiB']) expect(store).toHaveTextContent(text);
  });

  it('has no content store to speak of on a client', async () => {
    await open('in-sync', 'settings');
    await screen.findByLabelText('Upload limit');
    expect(screen.queryByRole('region', { name: 'Content store' })).toBeNull();
  });

  it.each([
    ['', 0, ''],
    ['5', 5120, '5'],
    ['0,5', 512, '0.5'],
  ])('reads the limit %j as %i KiB and shows it as %j', (text, kib, shown) => {
    expect(readLimit(text)).toBe(kib);
    expect(showLimit(kib)).toBe(shown);
  });

  it.each(['-1', 'x', '0', '1e9', '1.2.3'])('takes %j for no limit that can be set', (text) => {
    expect(readLimit(text)).toBeUndefined();
  });

  it('says what is wrong and what helps', async () => {
    const world = fakeWorld('offline');
    world.checks = [
      { check: 'hub', label: 'hub', ok: false, message: 'attic is silent', hint: 'Check that it is on and on the same network.' },
    ];
    const { user } = await open(world, 'settings');
    await user.click(screen.getByRole('button', { name: 'Check everything' }));
    expect(await screen.findByText(/Check that it is on and on the same network/)).toBeVisible();
  });

  it('shows what is wrong first, and what is the same once', () => {
    const check = (name: string, ok: boolean, message: string, hint: string | null = null) => ({
      check: name,
      label: name,
      ok,
      message,
      hint,
    });
    const made = rows([
      check('watches', true, 'watched directories: 28,740 of at most 524,288'),
      check('disk space for Scans 20261', false, 'only 3.0 MiB are free at /mnt/20261 b', 'free some space on that disk'),
      check('disk space for Photos', false, 'only 3.0 MiB are free at /mnt/20261 b', 'free some space on that disk'),
    ]);
    expect(made.map(({ message }) => message)).toEqual([
      'Only 3.0 MiB are free at /mnt/20261 b.',
      'Watched directories: 28,740 of at most 524,288.',
    ]);
    expect(made[0]).toMatchObject({
      hint: 'Free some space on that disk.',
      checks: ['Disk space for Scans 20261.', 'Disk space for Photos.'],
    });
  });

  it('says where the key lies, and what the desktop lacks', async () => {
    await open('bare', 'settings');
    expect(await screen.findByText('In a file that only you can read')).toBeVisible();
    expect(screen.getByText(/No panel shows tray icons/)).toBeVisible();
    expect(screen.getByText(/background service here/)).toBeVisible();
  });

  it('checks the store of a hub, and says that all is well', async () => {
    const { user } = await open('hub', 'settings');
    expect(await screen.findByText('112 GiB')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Check the store' }));
    expect(await screen.findByText('48,211 parts checked. No damage found.')).toBeVisible();
  });

  it('says of damage what waits, what came back, and what only the past has', async () => {
    const { user, page } = await open('damaged', 'settings');
    await user.click(await screen.findByRole('button', { name: 'Check the store' }));
    const note = (await screen.findByText('3 of 48,211 parts checked are damaged and were set aside.')).closest('.note') as HTMLElement;
    const kinds = [...note.querySelectorAll('.kind')].map((kind) => [kind.textContent, kind.nextElementSibling?.textContent?.trim()]);
    expect(kinds).toEqual([
      [expect.stringContaining('as soon as a machine that has it connects'), 'Documents/Letters/Aunt Ida.odt'],
      [expect.stringContaining('Fetched again from a machine'), 'Documents/Taxes/2025/return.pdf'],
      [expect.stringContaining('Past versions'), 'Documents/Notes/garden.md'],
    ]);
    await expectAccessible(page);
  });

  it('shows how far a check is, and begins no second one', async () => {
    const { world } = await open('hub', 'settings');
    world.store_check = { done: 1200, total: 48_211 };
    world.hint();
    expect(await screen.findByText('1,200 of 48,211 parts')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Checking…' })).toHaveAttribute('aria-busy', 'true');
  });

  it('offers no check of the store where there is none', async () => {
    await open('in-sync', 'settings');
    await screen.findByLabelText('Upload limit');
    expect(screen.queryByRole('button', { name: 'Check the store' })).toBeNull();
  });

  it('quits with Ctrl+Q on every page', async () => {
    const { user, world } = await open('in-sync');
    await user.keyboard('{Control>}q{/Control}');
    expect(world.asked).toEqual(['quit']);
  });

  it.each([
    ['in-sync', 'Upload limit'],
    ['hub', 'Space to keep free on the disk'],
    ['bare', 'Upload limit'],
  ])('is accessible: %s', async (scenario, label) => {
    const { page } = await open(scenario, 'settings');
    await screen.findByLabelText(label);
    await expectAccessible(page);
  });
});
