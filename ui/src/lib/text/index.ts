// Text that people read, made of plain values: sizes, times, names made safe to show, what differs between two texts.
//
// Pure: time is given, and nothing of the engine, the messages or Svelte is known here.

export * from './diff';
export * from './format';
export { type Language, language, languageOf, LANGUAGES, setLanguage } from './language';
export * from './paths';
export * from './sentences';
export * from './visible';
