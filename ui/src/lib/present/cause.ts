// What has the same cause is shown once. Pure.

type Caused = { message: string; hint: string | null };

/** All that has the same message and hint, in the order of the first of each. No group is empty. */
export function byCause<T extends Caused>(all: T[]): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const cause = `${one.message}\n${one.hint ?? ''}`;
    const group = groups.get(cause);
    if (group) group.push(one);
    else groups.set(cause, [one]);
  }
  return [...groups.values()];
}
