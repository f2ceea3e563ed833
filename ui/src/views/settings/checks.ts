// The checks of `doctor` as rows: what needs attention first, and what is the same once. Pure: time is given.

import type { Check } from '$lib/engine';
import { byCause, plainTimes } from '$lib/present';
import { asSentence, plainFigures, visible } from '$lib/text';

export type Row = { ok: boolean; message: string; hint: string; checks: string[] };

/** Only these sentences are made of figures and moments; others have names and ports in them, which stay as they are. */
function plain({ check, message }: Check, now: number): string {
  if (check === 'clock') return plainTimes(message, now);
  return check === 'watches' ? plainFigures(message) : message;
}

export function rows(checks: Check[], now: number): Row[] {
  const ordered = [...checks.filter((one) => !one.ok), ...checks.filter((one) => one.ok)];
  return byCause(ordered).map((group) => {
    const [{ ok, hint }] = group;
    return {
      ok,
      message: asSentence(visible(plain(group[0], now))),
      hint: hint === null ? '' : asSentence(visible(hint)),
      checks: group.map(({ check }) => asSentence(visible(check))),
    };
  });
}
