// Where a person is in the first run. The engine's state says which part they are in; the small rest is kept in the
// browser's storage, so that closing the window loses nothing. The code is never kept.

import type { MachineRole } from '$lib/engine';

const KEY = 'syncit.first-run';

/** Steps before this machine is anything, as a hub, and as a client. */
const STEPS = {
  none: ['name', 'choose', 'start', 'find', 'code'],
  hub: ['invite', 'name', 'folders', 'finish'],
  client: ['folders', 'finish'],
} as const;

export type Step = (typeof STEPS)[MachineRole][number];

type Kept = {
  step: Step;
  name: string;
  /** Where the hub to join may be, the best first, and how it is called if it was found by name. */
  addresses: string[];
  hub: string;
  /** Machines that were seen when the wizard last turned by itself. */
  seen: number;
};

const FRESH: Kept = { step: 'name', name: '', addresses: [], hub: '', seen: 0 };

function read(): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return null;
    return { ...FRESH, ...kept };
  } catch {
    return null;
  }
}

export class Draft {
  #kept = $state<Kept | null>(read());

  /** Whether a first run was begun and not ended. */
  get open(): boolean {
    return this.#kept !== null;
  }

  get name(): string {
    return this.#kept?.name ?? '';
  }

  get addresses(): string[] {
    return this.#kept?.addresses ?? [];
  }

  get hub(): string {
    return this.#kept?.hub ?? '';
  }

  get seen(): number {
    return this.#kept?.seen ?? 0;
  }

  /** The step that fits what this machine is. */
  step(role: MachineRole): Step {
    const fitting: readonly Step[] = STEPS[role];
    const kept = this.#kept?.step;
    return kept !== undefined && fitting.includes(kept) ? kept : (fitting[0] ?? 'name');
  }

  set(change: Partial<Kept>): void {
    this.#kept = { ...FRESH, ...this.#kept, ...change };
    localStorage.setItem(KEY, JSON.stringify(this.#kept));
  }

  end(): void {
    this.#kept = null;
    localStorage.removeItem(KEY);
  }
}
