// Words as sentences.

import { language, LANGUAGES, written } from './language';

export function capitalize(words: string): string {
  return words.charAt(0).toLocaleUpperCase(LANGUAGES[language()]) + words.slice(1);
}

/** `a, b and c`. */
export function enumerate(words: string[]): string {
  return written().list.format(words);
}

/** `the disk is full` as `The disk is full.` What ends like a sentence already gets no second full stop. */
export function asSentence(words: string): string {
  const text = capitalize(words);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
