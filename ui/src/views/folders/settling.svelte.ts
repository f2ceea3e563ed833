// Ending the differences of a folder: which side can win here, and what becomes of each path then.

import { untrack } from 'svelte';
import { Failure } from '$lib/backend';
import type { DifferenceLine, FolderStatus } from '$lib/engine';
import { useSession } from '$lib/state';

/** `send` replaces what others changed by what is here, `drop` replaces what was changed here by what the hub has. */
export type Way = 'send' | 'drop';

/** What becomes of the side that loses. What cannot be seen afterwards comes first. */
const OUTCOMES = ['gone', 'replaced', 'back'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Group = { outcome: Outcome; count: number; lines: DifferenceLine[] };
/** All groups that are not empty. Together they have the first lines, and the count of all. */
export type Found = { total: number; unlisted: number; groups: Group[] };

/** The most lines that are listed, and how many are read at a time. */
const LISTED = 100;
const PAGE = 1000;

/** Returns the way that the engine accepts for this folder, if there is one. */
export function wayOut({ role, may_write }: Pick<FolderStatus, 'role' | 'may_write'>): Way | undefined {
  if (role === 'send-only') return may_write ? 'send' : undefined;
  return role === 'receive-only' || !may_write ? 'drop' : undefined;
}

function outcomeOf(way: Way, { here, there }: DifferenceLine): Outcome {
  const [winner, loser] = way === 'send' ? [here, there] : [there, here];
  if (winner === null) return 'gone';
  return loser === null ? 'back' : 'replaced';
}

/** What becomes of each path. It is not read again after hints, so that it does not change while a person reads it. */
export class Outcomes {
  found = $state.raw<Found>();
  failure = $state.raw<Failure>();

  readonly #session = useSession();
  readonly #folder: string;
  readonly #way: Way;
  #isWanted = true;

  /** Reads once, while the component exists. */
  constructor(folder: string, way: Way) {
    this.#folder = folder;
    this.#way = way;
    $effect(() => {
      untrack(() => void this.read());
      return () => {
        this.#isWanted = false;
      };
    });
  }

  /** Reads all differences, since only then it is known whether anything is lost, but keeps no more than are listed. */
  async read(): Promise<void> {
    try {
      const groups = OUTCOMES.map((outcome): Group => ({ outcome, count: 0, lines: [] }));
      let after: string | null = null;
      do {
        const page: DifferenceLine[] = await this.#session.backend.call({
          command: 'differences',
          folder: this.#folder,
          after,
          limit: PAGE,
        });
        for (const line of page) {
          const group = groups.find(({ outcome }) => outcome === outcomeOf(this.#way, line));
          if (!group) continue;
          group.count += 1;
          if (group.lines.length < LISTED) group.lines.push(line);
        }
        after = page.at(-1)?.path ?? null;
      } while (after !== null && this.#isWanted);
      this.found = listed(groups);
      this.failure = undefined;
    } catch (thrown) {
      this.found = undefined;
      this.failure = Failure.of(thrown);
    }
  }
}

function listed(groups: Group[]): Found {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  let room = LISTED;
  const cut = groups.map((group) => {
    const lines = group.lines.slice(0, room);
    room -= lines.length;
    return { ...group, lines };
  });
  return { total, unlisted: Math.max(0, total - LISTED), groups: cut.filter(({ count }) => count > 0) };
}
