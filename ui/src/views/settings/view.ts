import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Settings from './Settings.svelte';

export const view: View = { name: 'settings', order: 90, title: () => t.settings.title, icon: 'settings', page: Settings };
