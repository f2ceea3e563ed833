import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Holds from './Holds.svelte';

const waiting: View['waiting'] = (status) => status.folders.filter((folder) => folder.hold !== null).length;

export const view: View = {
  name: 'holds',
  order: 12,
  title: () => t.holds.title,
  icon: 'shield',
  page: Holds,
  waiting,
  listed: (status) => (waiting?.(status) ?? 0) > 0,
};
