import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { folder } from '../src/lib/backend/fake/world';
import { t } from '../src/lib/messages';
import { readPlace, writePlace } from '../src/lib/nav';
import { ago, sentence, when, wrongName } from '../src/lib/present';
import { Meter } from '../src/lib/state/rates';
import { bytes, day, duration, enumerate, tilde, untilTomorrow, visible } from '../src/lib/text';
import { DAYS, holdLimitsOf, type Retention, retentionChanges, retentionOf, wholeNumber } from '../src/views/folders/hub-settings';
import { placeAround } from '../src/views/overview/star';

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();
const before = (minutes: number) => NOON - minutes * 60_000;

describe('names', () => {
  it.each([
    ['plain name.txt', 'plain name.txt'],
    ['évil\u202Etxt.exe', 'évil\\u{202e}txt.exe'],
    ['a\nb\tc\u0007', 'a\\nb\\tc\\u{7}'],
    ['trailing ', 'trailing␣'],
    ['zero\u200Bwidth', 'zero\\u{200b}width'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
    ['lone\ud800', 'lone\\u{d800}'],
    ['עברית', 'עברית'],
  ])('%j is shown as %j', (name, shown) => {
    expect(visible(name)).toBe(shown);
  });

  it.each(['', '  ', 'a/b', 'x'.repeat(41), 'a\u202Eb'])('%j cannot be a name', (name) => {
    expect(wrongName(name)).toBeTypeOf('string');
  });

  it('are as long as people write them', () => {
    expect(wrongName('Ines’ tablet')).toBeUndefined();
    expect(wrongName('é'.repeat(40))).toBeUndefined();
  });

  it('have the home directory as ~', () => {
    expect(tilde('/home/ada/Photos', '/home/ada')).toBe('~/Photos');
    expect(tilde('/home/adam', '/home/ada')).toBe('/home/adam');
  });
});

describe('sizes and times', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [10 * 1024 ** 2, '10 MiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
  ])('%i bytes are %s', (count, shown) => {
    expect(bytes(count)).toBe(shown);
  });

  it.each([
    [1, '1 second'],
    [7, '7 seconds'],
    [48, '50 seconds'],
    [90, '2 minutes'],
    [7200, '2 hours'],
  ])('%i s last %s', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });

  it('last a second at least, however little is left', () => {
    expect([duration(581), duration(59.9), duration(-3)]).toEqual(['10 minutes', '1 minute', '1 second']);
  });

  it('are told by the calendar', () => {
    expect(ago(before(0.5), NOON)).toBe('just now');
    expect(ago(before(12), NOON)).toBe('12 minutes ago');
    expect(ago(before(60 * 13), NOON)).toBe('yesterday at 23:00');
    expect(ago(before(60 * 24 * 3), NOON)).toBe('3 days ago');
    expect(day(before(60 * 24), NOON)).toBe('yesterday');
    expect(untilTomorrow(new Date(NOON))).toBe(20 * 3600);
  });

  it.each([
    [60, '13:00'],
    [-60 * 11.95, '00:03'],
    [-60 * 13, 'yesterday at 23:00'],
    [60 * 20, 'tomorrow at 08:00'],
    [60 * 24 * 3, 'DAY at 12:00'],
    [-60 * 24 * 3, 'DAY at 12:00'],
    [-60 * 24 * 400, 'YEAR at 12:00'],
  ])('%i minutes from noon are named inside a sentence as %s', (minutes, shown) => {
    const at = NOON + minutes * 60_000;
    const named = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
    const withYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
    expect(when(new Date(at).toISOString(), NOON)).toBe(shown.replace('DAY', named).replace('YEAR', withYear));
  });
});

