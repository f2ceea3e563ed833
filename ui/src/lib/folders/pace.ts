// The progress of a folder in words.

import { t } from '$lib/messages';
import type { Pace } from '$lib/state';

/** `1.2 GiB of 3.4 GiB · 45 MiB/s · about 50 seconds left`; what is not known is left out. */
export function paceWords({ done, total, rate, left }: Pace): string {
  const words = [t.folders.progress.words(done, total)];
  if (rate !== null && rate > 0) words.push(t.folders.progress.rate(rate));
  if (left !== null) words.push(t.folders.progress.time(left));
  return words.join(' · ');
}
