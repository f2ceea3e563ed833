// The labels of a hold's buttons, which name their outcome. Pure.

import type { HeldLine, MachineStatus } from '$lib/engine';
import { t } from '$lib/messages';
import { visible } from '$lib/text';

/** Returns true if a person chooses between restoring the files and passing the changes on; else something must be repaired first. */
export function isChoice(hold: HeldLine): boolean {
  return hold.hold === 'mass-deletion' || hold.hold === 'emptied' || isOverwriting(hold);
}

export function isOverwriting(hold: HeldLine): boolean {
  return hold.hold === 'mass-overwriting';
}

/** Overwritten files are restored on all machines, whichever overwrote them. */
export function restoreWords(hold: HeldLine, self: string): string {
  if (isOverwriting(hold)) return t.holds.restoreEverywhere(hold.files);
  return hold.machine === self ? t.holds.restoreHere(hold.files) : t.holds.restoreOn(hold.files, visible(hold.machine));
}

/** If there is only one other machine, the label names it. */
export function deleteWords(hold: HeldLine, machines: MachineStatus[]): string {
  if (isOverwriting(hold)) return t.holds.accept(hold.files);
  const others = machines.filter((one) => one.name !== hold.machine);
  const [other] = others;
  if (!other || others.length > 1) return t.holds.deleteEverywhere(hold.files);
  return other.is_self ? t.holds.deleteHere(hold.files) : t.holds.deleteOn(hold.files, visible(other.name));
}
