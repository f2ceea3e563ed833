// Which step of the first run a person has reached. The engine's state decides the part; the step and what was typed are saved in
// the browser's storage, so that closing the window loses nothing. The pairing code is never saved.

import type { Role } from '$lib/engine';
import type { HubOfLink } from '$lib/nav';

const KEY = 'syncit.first-run';

/** The steps by the machine's role: not set up, hub, client. */
const STEPS = {
  none: ['name', 'choose', 'start', 'find', 'code'],
  hub: ['invite', 'name', 'folders', 'finish'],
  client: ['folders', 'finish'],
} as const;

export type Step = (typeof STEPS)[Role][number];

type Saved = {
  step: Step;
  name: string;
  /** Addresses of the hub to join, the best one first, and its name if it was found by discovery. */
  addresses: string[];
  hub: string;
  /** The fingerprint that the hub’s key must have, if a link led here. */
  fingerprint: string;
  /** The number of other machines when the wizard last went on by itself. */
  seen: number;
};

const INITIAL: Saved = { step: 'name', name: '', addresses: [], hub: '', fingerprint: '', seen: 0 };

function read(): Saved | null {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof saved !== 'object' || saved === null) return null;
    return { ...INITIAL, ...saved };
  } catch {
    return null;
  }
}

export class Draft {
  #saved = $state<Saved | null>(read());

  /** True if a first run was begun and not completed. */
  get isOpen(): boolean {
    return this.#saved !== null;
  }

  get name(): string {
    return this.#saved?.name ?? '';
  }

  get addresses(): string[] {
    return this.#saved?.addresses ?? [];
  }

  get hub(): string {
    return this.#saved?.hub ?? '';
  }

  get fingerprint(): string {
    return this.#saved?.fingerprint ?? '';
  }

  get seen(): number {
    return this.#saved?.seen ?? 0;
  }

  /** Returns the saved step, if it fits this machine's role; else the first that does. */
  step(role: Role): Step {
    const fitting: readonly Step[] = STEPS[role];
    const saved = this.#saved?.step;
    return saved !== undefined && fitting.includes(saved) ? saved : (fitting[0] ?? 'name');
  }

  set(change: Partial<Saved>): void {
    this.#saved = { ...INITIAL, ...this.#saved, ...change };
    localStorage.setItem(KEY, JSON.stringify(this.#saved));
  }

  /** Goes to where a person types the code of the hub that a link leads to. */
  follow({ address, fingerprint, name }: HubOfLink): void {
    this.set({ step: 'code', hub: name ?? '', addresses: [address], fingerprint });
  }

  end(): void {
    this.#saved = null;
    localStorage.removeItem(KEY);
  }
}
