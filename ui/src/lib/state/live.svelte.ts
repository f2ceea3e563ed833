// An answer of the engine that stays current: it is read, and read again after each hint.

import { Failure } from '$lib/backend';
import type { Answers, Command } from '$lib/engine';
import { useSession } from './session.svelte';

export type Live<T> = {
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
  /** True until the first answer is there. */
  readonly loading: boolean;
  /** Asks again now. */
  refresh(): void;
};

/**
 * Keeps the answer to a command current while the component exists: it is asked when what `make` reads changes, and again
 * after each hint. Nothing is asked while `make` returns null. With `lasting`, the answer never changes, so it is asked again
 * only until there is one.
 */
export function live<C extends Command>(make: () => C | null, { lasting = false } = {}): Live<Answers[C['command']]> {
  const session = useSession();
  let value = $state.raw<Answers[C['command']]>();
  let failure = $state.raw<Failure>();
  let loading = $state(true);
  let again = $state(0);
  let asked = 0;
  // The first question whose answer still counts. Answers to earlier ones are dropped.
  let newest = 0;
  let askedFor = '';
  let answered = false;

  $effect(() => {
    const command = make();
    void session.hints;
    void again;
    if (!command) return;
    asked += 1;
    const turn = asked;
    if (JSON.stringify(command) !== askedFor) {
      askedFor = JSON.stringify(command);
      newest = turn;
      value = undefined;
      loading = true;
      answered = false;
    }
    if (lasting && answered) return;
    session.backend.call(command).then(
      (answer) => {
        if (turn < newest) return;
        newest = turn;
        value = answer;
        answered = true;
        failure = undefined;
        loading = false;
      },
      (thrown: unknown) => {
        if (turn < newest) return;
        newest = turn;
        failure = Failure.of(thrown);
        loading = false;
      },
    );
  });

  return {
    get value() {
      return value;
    },
    get failure() {
      return failure;
    },
    get loading() {
      return loading;
    },
    refresh() {
      again += 1;
    },
  };
}
