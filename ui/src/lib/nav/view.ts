// What a page tells the navigation about itself.

import type { Component } from 'svelte';
import type { Status } from '$lib/engine';
import type { IconName } from '$lib/icons/paths';

export type View = {
  /** Its name in addresses: `#/NAME`. */
  name: string;
  /** Its position in the navigation, from the lowest number on. */
  order: number;
  /** Its title in the language that was chosen. */
  title: () => string;
  icon: IconName;
  /** The page. It reads `useSession().place` for the folder or path that it should show. */
  page: Component;
  /** How many things wait for a person on this page, shown beside its name; 0 shows none. */
  waiting?: (status: Status) => number;
  /** Returns true if the page is in the navigation now; always, if there is no such function. */
  listed?: (status: Status) => boolean;
};
