// Words as sentences.

export function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `the disk is full` as `The disk is full.` What ends like a sentence already gets no second full stop. */
export function asSentence(words: string): string {
  const text = capitalize(words);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
