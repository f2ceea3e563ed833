// Bursts: many changes of one machine within a short time, which a person may want to undo. Pure.

import type { Action, HistoryLine } from '$lib/engine';

export type Burst = {
  machine: string;
  /** The moment of its first change, RFC 3339. */
  began: string;
  /** The last moment before it, RFC 3339. */
  before: string;
  changes: number;
  counts: Partial<Record<Action, number>>;
};

/** Changes of one machine that are at most this many milliseconds apart belong to one burst. */
const GAP = 60_000;
const MIN_CHANGES = 20;
const MAX_BURSTS = 5;

type OpenBurst = { began: string; at: number; changes: number; counts: Partial<Record<Action, number>> };

/** Returns the newest bursts. Lines are given newest first. */
export function bursts(lines: HistoryLine[]): Burst[] {
  const open = new Map<string, OpenBurst>();
  const found: Burst[] = [];
  const close = (machine: string, { began, changes, counts }: OpenBurst) => {
    if (changes >= MIN_CHANGES) found.push({ machine, began, before: justBefore(began), changes, counts });
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
  return found.sort((a, b) => Date.parse(b.began) - Date.parse(a.began)).slice(0, MAX_BURSTS);
}

/** Returns true if the oldest of these lines may lie inside a burst, so that older lines are needed to see where it began. */
export function endsInsideBurst(lines: HistoryLine[]): boolean {
  const last = lines.at(-1);
  const earlier = lines.at(-MIN_CHANGES);
  return last !== undefined && earlier !== undefined && Date.parse(earlier.at) - Date.parse(last.at) <= GAP;
}

function justBefore(moment: string): string {
  return new Date(Date.parse(moment) - 1).toISOString();
}
