// All words of the window. Names in sentences are `Shown`: made safe by `visible()` first.

import { en } from './en';

export type Messages = typeof en;

export const t: Messages = en;
