// A limit of speed as a person writes it, in MiB a second, and as the engine keeps it, in KiB a second and 0 for none.

/** None if it is no limit that can be set. */
export function readLimit(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return 0;
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return undefined;
  const kib = Math.round(Number(trimmed) * 1024);
  return kib > 0 && kib < 2 ** 31 ? kib : undefined;
}

export function showLimit(kib: number): string {
  return kib <= 0 ? '' : String(Math.round((kib / 1024) * 100) / 100);
}
