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
