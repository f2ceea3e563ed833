// The one kind of error that a backend rejects with.

import type { ApiError } from '$lib/engine';

/** What the engine or the shell could not do, in words for a person. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly path: string | null;
  /** What the message is made of, by name; empty if that is not known. */
  readonly params: Record<string, unknown>;

  constructor(error: ApiError) {
    super(error.message);
    this.name = 'Failure';
    this.code = error.code;
    this.hint = error.hint;
    this.path = error.path;
    this.params = error.reason?.params ?? {};
  }

  /** Makes a failure of whatever was thrown. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isApiError(thrown)) return new Failure({ ...thrown, hint: thrown.hint ?? null, path: thrown.path ?? null });
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failure({ code: 'window', message, hint: null, path: null });
  }
}

function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown;
}
