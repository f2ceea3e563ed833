// An error of the engine in sentences. Pure.

import type { ApiError } from '$lib/engine';
import { t } from '$lib/messages';
import { asSentence, visible } from '$lib/text';

type Failed = Pick<ApiError, 'code' | 'message' | 'hint'>;

/** The words of a failure that is not the engine's: the window was closed on the machine, or the machine does not answer. */
export function closedWords(code: string): { title: string; text: string } | undefined {
  if (code === 'no-server') return t.locked.lost;
  return code === 'locked' ? t.locked.ended : undefined;
}

/** What failed, and what to do. The engine words both for the window. */
export function failureWords(failure: Failed): { title: string; hint: string } {
  const closed = closedWords(failure.code);
  if (closed) return { title: asSentence(closed.title), hint: closed.text };
  return { title: asSentence(visible(failure.message)), hint: failure.hint ? asSentence(visible(failure.hint)) : '' };
}

/** The same as one text, for the field that it is about; none if nothing failed. */
export function failureText(failure: Failed | undefined): string | undefined {
  if (!failure) return undefined;
  const { title, hint } = failureWords(failure);
  return hint === '' ? title : `${title} ${hint}`;
}