describe('the meter', () => {
  it('tells rate and time left from what is still to go', () => {
    const meter = new Meter();
    expect(meter.read(0, 1000)).toEqual({ done: 0, total: 1000, rate: null, left: null });
    expect(meter.read(1000, 900)).toEqual({ done: 100, total: 1000, rate: 100, left: 9 });
    expect(meter.read(2000, 700)).toMatchObject({ done: 300, rate: 150 });
  });

  it('counts what is added as more to do, not as work undone', () => {
    const meter = new Meter();
    meter.read(0, 1000);
    meter.read(1000, 500);
    expect(meter.read(2000, 2500)).toMatchObject({ done: 500, total: 3000 });
  });

  it('begins anew after everything was done', () => {
    const meter = new Meter();
    meter.read(0, 1000);
    meter.read(1000, 0);
    expect(meter.read(60_000, 400)).toEqual({ done: 0, total: 400, rate: null, left: null });
  });

  it('forgets how fast it was long ago', () => {
    const meter = new Meter();
    for (let second = 0; second <= 10; second += 1) meter.read(second * 1000, 1_000_000 - second * 1000);
    for (let second = 11; second <= 40; second += 1) meter.read(second * 1000, 990_000);
    expect(meter.read(41_000, 990_000).rate).toBe(0);
  });
});

describe('a list in a sentence', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j is %j', (words, sentence) => {
    expect(enumerate(words)).toBe(sentence);
  });
});

describe('the sentence of state', () => {
  it.each([
    ['in-sync', 'in-sync', 'Everything is in sync', '28,736 files, 90 GiB, the same everywhere.'],
    [
      'apart',
      'in-sync',
      'In sync, except for 3 incoming changes not applied and 342 local changes not sent',
      '28,736 files, 90 GiB here. Each folder’s page lists its differences.',
    ],
    ['partial', 'in-sync', 'Everything is in sync', '21,850 files, 43 GiB here.'],
    ['conflict', 'attention', 'Everything else is in sync', '28,736 files, 90 GiB here.'],
    ['held', 'attention', 'Everything else is in sync', 'A folder was stopped for safety. Nothing is deleted until you review it.'],
    ['offline', 'offline', 'Offline: attic cannot be reached, changes wait', 'They will sync as soon as it is back.'],
    ['scanning', 'syncing', 'Looking for changes', 'Reading Projects.'],
    ['empty', 'in-sync', 'No folder is kept here yet', 'Nothing is shared yet.'],
    ['wizard', 'offline', 'Not set up yet', 'This machine is not in a group yet.'],
  ])('%s is drawn as %s: %s', (scenario, state, title, text) => {
    expect(sentence(fakeWorld(scenario).status())).toMatchObject({ state, title, text });
  });

  it('says what needs a person beside what is done, and hides neither', () => {
    const world = fakeWorld('conflict');
    expect(sentence(world.status()).attention).toBe('2 items need your attention');
    world.hub = { ...world.hub!, online: false };
    expect(sentence(world.status())).toMatchObject({
      attention: '2 items need your attention',
      title: 'Offline: attic cannot be reached, changes wait',
    });
    expect(sentence(fakeWorld('in-sync').status()).attention).toBeNull();
  });

  it('is the engine’s own, with nothing in it that acts', () => {
    const status = fakeWorld('in-sync').status();
    status.summary.sentence = 'Offline: at\u202Etic cannot be reached';
    expect(sentence(status).title).toBe('Offline: at\\u{202e}tic cannot be reached');
  });

  it('says until when everything is paused', () => {
    const world = fakeWorld('paused');
    Object.assign(world, { paused_until: new Date(new Date().setHours(24, 0, 0, 0)).toISOString() });
    expect(sentence(world.status())).toMatchObject({
      state: 'paused',
      title: 'Paused until tomorrow at 00:00',
      text: 'Changes will sync afterwards.',
    });
    Object.assign(world, { paused_until: null });
    expect(sentence(world.status())).toMatchObject({
      state: 'paused',
      title: 'Paused',
      text: 'Changes will sync after you resume.',
    });
  });

  it('says why this machine paused by itself, and when it continues', () => {
    expect(sentence(fakeWorld('paused-metered').status())).toMatchObject({
      state: 'paused',
      title: 'Paused: metered network',
      text: 'Syncing continues by itself on a network that is not metered.',
    });
    expect(sentence(fakeWorld('paused-battery').status())).toMatchObject({
      state: 'paused',
      title: 'Paused: on battery, 14%',
      text: 'It pauses below 20%, and continues by itself when plugged in or charged.',
    });
  });

  it('says that some folders are paused while the others go on', () => {
    const world = fakeWorld('in-sync');
    world.folders = [folder({ name: 'Photos', state: 'paused', paused: true }), folder({ name: 'Documents' })];
    expect(sentence(world.status())).toMatchObject({ state: 'paused', title: '1 of 2 folders is paused' });
  });
});

