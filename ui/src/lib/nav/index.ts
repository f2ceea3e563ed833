// Where a person is in the window: pages, and the addresses that lead to them. It knows no page.

export { type Place, readPlace, writePlace } from './place';
export type { View } from './view';
