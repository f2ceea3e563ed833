// Navigation: what a page tells about itself, and the addresses that lead to pages. It knows no page.

export { type Place, readPlace, writePlace } from './place';
export type { View } from './view';
