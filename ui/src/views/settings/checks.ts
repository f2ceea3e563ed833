// The checks of `doctor` as rows: what needs attention first, and what is the same once.

import type { Check } from '$lib/engine';
import { byCause } from '$lib/present';
import { asSentence, visible } from '$lib/text';

export type Row = { ok: boolean; message: string; hint: string; checks: string[] };

export function rows(checks: Check[]): Row[] {
  const ordered = [...checks.filter((one) => !one.ok), ...checks.filter((one) => one.ok)];
  return byCause(ordered).map((group) => {
    const [{ ok, hint }] = group;
    return {
      ok,
      message: asSentence(visible(group[0].message)),
      hint: hint === null ? '' : asSentence(visible(hint)),
      checks: group.map(({ label }) => asSentence(visible(label))),
    };
  });
}
