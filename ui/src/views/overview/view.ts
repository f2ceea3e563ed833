import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Overview from './Overview.svelte';

export const view: View = { name: 'overview', order: 10, title: () => t.overview.title, icon: 'overview', page: Overview };
