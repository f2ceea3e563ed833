// What every catalogue has: the sentences of the English one, and as many parameters for each. The type checker compares them.

import type { en } from './en';

/** Places of sentences, whatever they say. */
type Shape<English> = English extends (...given: infer Given) => string
  ? (...given: Given) => string
  : English extends string
    ? string
    : { [Key in keyof English]: Shape<English[Key]> };

export type Messages = Shape<typeof en>;

/** A catalogue, with `never` for each sentence that takes fewer parameters than it is given: TypeScript alone allows that. */
type Complete<Given, Wanted> = Wanted extends (...given: infer Parameters) => string
  ? Given extends (...taken: infer Taken) => string
    ? Taken['length'] extends Parameters['length']
      ? Given
      : never
    : never
  : Wanted extends string
    ? Given
    : { [Key in keyof Wanted]: Key extends keyof Given ? Complete<Given[Key], Wanted[Key]> : never };

/** Refuses a catalogue that lacks a sentence or a parameter. */
export function complete<Given extends Messages>(catalogue: Given & Complete<Given, Messages>): Messages {
  return catalogue;
}
