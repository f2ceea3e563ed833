import { t } from '$lib/messages';
import type { View } from '$lib/nav';
import Machines from './Machines.svelte';

export const view: View = { name: 'machines', order: 30, title: () => t.machines.title, icon: 'machine', page: Machines };
