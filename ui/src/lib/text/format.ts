// Sizes, counts, rates and times as people read them, in the language that was chosen.

import { LANGUAGES, language, written } from './language';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1.5 GiB`: binary units, one digit after the point below ten, as the command line prints them. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  let value = count;
  let unit = '';
  for (const next of UNITS) {
    if (value < 1023.95) break;
    value /= 1024;
    unit = next;
  }
  return value < 9.95 ? `${written().tenths.format(value)} ${unit}` : `${Math.round(value)} ${unit}`;
}

export function rate(bytesPerSecond: number): string {
  return `${bytes(Math.round(bytesPerSecond))}/s`;
}

export function number(count: number): string {
  return written().number.format(count);
}

/** A number as it is typed into a field: `1024.5`. */
export function decimal(value: number): string {
  return written().decimal.format(value);
}

/** `1 file`, `12 files`. */
export function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${isOne(count) ? one : many}`;
}

/** Returns true if the language speaks of this many things as of one. */
export function isOne(count: number): boolean {
  return written().plural.select(count) === 'one';
}

/** `40 seconds`, `3 minutes`: rounded coarsely, so that a display that is updated often does not jump. */
export function duration(seconds: number): string {
  if (seconds < 10) return measured(Math.max(1, Math.round(seconds)), 'second');
  if (seconds < 55) return measured(Math.round(seconds / 5) * 5, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return measured(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours < 36) return measured(hours, 'hour');
  return measured(Math.round(hours / 24), 'day');
}

/** `3 days`, `2 years`. */
export function measured(count: number, unit: 'second' | 'minute' | 'hour' | 'day' | 'year'): string {
  return new Intl.NumberFormat(LANGUAGES[language()], { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** Seconds from `now` to eight in the morning of the next day. */
export function untilTomorrow(now: Date): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return Math.round((morning.getTime() - now.getTime()) / 1000);
}

export function clock(at: string | number): string {
  return written().clock.format(new Date(at));
}

/** `14:03:05`, for moments within one minute. */
export function exactClock(at: string | number): string {
  return written().exactClock.format(new Date(at));
}

/** `3 May 2025`. */
export function dateWithYear(at: string | number): string {
  return written().dateWithYear.format(new Date(at));
}

/** `12 minutes ago`. */
export function counted(count: number, unit: 'minute' | 'hour' | 'day'): string {
  return written().counted.format(-count, unit);
}

/** Returns the calendar days between two moments in this machine's time zone. */
export function daysApart(earlier: number, later: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

/** A day inside a sentence: `today`, `yesterday`, `tomorrow`, `Monday 16 November`, `3 May 2025`. */
export function day(at: string | number, now: number): string {
  const moment = new Date(at).getTime();
  const ahead = daysApart(now, moment);
  if (Math.abs(ahead) <= 1) return written().named.format(ahead, 'day');
  return Math.abs(ahead) < 300 ? written().date.format(moment) : dateWithYear(moment);
}
