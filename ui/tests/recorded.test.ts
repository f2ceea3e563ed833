import type { Command } from '../src/lib/engine';
import { describe, expect, it } from 'vitest';
import { fakeBackend, fakeWorld, scenarios } from '../src/lib/backend/fake';
import type { World } from '../src/lib/backend/fake/world';
import inSync from '../recordings/in-sync.json';

const RECORDINGS = import.meta.glob('../recordings/*.json', { eager: true, import: 'default' });

/** What takes more than a directory and a moment to bring about: a store whose content is damaged. */
const NOT_RECORDED = [
  'its content was damaged in the hub’s store',
  'it is fetched again automatically when a machine that has it connects',
];

/** The same for all counts. */
const uncounted = (sentence: string) => sentence.replace(/\d[\d,]*/g, '#');

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** The sentences of the engine in a world. */
function sentences({ folders, hub, checks, held }: World): string[] {
  const problems = folders.flatMap((folder) => folder.problems.flatMap(({ message, hint }) => [message, hint]));
  const holds = [...held, ...folders.flatMap(({ hold }) => hold ?? [])].flatMap(({ cause, hint }) => [cause, hint]);
  return [...problems, ...holds, hub?.trouble, hub?.hint, ...checks.flatMap(({ message, hint }) => [message, hint])].filter(
    (sentence): sentence is string => typeof sentence === 'string',
  );
}

describe('the scripted engine', () => {
  const said = new Set([...stringsIn(RECORDINGS), ...NOT_RECORDED].map(uncounted));

  it.each(Object.keys(scenarios))('says in %s only what an engine said', (name) => {
    const invented = sentences(fakeWorld(name)).filter((sentence) => !said.has(uncounted(sentence)));
    expect([...new Set(invented)]).toEqual([]);
  });
});

/** Objects whose keys are names of folders or settings. */
const DICTIONARY = /\.access$/;

/** What a reply is made of: for each place in it the kind of value, of an object its keys. A line is of the kind of change that it tells of. */
function shapes(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => shapes(one, `${at}[]`));
  if (value === null || typeof value !== 'object') return [`${at}: ${value === null ? 'null' : typeof value}`];
  const entries = Object.entries(value);
  if (DICTIONARY.test(at)) return entries.flatMap(([, one]) => shapes(one, `${at}.*`));
  const place = 'action' in value ? `${at}(${String(value.action)})` : at;
  const keys = entries.map(([key]) => key).sort();
  return [`${place}: {${keys.join(' ')}}`, ...entries.flatMap(([key, one]) => shapes(one, `${place}.${key}`))];
}

describe('the replies of the scripted engine', () => {
  const PLACE = { folder: 'Documents', path: 'notes.md' };
  const [version] = fakeWorld('in-sync').versions['notes.md']?.map((line) => line.version) ?? [];
  const ASKED = [
    { command: 'machines' },
    { command: 'history', folder: null, machine: null, search: null, kinds: [], before: null, limit: null },
    { command: 'versions', ...PLACE },
    { command: 'content', ...PLACE, version },
    { command: 'restore', ...PLACE, path: null, version: null, at: '2026-11-22T12:00:00Z', to: null, dry_run: true },
    { command: 'store' },
    { command: 'verify' },
    { command: 'held' },
    { command: 'doctor' },
  ] as Command[];

  const said = new Set(
    Object.values(RECORDINGS as Record<string, Record<string, { reply?: unknown }>>).flatMap((answers) =>
      Object.entries(answers).flatMap(([command, { reply }]) => shapes(reply, command)),
    ),
  );
  for (const { reply } of inSync.contents) for (const shape of shapes(reply, 'content')) said.add(shape);

  it.each(Object.keys(scenarios))('have in %s only the shapes of those of an engine', async (name) => {
    const backend = fakeBackend(name, false);
    const found = [];
    // What fails has no reply, as where the hub is away.
    for (const asked of ASKED) found.push(...shapes(await backend.call(asked).catch(() => []), asked.command));
    // A damaged store is not recorded, either.
    expect([...new Set(found)].filter((shape) => !said.has(shape) && !shape.startsWith('verify.damaged'))).toEqual([]);
  });
});
