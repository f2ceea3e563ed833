// What the buttons of a hold say that they do. Pure.

import type { HeldLine, MachineStatus } from '$lib/engine';
import { t } from '$lib/messages';
import { visible } from '$lib/text';

/** Whether a person decides between the files coming back and the changes passing; else something has to be put right. */
export function isChoice(hold: HeldLine): boolean {
  return hold.hold === 'mass-deletion' || hold.hold === 'emptied' || isOverwriting(hold);
}

export function isOverwriting(hold: HeldLine): boolean {
  return hold.hold === 'mass-overwriting';
}

/** Overwritten files come back on all machines, whichever overwrote them. */
export function restoreWords(hold: HeldLine, self: string): string {
  if (isOverwriting(hold)) return t.holds.restoreEverywhere(hold.files);
  return hold.machine === self ? t.holds.restoreHere(hold.files) : t.holds.restoreOn(hold.files, visible(hold.machine));
}

/** With a single other machine the deletions reach only that one, which is named. */
export function deleteWords(hold: HeldLine, machines: MachineStatus[]): string {
  if (isOverwriting(hold)) return t.holds.accept(hold.files);
  const others = machines.filter((one) => one.name !== hold.machine);
  const [other] = others;
  if (!other || others.length > 1) return t.holds.deleteEverywhere(hold.files);
  return other.is_self ? t.holds.deleteHere(hold.files) : t.holds.deleteOn(hold.files, visible(other.name));
}
