// An error of the engine in sentences. Pure.

import type { ApiError } from '$lib/engine';
import { t } from '$lib/messages';
import { asSentence, plainTimes, visible } from '$lib/text';

type Failed = Pick<ApiError, 'code' | 'message' | 'hint' | 'path'>;

/** What failed, and what to do. The engine's hints name commands of the command line, so the window has its own for the usual errors. */
export function failureWords(failure: Failed, now = Date.now()): { title: string; hint: string } {
  const hint = t.hints[failure.code] ?? failure.hint;
  const message = visible(failure.message);
  // A moment in the name of a file is part of the name.
  const title = asSentence(failure.path === null ? plainTimes(message, now) : message);
  return { title, hint: hint ? asSentence(visible(hint)) : '' };
}

/** The same as one text, for the field that it is about; none if nothing failed. */
export function failureText(failure: Failed | undefined): string | undefined {
  if (!failure) return undefined;
  const { title, hint } = failureWords(failure);
  return hint === '' ? title : `${title} ${hint}`;
}
