// The percentage of the battery below which to pause, as a person writes it and as the engine keeps it: a number, or `off`. Pure.

/** Returns the setting's value, or none if the text is no valid percentage. */
export function readPercentage(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'off';
  const digits = /^(\d{1,3})\s*%?$/.exec(trimmed)?.[1];
  const percent = Number(digits ?? 0);
  return percent >= 1 && percent <= 100 ? String(percent) : undefined;
}

export function showPercentage(value: unknown): string {
  return typeof value === 'number' ? String(value) : '';
}
