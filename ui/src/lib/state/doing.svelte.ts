// One thing that a person has the engine or the app do.

import { Failure } from '$lib/backend';

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
