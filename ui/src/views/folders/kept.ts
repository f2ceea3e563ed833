// What the hub keeps of a folder and holds back in it, as the engine's settings have it, and how they are changed.

import type { Settings } from '$lib/engine';
import { t } from '$lib/messages';

/** The days by their settings, from the shortest to the longest. */
export const DAYS = ['keep-all-days', 'keep-daily-days', 'keep-weekly-days'] as const;

export type Keeping = { all: number; daily: number; weekly: number; deleted: number; size: string };
export type Guarding = { files: number; share: number };

export type Change = [key: string, value: string];
/** What was typed, or what is wrong with it, by the field's name. */
export type Typed = Record<string, string>;
/** Settings that are changed together. */
export type Form = {
  title: string;
  lead: string;
  fields: { name: string; label: string; hint?: string; value: number | string }[];
  /** The changes in their order, if nothing is wrong. */
  read: (typed: Typed) => { wrong: Typed; changes: Change[] };
};

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
export function steps(before: Keeping, after: Keeping): Change[] {
  const pairs = DAYS.map((key, at): [string, number, number] => [key, [before.all, before.daily, before.weekly][at] ?? 0, [after.all, after.daily, after.weekly][at] ?? 0]);
  const grown = pairs.filter(([, old, now]) => now > old).reverse();
  const shrunk = pairs.filter(([, old, now]) => now < old);
  const changes = [...grown, ...shrunk].map(([key, , now]): Change => [key, String(now)]);
  if (after.deleted !== before.deleted) changes.push(['keep-deleted-days', String(after.deleted)]);
  if (after.size !== before.size) changes.push(['keep-size', after.size]);
  return changes;
}

export function keepingForm(before: Keeping): Form {
  const words = t.kept.dialog;
  const days = (['all', 'daily', 'weekly', 'deleted'] as const).map((name) => ({ name, label: words[name], value: before[name] }));
  return {
    ...words,
    fields: [...days, { name: 'size', label: words.size, hint: words.sizeHint, value: before.size }],
    read(typed) {
      const read = (name: string) => whole(typed[name] ?? '') ?? NaN;
      const after = { all: read('all'), daily: read('daily'), weekly: read('weekly'), deleted: read('deleted'), size: typed['size']?.trim() || 'none' };
      const wrong: Typed = Object.fromEntries(days.filter(({ name }) => Number.isNaN(after[name])).map(({ name }) => [name, words.bad]));
      if (after.daily < after.all) wrong['daily'] = words.daysUnderAll;
      if (after.weekly < after.daily) wrong['weekly'] = words.weeksUnderDays;
      return { wrong, changes: steps(before, after) };
    },
  };
}

export function guardingForm(before: Guarding): Form {
  const words = t.kept.guardDialog;
  return {
    ...words,
    fields: [
      { name: 'files', label: words.files, value: before.files },
      { name: 'share', label: words.share, hint: words.shareHint, value: before.share },
    ],
    read(typed) {
      const [files, share] = [whole(typed['files'] ?? '') ?? 0, whole(typed['share'] ?? '') ?? 0];
      const wrong: Typed = { ...(files < 1 && { files: words.badFiles }), ...((share < 1 || share > 100) && { share: words.badShare }) };
      const pairs: [string, number, number][] = [['hold-files', before.files, files], ['hold-share', before.share, share]];
      return { wrong, changes: pairs.filter(([, old, now]) => now !== old).map(([key, , now]) => [key, String(now)]) };
    },
  };
}
