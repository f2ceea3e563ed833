import { screen } from '@testing-library/svelte';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SRC } from '../eslint/plugin.js';
import { applyLanguage, applyLastLanguage } from '../src/frame/language';
import { fakeWorld } from '../src/lib/backend/fake';
import { speak, t } from '../src/lib/messages';
import { ago, dated, when } from '../src/lib/present';
import { bytes, clock, day, decimal, duration, enumerate, LANGUAGES, type Language, languageOf, number, plural } from '../src/lib/text';
import { views } from '../src/views';
import { readLimit, showLimit } from '../src/views/settings/limit';
import { expectAccessible, open } from './window';

afterEach(() => speak('en'));

const ALL = Object.keys(LANGUAGES) as Language[];
const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();

describe('the language', () => {
  it.each([
    [['de'], 'de'],
    [['de-AT', 'en'], 'de'],
    [['EN-us', 'de'], 'en'],
    [['fr-FR', 'de_DE.UTF-8'], 'de'],
    [[undefined, 'de'], 'de'],
    [['fr'], 'en'],
    [['constructor'], 'en'],
    [[], 'en'],
  ])('is chosen from %j: %s', (wanted, chosen) => {
    expect(languageOf(wanted)).toBe(chosen);
  });

  it('is the app’s, else the browser’s, and the next window begins with it', () => {
    expect(applyLanguage({ language: 'fr' })).toBe('en');
    expect(applyLanguage({ language: 'de' })).toBe('de');
    expect(document.documentElement.lang).toBe('de');
    speak('en');
    applyLastLanguage();
    expect(t.folders.title).toBe('Ordner');
    expect(applyLanguage({})).toBe('en');
    expect(t.folders.title).toBe('Folders');
  });

  it('changes what is shown when the app names another one', async () => {
    const world = fakeWorld('in-sync');
    Object.assign(world.info, { language: 'de' });
    const { page } = await open(world);
    expect(await screen.findByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Rechner' })).toHaveAttribute('title', 'Rechner (Strg+3)');
    expect(page.textContent).toContain('28.736 Dateien');
    await expectAccessible(page);
  });

  it('is in no page before it is chosen', () => {
    const titles = () => views.map((view) => view.title());
    const english = titles();
    speak('de');
    expect(titles()).not.toEqual(english);
  });
});

describe('German', () => {
  beforeEach(() => speak('de'));

  it('writes figures and lists', () => {
    expect([number(28736), bytes(1536), plural(1, 'Datei', 'Dateien'), plural(1102, 'Datei', 'Dateien')]).toEqual([
      '28.736',
      '1,5 KiB',
      '1 Datei',
      '1.102 Dateien',
    ]);
    expect(enumerate(['a', 'b', 'c'])).toBe('a, b und c');
    expect([duration(7), duration(90), duration(86_400 * 2)]).toEqual(['7 Sekunden', '2 Minuten', '2 Tage']);
  });

  it('reads the numbers that it writes', () => {
    expect([decimal(1024.5), showLimit(512), readLimit(showLimit(512)), readLimit(showLimit(1_049_088))]).toEqual([
      '1024,5',
      '0,5',
      512,
      1_049_088,
    ]);
  });

  it('tells moments', () => {
    const before = (minutes: number) => NOON - minutes * 60_000;
    expect(ago(before(0.5), NOON)).toBe('gerade eben');
    expect(ago(before(12), NOON)).toBe('vor 12 Minuten');
    expect(ago(before(60 * 13), NOON)).toBe('gestern um 23:00 Uhr');
    expect(ago(before(60 * 24 * 3), NOON)).toBe('vor 3 Tagen');
    expect(ago(before(60 * 24 * 400), NOON)).toBe('am Sonntag, 19. Oktober 2025');
    expect(when(NOON + 20 * 3_600_000, NOON)).toBe('morgen um 08:00 Uhr');
    expect(when(NOON, NOON)).toBe('12:00 Uhr');
    expect(dated(before(5), NOON)).toBe('heute, 11:55 Uhr');
    expect(day(before(60 * 24 * 7), NOON)).toBe('Montag, 16. November');
    expect(clock(before(5))).toBe('11:55');
  });
});

type Sample = [given: unknown, other: unknown];

/** What is given for a parameter of each type or name. */
const SAMPLES: Record<string, Sample> = {
  string: ['Muster', 'Anderes'],
  Shown: ['Muster', 'Anderes'],
  number: [3, 1],
  boolean: [true, false],
  'number | null': [3, null],
  'SideLine | null': [{ kind: 'file', size: 3 }, null],
  counts: [[['deleted', 3]], [['changed', 4]]],
};

type Sentence = { path: string; parameters: { name: string; type: string }[] };

/** Every sentence of the English catalogue with the types of its parameters, which only the compiler knows. */
function sentences(): Sentence[] {
  const file = `${SRC}/lib/messages/en.ts`;
  const paths = { '$lib/*': [`${SRC}/lib/*`] };
  const program = ts.createProgram([file], { strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, paths });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const found: Sentence[] = [];
  const walk = (type: ts.Type, path: string) => {
    const [call] = type.getCallSignatures();
    if (call) {
      const parameters = call.parameters.map((one) => ({ name: one.name, type: checker.typeToString(checker.getTypeOfSymbol(one)) }));
      found.push({ path, parameters });
    } else if (type.flags & ts.TypeFlags.StringLike) {
      found.push({ path, parameters: [] });
    } else {
      for (const one of checker.getPropertiesOfType(type))
        if (path !== 'keys' || one.name !== 'list') walk(checker.getTypeOfSymbol(one), path === '' ? one.name : `${path}.${one.name}`);
    }
  };
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).find(({ name }) => name === 'en')!;
  walk(checker.getTypeOfSymbol(exported), '');
  return found;
}

