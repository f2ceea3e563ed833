// The differences between two texts, line by line, with a little context. Pure.

import { diffLines } from 'diff';

export type DiffRow =
  | { kind: 'same' | 'old' | 'new'; text: string }
  /** Equal lines that are left out. */
  | { kind: 'gap'; count: number };

/** A row of two texts side by side. A removed line is opposite the line that replaced it, or opposite nothing. */
export type Pair = { kind: 'same' | 'changed'; left: string | null; right: string | null } | { kind: 'gap'; count: number };

const CONTEXT = 3;
/** Milliseconds after which a comparison is given up. */
const TIMEOUT = 700;

function split(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Returns the rows of a unified diff, or none if the texts are too different to be compared in time. */
export function difference(before: string, after: string): DiffRow[] | undefined {
  const found = diffLines(before, after, { timeout: TIMEOUT });
  if (!found) return undefined;
  const rows: DiffRow[] = [];
  found.forEach((part, at) => {
    const lines = split(part.value);
    if (part.added || part.removed) {
      rows.push(...lines.map((text) => ({ kind: part.added ? ('new' as const) : ('old' as const), text })));
      return;
    }
    const head = at === 0 ? 0 : CONTEXT;
    const tail = at === found.length - 1 ? 0 : CONTEXT;
    const same = (some: string[]) => some.map((text) => ({ kind: 'same' as const, text }));
    const count = lines.length - head - tail;
    if (count <= 1) rows.push(...same(lines));
    else rows.push(...same(lines.slice(0, head)), { kind: 'gap', count }, ...same(lines.slice(lines.length - tail)));
  });
  return rows;
}

/** Arranges the rows of a unified diff side by side. */
export function pairs(rows: DiffRow[]): Pair[] {
  const out: Pair[] = [];
  let old: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(old.length, added.length); at += 1) {
      out.push({ kind: 'changed', left: old[at] ?? null, right: added[at] ?? null });
    }
    old = [];
    added = [];
  };
  for (const row of rows) {
    if (row.kind === 'old') old.push(row.text);
    else if (row.kind === 'new') added.push(row.text);
    else {
      flush();
      out.push(row.kind === 'gap' ? row : { kind: 'same', left: row.text, right: row.text });
    }
  }
  flush();
  return out;
}
