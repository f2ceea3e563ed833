// How long the past of a folder is kept, as the engine's settings have it, and the order in which they are changed.

import type { Settings } from '$lib/engine';

/** The days by their settings, from the shortest to the longest. */
export const DAYS = ['keep-all-days', 'keep-daily-days', 'keep-weekly-days'] as const;

export type Keeping = { all: number; daily: number; weekly: number; deleted: number; size: string };
export type Guarding = { files: number; share: number };

/** What is set, unless the hub could not be asked. */
export function keeping(settings: Settings): Keeping | undefined {
  if (!('keep-all-days' in settings)) return undefined;
  const days = (key: string) => Number(settings[key] ?? 0);
  const size = String(settings['keep-size'] ?? 'none');
  return { all: days('keep-all-days'), daily: days('keep-daily-days'), weekly: days('keep-weekly-days'), deleted: days('keep-deleted-days'), size };
}

export function guarding(settings: Settings): Guarding | undefined {
  if (!('hold-files' in settings)) return undefined;
  return { files: Number(settings['hold-files']), share: Number(settings['hold-share']) };
}

/** A whole number that a person typed; none if it is not one. */
export function whole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/**
 * The settings to change, in an order in which each step fits together: what grows from the longest to the shortest,
 * then what shrinks the other way round.
 */
export function steps(before: Keeping, after: Keeping): [key: string, value: string][] {
  const pairs = DAYS.map((key, at): [string, number, number] => [key, [before.all, before.daily, before.weekly][at] ?? 0, [after.all, after.daily, after.weekly][at] ?? 0]);
  const grown = pairs.filter(([, old, now]) => now > old).reverse();
  const shrunk = pairs.filter(([, old, now]) => now < old);
  const changes = [...grown, ...shrunk].map(([key, , now]): [string, string] => [key, String(now)]);
  if (after.deleted !== before.deleted) changes.push(['keep-deleted-days', String(after.deleted)]);
  if (after.size !== before.size) changes.push(['keep-size', after.size]);
  return changes;
}
