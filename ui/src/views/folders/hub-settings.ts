// The settings of a folder at the hub, as the engine names them, and the forms that change them: retention, and when deletions are held. Pure.

import type { Settings } from '$lib/engine';
import { t } from '$lib/messages';

/** The settings that count days, from the shortest period to the longest. */
export const DAYS = ['keep-all-days', 'keep-daily-days', 'keep-weekly-days'] as const;

export type Retention = { all: number; daily: number; weekly: number; deleted: number; size: string };
export type HoldLimits = { files: number; share: number };

export type Change = [key: string, value: string];
/** What was typed into each field, or what is wrong with it, by the field's name. */
export type Typed = Record<string, string>;
/** Settings that are changed together. */
export type Form = {
  title: string;
  lead: string;
  fields: { name: string; label: string; hint?: string; value: number | string }[];
  /** Returns what is wrong with each field, and the changes in their order, which count only if nothing is wrong. */
  read: (typed: Typed) => { wrong: Typed; changes: Change[] };
};

/** Returns the retention, unless the hub could not be asked. */
export function retentionOf(settings: Settings): Retention | undefined {
  if (!('keep-all-days' in settings)) return undefined;
  const days = (key: string) => Number(settings[key] ?? 0);
  const size = String(settings['keep-size'] ?? 'none');
  return {
    all: days('keep-all-days'),
    daily: days('keep-daily-days'),
    weekly: days('keep-weekly-days'),
    deleted: days('keep-deleted-days'),
    size,
  };
}

export function holdLimitsOf(settings: Settings): HoldLimits | undefined {
  if (!('hold-files' in settings)) return undefined;
  return { files: Number(settings['hold-files']), share: Number(settings['hold-share']) };
}

/** Parses a whole number that a person typed; none if it is not one. */
export function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/**
 * Returns the settings to change, in an order in which the periods are consistent after each step: first those that grow, from the longest
 * to the shortest, then those that shrink, from the shortest to the longest.
 */
export function retentionChanges(before: Retention, after: Retention): Change[] {
  const pairs = DAYS.map((key, at): [string, number, number] => [
    key,
    [before.all, before.daily, before.weekly][at] ?? 0,
    [after.all, after.daily, after.weekly][at] ?? 0,
  ]);
  const grown = pairs.filter(([, old, now]) => now > old).reverse();
  const shrunk = pairs.filter(([, old, now]) => now < old);
  const changes = [...grown, ...shrunk].map(([key, , now]): Change => [key, String(now)]);
  if (after.deleted !== before.deleted) changes.push(['keep-deleted-days', String(after.deleted)]);
  if (after.size !== before.size) changes.push(['keep-size', after.size]);
  return changes;
}

export function retentionForm(before: Retention): Form {
  const words = t.hubSettings.dialog;
  const days = (['all', 'daily', 'weekly', 'deleted'] as const).map((name) => ({ name, label: words[name], value: before[name] }));
  return {
    ...words,
    fields: [...days, { name: 'size', label: words.size, hint: words.sizeHint, value: before.size }],
    read(typed) {
      const read = (name: string) => wholeNumber(typed[name] ?? '') ?? NaN;
      const after = {
        all: read('all'),
        daily: read('daily'),
        weekly: read('weekly'),
        deleted: read('deleted'),
        size: typed['size']?.trim() || 'none',
      };
      const wrong: Typed = Object.fromEntries(days.filter(({ name }) => Number.isNaN(after[name])).map(({ name }) => [name, words.bad]));
      if (after.daily < after.all) wrong['daily'] = words.daysUnderAll;
      if (after.weekly < after.daily) wrong['weekly'] = words.weeksUnderDays;
      return { wrong, changes: retentionChanges(before, after) };
    },
  };
}

export function holdLimitsForm(before: HoldLimits): Form {
  const words = t.hubSettings.holdsDialog;
  return {
    ...words,
    fields: [
      { name: 'files', label: words.files, value: before.files },
      { name: 'share', label: words.share, hint: words.shareHint, value: before.share },
    ],
    read(typed) {
      const [files, share] = [wholeNumber(typed['files'] ?? '') ?? 0, wholeNumber(typed['share'] ?? '') ?? 0];
      const wrong: Typed = { ...(files < 1 && { files: words.badFiles }), ...((share < 1 || share > 100) && { share: words.badShare }) };
      const pairs: [string, number, number][] = [
        ['hold-files', before.files, files],
        ['hold-share', before.share, share],
      ];
      return { wrong, changes: pairs.filter(([, old, now]) => now !== old).map(([key, , now]) => [key, String(now)]) };
    },
  };
}
