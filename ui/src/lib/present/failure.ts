// An error of the engine in sentences. Pure.

import type { ApiError } from '$lib/engine';
import { t } from '$lib/messages';
import { asSentence, visible } from '$lib/text';
import { plainTimes } from './times';

type Failed = Pick<ApiError, 'code' | 'message' | 'hint' | 'path'>;

/** The words of a failure that is not the engine's: the window was closed on the machine, or the machine does not answer. */
export function closedWords(code: string): { title: string; text: string } | undefined {
  if (code === 'no-server') return t.locked.lost;
  return code === 'locked' ? t.locked.ended : undefined;
}

/** What failed, and what to do. The engine's hints name commands of the command line, so the window has its own for the usual errors. */
export function failureWords(failure: Failed, now = Date.now()): { title: string; hint: string } {
  const closed = closedWords(failure.code);
  if (closed) return { title: asSentence(closed.title), hint: closed.text };
  const hints: Partial<Record<string, string>> = t.hints;
  const hint = hints[failure.code] ?? failure.hint;
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
