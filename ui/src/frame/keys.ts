// The keys that work on every page: which key means what. Pure. `t.keys` names them for people.

export type Shortcut = 'quit' | 'close' | 'find' | 'settings' | 'help' | { page: number };

const LETTERS: Record<string, Shortcut> = { q: 'quit', w: 'close', f: 'find', ',': 'settings' };

/** What a key means; none if it is no shortcut, or would be typed into a field. Pages are counted from 1. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.altKey || event.metaKey || event.isComposing || event.repeat) return undefined;
  if (!event.ctrlKey) return event.key === '?' && !isTyped(event.target) ? 'help' : undefined;
  // Some keyboards have digits only with Shift: there the key's place counts.
  const place = event.shiftKey ? undefined : /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const digit = /^[1-9]$/.test(event.key) ? event.key : place;
  return digit === undefined ? LETTERS[event.key] : { page: Number(digit) };
}

/** The keys of a page, as `aria-keyshortcuts` names them. Pages are counted from 1. */
export function keysOf(page: number, name: string): string | undefined {
  const keys = [...(page <= 9 ? [`Control+${page}`] : []), ...(name === 'settings' ? ['Control+,'] : [])];
  return keys.length > 0 ? keys.join(' ') : undefined;
}

function isTyped(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
