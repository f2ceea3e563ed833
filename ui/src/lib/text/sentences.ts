// Words as sentences.

export function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `a, b and c`. */
export function enumerate(words: string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** `the disk is full` as `The disk is full.` What ends like a sentence already gets no second full stop. */
export function asSentence(words: string): string {
  const text = capitalize(words);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