describe('places', () => {
  it.each([{ view: 'overview' }, { view: 'history', folder: 'A & B', path: 'x/ü?.txt' }])('%j comes back from its address', (place) => {
    expect(readPlace(writePlace(place))).toEqual({ folder: undefined, path: undefined, ...place });
  });

  it.each(['', '#', '#/', '#/Überblick', 'folders'])('%j is none', (address) => {
    expect(readPlace(address)).toBeUndefined();
  });
});

describe('the picture of the machines', () => {
  it.each([1, 2, 3, 7, 40])('keeps %i machines inside of the frame and apart from the hub', (count) => {
    for (const { x, y } of placeAround(count)) {
      expect(x).toBeGreaterThan(40);
      expect(x).toBeLessThan(320);
      expect(y).toBeGreaterThan(35);
      expect(y).toBeLessThan(190);
      expect(Math.hypot(x - 180, y - 110)).toBeGreaterThan(45);
    }
  });
});

describe('how long the past is kept', () => {
  it.each([
    [30, 90, 365, 'Every version for 30 days, then one per day up to 90 days, then one per week up to a year.'],
    [365, 365, 730, 'Every version for a year, then one per week up to 2 years.'],
    [7, 7, 7, 'Every version for 7 days.'],
    [0, 0, 28, 'One per week up to 28 days.'],
    [0, 1, 1, 'One per day up to 1 day.'],
    [0, 0, 0, 'No past versions.'],
  ])('says %i, %i and %i days in words', (all, daily, weekly, words) => {
    expect(t.hubSettings.versions(all, daily, weekly)).toBe(words);
  });

  const keep = (all: number, daily: number, weekly: number, deleted = 365, size = 'none') => ({ all, daily, weekly, deleted, size });
  const cases: [Retention, Retention, string][] = [
    [keep(30, 90, 365), keep(30, 90, 365), ''],
    [keep(30, 90, 365), keep(100, 400, 500), 'keep-weekly-days 500, keep-daily-days 400, keep-all-days 100'],
    [keep(100, 400, 500), keep(7, 14, 28), 'keep-all-days 7, keep-daily-days 14, keep-weekly-days 28'],
    [keep(10, 20, 300), keep(50, 60, 70), 'keep-daily-days 60, keep-all-days 50, keep-weekly-days 70'],
    [keep(30, 90, 365), keep(30, 90, 365, 7, '1 GiB'), 'keep-deleted-days 7, keep-size 1 GiB'],
  ];
  it.each(cases)('changes %j to %j in steps that each fit', (before, after, expected) => {
    const changes = retentionChanges(before, after);
    expect(changes.map((change) => change.join(' ')).join(', ')).toBe(expected);
    const now = [before.all, before.daily, before.weekly];
    for (const [key, value] of changes.filter(([key]) => (DAYS as readonly string[]).includes(key))) {
      now[(DAYS as readonly string[]).indexOf(key)] = Number(value);
      expect([...now].sort((one, other) => one - other)).toEqual(now);
    }
  });

  it('is not known while the hub cannot be asked', () => {
    expect(retentionOf({ role: 'two-way' })).toBeUndefined();
    expect(holdLimitsOf({ role: 'two-way' })).toBeUndefined();
  });

  it.each([
    ['12', 12],
    [' 7 ', 7],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['9999999999', undefined],
  ])('reads the number %j as %s', (text, number) => {
    expect(wholeNumber(text)).toBe(number);
  });
});
