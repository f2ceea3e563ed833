// A moment as two fields of a form, in this machine's time zone. Pure.

const two = (part: number) => String(part).padStart(2, '0');

export function fields(moment: string): { date: string; time: string } {
  const at = new Date(moment);
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
  };
}

/** Returns RFC 3339, or none if the fields are not a valid date and time. */
export function moment(date: string, time: string): string | undefined {
  const day = /^(\d{4}-\d\d-(\d\d))$/.exec(date.trim());
  const clock = /^(\d?\d)(:\d\d(?::\d\d)?)$/.exec(time.trim());
  if (!day || !clock) return undefined;
  const at = new Date(`${day[1]}T${clock[1]?.padStart(2, '0')}${clock[2]}`);
  // `Date` reads 31 February as a day in March.
  if (Number.isNaN(at.getTime()) || at.getDate() !== Number(day[2])) return undefined;
  return at.toISOString();
}
