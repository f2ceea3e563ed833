// Checks names of machines and folders before the engine does, which decides.

import { t } from '$lib/messages';
import { pieces } from '$lib/text';

const MAX_CHARACTERS = 40;

/** Returns what is wrong with a name, if anything is. */
export function wrongName(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return t.wizard.name.empty;
  if ([...trimmed].length > MAX_CHARACTERS) return t.wizard.name.long;
  if (trimmed.includes('/') || pieces(trimmed).some((piece) => piece.escaped)) return t.wizard.name.odd;
  return undefined;
}
