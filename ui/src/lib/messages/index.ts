// All words of the window. Sentences take names as `Shown`, which only `visible()` makes.

import { en } from './en';

export type Messages = typeof en;

export const t: Messages = en;
