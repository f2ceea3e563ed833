// Makes text from outside safe to show: names come from disks and from other machines, and may contain characters that are invisible or
// change the direction of the text around them.

declare const shown: unique symbol;

/** Text from outside that has been made safe to show. Messages take names only in this form. */
export type Shown = string & { readonly [shown]: true };

export type Piece = { text: string; escaped: boolean };

// Controls, format characters (direction changes, zero-width ones), line and paragraph separators, private use, lone surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
// Joiners are needed to write emoji and several scripts.
const JOINERS = new Set(['\u200c', '\u200d']);

function escape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Splits a name into pieces, and marks those that are an escaped character. */
export function pieces(name: string): Piece[] {
  const out: Piece[] = [];
  const characters = [...name];
  characters.forEach((character, at) => {
    const joins = JOINERS.has(character) && at > 0 && at < characters.length - 1;
    const edgeSpace = character === ' ' && (at === 0 || at === characters.length - 1);
    const escaped = (INVISIBLE.test(character) && !joins) || edgeSpace;
    const text = edgeSpace ? '␣' : escaped ? escape(character) : character;
    const last = out.at(-1);
    if (last && last.escaped === escaped) last.text += text;
    else out.push({ text, escaped });
  });
  return out;
}

export function visible(name: string): Shown {
  return pieces(name)
    .map((piece) => piece.text)
    .join('') as Shown;
}

/** As `visible`, for lines of a file's content: line ends, spaces and tabs are kept. */
export function visibleText(text: string): Shown {
  return [...text]
    .map((character) =>
      INVISIBLE.test(character) && !JOINERS.has(character) && character !== '\n' && character !== '\t' ? escape(character) : character,
    )
    .join('') as Shown;
}
