// A speed limit as a person writes it, in MiB per second, and as the engine keeps it, in KiB per second with 0 for no limit. Pure.

import { decimal } from '$lib/text';

/** Returns KiB per second, or none if the text is no valid limit. */
export function readLimit(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return 0;
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return undefined;
  const kib = Math.round(Number(trimmed) * 1024);
  return kib > 0 && kib < 2 ** 31 ? kib : undefined;
}

export function showLimit(kib: number): string {
  return kib <= 0 ? '' : decimal(kib / 1024);
}
