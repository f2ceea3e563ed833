import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import History from './History.svelte';

export const view: View = { name: 'history', order: 40, title: () => t.history.title, icon: 'history', page: History };
