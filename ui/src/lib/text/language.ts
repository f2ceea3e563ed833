// The language in which figures, times and lists are written. `speak` of `$lib/messages` chooses it together with the words.

/** Each language with the form of it whose conventions `Intl` follows. */
export const LANGUAGES = { en: 'en-GB', de: 'de-DE' } as const;

export type Language = keyof typeof LANGUAGES;

/** A year is rarely shown, and German names the weekday with it, so that “von” fits before every moment. */
const WITH_YEAR: Record<Language, Intl.DateTimeFormatOptions> = {
  en: { day: 'numeric', month: 'long', year: 'numeric' },
  de: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
};

function conventions(language: Language) {
  const tag = LANGUAGES[language];
  return {
    number: new Intl.NumberFormat(tag),
    decimal: new Intl.NumberFormat(tag, { useGrouping: false, maximumFractionDigits: 2 }),
    tenths: new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    plural: new Intl.PluralRules(tag),
    clock: new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' }),
    exactClock: new Intl.DateTimeFormat(tag, { timeStyle: 'medium' }),
    date: new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' }),
    dateWithYear: new Intl.DateTimeFormat(tag, WITH_YEAR[language]),
    counted: new Intl.RelativeTimeFormat(tag),
    named: new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
    list: new Intl.ListFormat(tag),
  };
}

const ALL = { en: conventions('en'), de: conventions('de') };

let current: Language = 'en';

export function language(): Language {
  return current;
}

export function setLanguage(chosen: Language): void {
  current = chosen;
}

/** How the chosen language writes figures, times and lists. */
export function written(): ReturnType<typeof conventions> {
  return ALL[current];
}

/** Returns the first language of `wanted` that there is, or English. They are tags like `de-AT` or `de_AT`, the best first. */
export function languageOf(wanted: readonly (string | undefined)[]): Language {
  const found = wanted
    .map((tag) => tag?.toLowerCase().split(/[-_]/)[0])
    .find((name) => name !== undefined && Object.hasOwn(LANGUAGES, name));
  return (found as Language | undefined) ?? 'en';
}
