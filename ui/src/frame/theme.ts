// Light or dark, as chosen or as the system is set. The app keeps the choice; it is also written to the browser's storage,
// so that the next window has the right colours before the app has answered.

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
