// Sizes, counts, rates and times as people read them.

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
  return value < 9.95 ? `${value.toFixed(1)} ${unit}` : `${Math.round(value)} ${unit}`;
}

export function rate(bytesPerSecond: number): string {
  return `${bytes(Math.round(bytesPerSecond))}/s`;
}

const NUMBER = new Intl.NumberFormat('en');

export function number(count: number): string {
  return NUMBER.format(count);
}

/** `1 file`, `12 files`. */
export function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `40 seconds`, `3 minutes`: rounded coarsely, so that a display that is updated often does not jump. */
export function duration(seconds: number): string {
  if (seconds < 1.5) return 'a moment';
  if (seconds < 10) return plural(Math.round(seconds), 'second', 'seconds');
  if (seconds < 55) return `${Math.round(seconds / 5) * 5} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return plural(minutes, 'minute', 'minutes');
  const hours = Math.round(minutes / 60);
  if (hours < 36) return plural(hours, 'hour', 'hours');
  return plural(Math.round(hours / 24), 'day', 'days');
}

/** Seconds from `now` to eight in the morning of the next day. */
export function untilTomorrow(now: Date): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return Math.round((morning.getTime() - now.getTime()) / 1000);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const EXACT_CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

export function clock(at: string | number): string {
  return CLOCK.format(new Date(at));
}

/** `14:03:05`, for moments within one minute. */
export function exactClock(at: string | number): string {
  return EXACT_CLOCK.format(new Date(at));
}

/** Returns the calendar days between two moments in this machine's time zone. */
export function daysApart(earlier: number, later: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

/** `Today`, `Yesterday`, `Monday 16 November`, `3 May 2025`. */
export function day(at: string | number, now: number): string {
  const when = new Date(at).getTime();
  const apart = daysApart(when, now);
  if (apart === 0) return 'Today';
  if (apart === 1) return 'Yesterday';
  return Math.abs(apart) < 300 ? DAY.format(when) : DAY_AND_YEAR.format(when);
}

/** `just now`, `12 minutes ago`, `yesterday at 14:03`. */
export function ago(at: string | number, now: number): string {
  const when = new Date(at).getTime();
  const seconds = (now - when) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${plural(Math.max(1, Math.round(seconds / 60)), 'minute', 'minutes')} ago`;
  const apart = daysApart(when, now);
  if (apart === 0) return `${plural(Math.round(seconds / 3600), 'hour', 'hours')} ago`;
  if (apart === 1) return `yesterday at ${clock(when)}`;
  return apart < 14 ? `${apart} days ago` : `on ${DAY_AND_YEAR.format(when)}`;
}

/** A moment inside a sentence: `14:00`, `yesterday at 14:03`, `tomorrow at 08:00`, `Monday 16 November at 08:00`. */
export function when(at: string | number, now: number, time = clock): string {
  const moment = new Date(at).getTime();
  const ahead = daysApart(now, moment);
  if (ahead === 0) return time(moment);
  const named = ahead === 1 ? 'tomorrow' : day(moment, now);
  return `${ahead === -1 ? named.toLowerCase() : named} at ${time(moment)}`;
}
