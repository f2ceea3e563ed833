// Where much changed at once: what a person may want to go back before. Pure.

import type { Action, HistoryLine } from '$lib/engine';

export type Burst = {
  machine: string;
  /** The moment of its first change, RFC 3339. */
  began: string;
  /** The last moment that does not have it, RFC 3339. */
  before: string;
  changes: number;
  counts: Partial<Record<Action, number>>;
};

/** Changes of one machine that follow each other within so many milliseconds belong together. */
const GAP = 60_000;
const LARGE = 20;
const OFFERED = 5;

type Open = { began: string; at: number; changes: number; counts: Partial<Record<Action, number>> };

/** The newest large ones; lines come newest first. */
export function bursts(lines: HistoryLine[]): Burst[] {
  const open = new Map<string, Open>();
  const found: Burst[] = [];
  const close = (machine: string, { began, changes, counts }: Open) => {
    if (changes >= LARGE) found.push({ machine, began, before: justBefore(began), changes, counts });
  };
  for (const { machine, at: text, action } of lines) {
    const at = Date.parse(text);
    const before = open.get(machine);
    if (before && before.at - at > GAP) {
      close(machine, before);
      open.delete(machine);
    }
    const one = open.get(machine) ?? { began: text, at, changes: 0, counts: {} };
    Object.assign(one, { began: text, at, changes: one.changes + 1 });
    one.counts[action] = (one.counts[action] ?? 0) + 1;
    open.set(machine, one);
  }
  for (const [machine, one] of open) close(machine, one);
  return found.sort((a, b) => Date.parse(b.began) - Date.parse(a.began)).slice(0, OFFERED);
}

/** Whether the oldest of these lines may be in the middle of what changed at once. */
export function endsWithin(lines: HistoryLine[]): boolean {
  const last = lines.at(-1);
  const earlier = lines.at(-LARGE);
  return last !== undefined && earlier !== undefined && Date.parse(earlier.at) - Date.parse(last.at) <= GAP;
}

function justBefore(moment: string): string {
  return new Date(Date.parse(moment) - 1).toISOString();
}
