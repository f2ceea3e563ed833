import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Restore from './Restore.svelte';

/** Reached from the history and from a folder. */
export const view: View = {
  name: 'restore',
  order: 45,
  title: () => t.past.restore.title,
  icon: 'restore',
  page: Restore,
  listed: () => false,
};
