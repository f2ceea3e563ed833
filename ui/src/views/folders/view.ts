import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Folders from './Folders.svelte';

export const view: View = {
  name: 'folders',
  order: 20,
  title: () => t.folders.title,
  icon: 'folder',
  page: Folders,
  waiting: (status) => status.folders.reduce((sum, folder) => sum + folder.problems.length, 0),
};
