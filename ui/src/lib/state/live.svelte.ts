// An answer of the engine that stays current: it is read, and read again after each hint.

import { Failure } from '$lib/backend';
import type { Answers, Command } from '$lib/engine';
import { useSession } from './session.svelte';

export type Live<T> = {
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
  /** Whether the first answer is still awaited. */
  readonly loading: boolean;
  /** Asks again now. */
  refresh(): void;
};

/**
 * Keeps the answer to a command fresh for as long as the component lives: asked when what `make`
 * reads changes, and again after each hint. Nothing is asked while `make` gives none.
 */
export function live<C extends Command>(make: () => C | null): Live<Answers[C['command']]> {
  const session = useSession();
  let value = $state.raw<Answers[C['command']]>();
  let failure = $state.raw<Failure>();
  let loading = $state(true);
  let again = $state(0);
  let asked = 0;
  // Answers before this one are old: a later one has come, or something else is asked now.
  let floor = 0;
  let key = '';

  $effect(() => {
    const command = make();
    void session.hints;
    void again;
    if (!command) return;
    asked += 1;
    const mine = asked;
    if (JSON.stringify(command) !== key) {
      key = JSON.stringify(command);
      floor = mine;
      value = undefined;
      loading = true;
    }
    session.backend.call(command).then(
      (answer) => {
        if (mine < floor) return;
        floor = mine;
        value = answer;
        failure = undefined;
        loading = false;
      },
      (thrown: unknown) => {
        if (mine < floor) return;
        floor = mine;
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
