// Moments and figures inside sentences of the engine, as people read them.

import { number, when } from './format';

/** A moment as programs write it, standing by itself: in a file's name it stays as it is. */
const MOMENT = /(^|[\s(])(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(?=$|[\s),:;.])/g;
/** A number of five digits or more, standing by itself. */
const FIGURE = /(^|\s)(\d{5,15})(?=$|[\s,;.])/g;

/** `the clock shows 2026-11-22T14:03:05Z` as `the clock shows yesterday at 14:03`. */
export function plainTimes(sentence: string, now: number): string {
  return sentence.replace(MOMENT, (all: string, before: string, moment: string) =>
    Number.isNaN(Date.parse(moment)) ? all : `${before}${when(moment, now)}`,
  );
}

/** `28740 of at most 524288` as `28,740 of at most 524,288`. Not for sentences with ports or names. */
export function plainFigures(sentence: string): string {
  return sentence.replace(FIGURE, (_all, before: string, figure: string) => `${before}${number(Number(figure))}`);
}
