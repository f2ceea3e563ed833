import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Conflicts from './Conflicts.svelte';

const waiting: View['waiting'] = (status) => status.folders.reduce((sum, folder) => sum + folder.conflicts, 0);

export const view: View = {
  name: 'conflicts',
  order: 13,
  title: () => t.conflicts.title,
  icon: 'conflict',
  page: Conflicts,
  waiting,
  listed: (status) => (waiting?.(status) ?? 0) > 0,
};
