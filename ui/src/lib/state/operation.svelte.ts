// Operations that a person starts: whether one is running, and why it failed.

import { Failure } from '$lib/backend';

/** Busy while it runs; afterwards it has the failure, if it failed. */
export class Operation {
  busy = $state(false);
  failure = $state.raw<Failure>();

  /** Runs `work` and returns true if it succeeded. Does nothing while the operation is busy. */
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
