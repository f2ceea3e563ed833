// Light or dark, as chosen or as the system has it. The choice is the app's to keep; it is also noted in the browser's
// storage, so that the next window is right from its first picture on.

import type { Theme } from '$lib/backend';

const KEY = 'syncit.theme';

function show(theme: string): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  show(theme);
}

export function applyLastTheme(): void {
  show(localStorage.getItem(KEY) ?? 'system');
}
