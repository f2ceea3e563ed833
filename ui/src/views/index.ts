// The window's pages. Each is a folder here whose `view.ts` exports a `view`; nothing else names it. Only the frame knows them.

import type { View } from '$lib/nav';

const found = import.meta.glob<View>('./*/view.ts', { eager: true, import: 'view' });

export const views: View[] = Object.values(found).sort((a, b) => a.order - b.order);
