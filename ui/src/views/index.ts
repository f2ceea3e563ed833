// The window's pages. Each is a folder here whose `view.ts` exports a `view`; nothing else names it.

import type { Component } from 'svelte';
import type { Status } from '$lib/engine';
import type { IconName } from '$lib/icons/paths';

export type View = {
  /** How a place names it: `#/NAME`. */
  name: string;
  /** Where it stands in the navigation. */
  order: number;
  title: string;
  icon: IconName;
  /** The page. It reads `useSession().place` for the folder or path that it should show. */
  page: Component;
  /** How many things wait for a person on this page, shown beside its name; 0 shows none. */
  waiting?: (status: Status) => number;
  /** Whether the page is in the navigation now; always, if none. */
  listed?: (status: Status) => boolean;
};

const found = import.meta.glob<View>('./*/view.ts', { eager: true, import: 'view' });

/** Whether there is a page of this name to lead to. */
export function hasView(name: string): boolean {
  return views.some((view) => view.name === name);
}

export const views: View[] = Object.values(found).sort((a, b) => a.order - b.order);
