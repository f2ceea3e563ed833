// Questions that answer themselves again: state is read, shown, and read again after a hint.

import type { Answers, Command } from '$lib/engine';
import { Failure } from '$lib/backend/backend';
import { useSession } from '$lib/session.svelte';

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

/** The present moment, in milliseconds, that moves on by itself while something shows it. */
export function ticking(every = 1000): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => {
      now = Date.now();
    }, every);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}

/** Something that a person does: busy while it runs, and the failure if it fails. */
export class Doing {
  busy = $state(false);
  failure = $state.raw<Failure>();

  /** Runs it; gives whether it succeeded. A second start while one runs does nothing. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = undefined;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.failure = Failure.of(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
