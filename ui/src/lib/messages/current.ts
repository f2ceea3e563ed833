// The catalogue that is in use.

import { type Language, setLanguage } from '$lib/text';
import type { Messages } from './catalogue';
import { de } from './de';
import { en } from './en';

const CATALOGUES: Record<Language, Messages> = { en, de };

export let t: Messages = en;

/** Chooses the language of everything that is shown from now on. What is shown already stays as it is. */
export function speak(language: Language): void {
  t = CATALOGUES[language];
  setLanguage(language);
}
