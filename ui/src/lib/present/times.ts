// Moments as people say them. Pure: time is given.

import { t } from '$lib/messages';
import { clock, counted, dateWithYear, day, daysApart } from '$lib/text';

/** `just now`, `12 minutes ago`, `yesterday at 14:03`. */
export function ago(at: string | number, now: number): string {
  const moment = new Date(at).getTime();
  const seconds = (now - moment) / 1000;
  if (seconds < 45) return t.times.justNow;
  if (seconds < 3600) return counted(Math.max(1, Math.round(seconds / 60)), 'minute');
  const apart = daysApart(moment, now);
  if (apart === 0) return counted(Math.round(seconds / 3600), 'hour');
  if (apart === 1) return t.times.at(day(moment, now), clock(moment));
  return apart < 14 ? counted(apart, 'day') : t.times.on(dateWithYear(moment));
}

/** A moment inside a sentence: `14:00`, `yesterday at 14:03`, `tomorrow at 08:00`, `Monday 16 November at 08:00`. */
export function when(at: string | number, now: number, time = clock): string {
  const moment = new Date(at).getTime();
  if (daysApart(now, moment) === 0) return t.times.clock(time(moment));
  return t.times.at(day(moment, now), time(moment));
}

/** `yesterday, 14:03`: a moment that stands for a version or a state of a folder. */
export function dated(at: string | number, now: number): string {
  return t.times.dated(day(at, now), clock(at));
}

/** A moment as programs write it, standing by itself: in a file's name it stays as it is. */
const MOMENT = /(^|[\s(])(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(?=$|[\s),:;.])/g;

/** `the clock shows 2026-11-22T14:03:05Z` as `the clock shows yesterday at 14:03`. */
export function plainTimes(sentence: string, now: number): string {
  return sentence.replace(MOMENT, (all: string, before: string, moment: string) =>
    Number.isNaN(Date.parse(moment)) ? all : `${before}${when(moment, now)}`,
  );
}
