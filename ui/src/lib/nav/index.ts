// Navigation: what a page tells about itself, and the addresses that lead to pages. It knows no page.

export { type HubOfLink, JOIN, type Over, type Place, readPlace, type Why, writePlace } from './place';
export type { View } from './view';
