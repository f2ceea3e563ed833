// Names come from disks and from other machines: nothing in them may act, and everything in them may be seen.

declare const shown: unique symbol;

/** Text from outside that has been made safe to show. Sentences take names only in this form. */
export type Shown = string & { readonly [shown]: true };

export type Piece = { text: string; odd: boolean };

// Controls, format characters (direction changes, zero-width ones), line and paragraph separators, private use, lone surrogates.
const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
// Joiners belong to how emoji and several scripts are written.
const JOINERS = new Set(['\u200c', '\u200d']);

function escape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A name in pieces, those that stand for an invisible character marked. */
export function pieces(name: string): Piece[] {
  const out: Piece[] = [];
  const characters = [...name];
  characters.forEach((character, at) => {
    const joins = JOINERS.has(character) && at > 0 && at < characters.length - 1;
    const edgeSpace = character === ' ' && (at === 0 || at === characters.length - 1);
    const odd = (ODD.test(character) && !joins) || edgeSpace;
    const text = edgeSpace ? '␣' : odd ? escape(character) : character;
    const last = out.at(-1);
    if (last && last.odd === odd) last.text += text;
    else out.push({ text, odd });
  });
  return out;
}

export function visible(name: string): Shown {
  return pieces(name)
    .map((piece) => piece.text)
    .join('') as Shown;
}

/** Lines of a file's content: as `visible`, but spaces and tabs are what they are. */
export function visibleText(text: string): Shown {
  return [...text].map((character) => (ODD.test(character) && !JOINERS.has(character) && character !== '\n' && character !== '\t' ? escape(character) : character)).join('') as Shown;
}
