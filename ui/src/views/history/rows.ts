// The history as rows of a list: a heading for each day, its changes below it, and an end row. Pure: time is given.

import type { HistoryLine } from '$lib/engine';
import { capitalize, day } from '$lib/text';

export type Row = { key: string } & ({ kind: 'day'; text: string } | { kind: 'line'; line: HistoryLine } | { kind: 'end' });

/** Days are those of this machine's time zone. Lines are given newest first. */
export function rows(lines: HistoryLine[], now: number): Row[] {
  const out: Row[] = [];
  // The day of the last line, so that most lines need no calendar arithmetic.
  let from = Infinity;
  let till = -Infinity;
  for (const line of lines) {
    const at = Date.parse(line.at);
    if (at < from || at >= till) {
      from = new Date(at).setHours(0, 0, 0, 0);
      till = new Date(from).setDate(new Date(from).getDate() + 1);
      out.push({ kind: 'day', key: `day-before-${line.version}`, text: capitalize(day(at, now)) });
    }
    out.push({ kind: 'line', key: line.version, line });
  }
  out.push({ kind: 'end', key: 'end' });
  return out;
}
