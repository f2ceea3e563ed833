// All words of the window. Sentences take names as `Shown`, which only `visible()` makes.
//
// `t` is the catalogue of one language, which `main.ts` chooses before anything is shown. So no file reads a word while it is imported.

export { speak, t } from './current';
export type { Messages } from './catalogue';