/** The sentence in a language. */
function say(language: Language, path: string, given: unknown[]): string {
  speak(language);
  const found = path.split('.').reduce<unknown>((within, key) => (within as Record<string, unknown>)[key], t);
  return typeof found === 'function' ? (found as (...given: unknown[]) => string)(...given) : (found as string);
}

function samplesOf({ path, parameters }: Sentence): Sample[] {
  return parameters.map(({ name, type }) => {
    const sample = SAMPLES[type] ?? SAMPLES[name];
    if (!sample) throw new Error(`there is no sample for ${name} of ${path}: ${type}`);
    return sample;
  });
}

/** All ways to take one of each pair. */
function ways(samples: Sample[]): unknown[][] {
  return samples.reduce<unknown[][]>((all, sample) => all.flatMap((way) => sample.map((value) => [...way, value])), [[]]);
}

/** Returns true if a sentence says something else when only this parameter is another one, and a text as it is. */
function uses(language: Language, { path }: Sentence, samples: Sample[], at: number): boolean {
  const [given, other] = samples[at]!;
  return ways(samples).some((way) => {
    const [one, another] = [given, other].map((value) => say(language, path, way.with(at, value)));
    return one !== another && (typeof given !== 'string' || one!.includes(given));
  });
}

describe('every catalogue', () => {
  const all = sentences();
  const others = ALL.filter((one) => one !== 'en');

  it('is compared in all its sentences', () => {
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter(({ parameters }) => parameters.length > 0).length).toBeGreaterThan(150);
  });

  it.each(ALL)('has a text for each sentence: %s', (language) => {
    const empty = all.filter((one) => ways(samplesOf(one)).every((way) => say(language, one.path, way).trim() === ''));
    expect(empty.map(({ path }) => path)).toEqual([]);
  });

  it.each(others)('says what the English one says of each parameter: %s', (language) => {
    const wrong = all.flatMap((one) => {
      const samples = samplesOf(one);
      const differ = one.parameters.filter((_, at) => uses('en', one, samples, at) !== uses(language, one, samples, at));
      return differ.map(({ name }) => `${one.path}: ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each(others)('is translated: %s', (language) => {
    const plain = all.filter(({ parameters }) => parameters.length === 0);
    const same = plain.filter(({ path }) => /\s\S+\s/.test(say('en', path, [])) && say('en', path, []) === say(language, path, []));
    expect(same.map(({ path }) => path)).toEqual([]);
  });
});
