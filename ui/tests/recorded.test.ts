import { describe, expect, it } from 'vitest';
import { fakeWorld, scenarios } from '../src/lib/backend/fake';
import type { World } from '../src/lib/backend/fake/world';

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
