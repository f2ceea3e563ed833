// The language of the window: the app's, or the browser's if the app names none. The app answers only after the window is shown, so the last
// language is also written to the browser's storage, and the next window begins with it.

import type { ShellInfo } from '$lib/backend';
import { speak } from '$lib/messages';
import { type Language, languageOf } from '$lib/text';

const KEY = 'syncit.language';

function show(language: Language): void {
  speak(language);
  document.documentElement.lang = language;
}

/** Returns the language that is spoken from now on. */
export function applyLanguage({ language }: Pick<ShellInfo, 'language'>): Language {
  const chosen = languageOf([language, ...navigator.languages]);
  localStorage.setItem(KEY, chosen);
  show(chosen);
  return chosen;
}

export function applyLastLanguage(): void {
  show(languageOf([localStorage.getItem(KEY) ?? undefined, ...navigator.languages]));
}
