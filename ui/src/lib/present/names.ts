// Whether a text can be a machine's or a folder's name; the engine has the last word.

import { t } from '$lib/messages';
import { pieces } from '$lib/text';

const LONGEST = 40;

/** What is wrong with it, if anything. */
export function wrongName(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return t.wizard.name.empty;
  if ([...trimmed].length > LONGEST) return t.wizard.name.long;
  if (trimmed.includes('/') || pieces(trimmed).some((piece) => piece.odd)) return t.wizard.name.odd;
  return undefined;
}
