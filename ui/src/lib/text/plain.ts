// Figures inside sentences of the engine, as people read them.

import { number } from './format';

/** A number of five digits or more, standing by itself. */
const FIGURE = /(^|\s)(\d{5,15})(?=$|[\s,;.])/g;

/** `28740 of at most 524288` as `28,740 of at most 524,288`. Not for sentences with ports or names. */
export function plainFigures(sentence: string): string {
  return sentence.replace(FIGURE, (_all, before: string, figure: string) => `${before}${number(Number(figure))}`);
}
