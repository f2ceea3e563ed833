import { bytes, plural, type Shown } from '$lib/text';

const areFree = (free: number | null) => (free === null ? '' : ` ${bytes(free)} are free.`);

export const subfolders = {
  button: 'Choose subfolders…',
  title: (folder: Shown) => `Choose subfolders of ${folder}`,
  list: 'Subfolders to keep on this machine',
  everything: 'Everything in this folder',
  rest: 'Files directly in this folder, and new subfolders',
  restWithoutNew: 'Files directly in this folder',
  within: (name: Shown) => `Subfolders of ${name}`,
  direct: (files: number, size: number, areKept: boolean) =>
    `${plural(files, 'file', 'files')} directly in it, ${bytes(size)}: ${areKept ? 'kept' : 'not kept'}`,
  empty: 'There are no subfolders yet.',
  unchanged: (free: number | null) => `Choose what to keep on this machine.${areFree(free)}`,
  nothingMoves: 'Nothing has to be fetched or removed now.',
  fetches: (size: number, free: number | null) => `Fetches ${bytes(size)}.${areFree(free)}`,
  tooMuch: (size: number) => `That is ${bytes(size)} more than is free`,
  fewer: 'Choose fewer subfolders, or free some space on that disk.',
  removes: (size: number) => `Removes ${bytes(size)} from this machine once the hub has everything.`,
  stays: (isHub: boolean) =>
    `Nothing is lost: it stays ${isHub ? 'in this hub’s store' : 'on the hub'} and on the other machines that keep it.`,
  action: 'Keep these',
  done: (folder: Shown) => `What is kept of ${folder} on this machine has changed.`,
  notKept: 'Not kept here',
  notKeptHere: (files: number) => `${plural(files, 'file', 'files')} not kept here`,
  first: {
    label: 'Choose subfolders first',
    tooLarge: 'Turn on “Choose subfolders first”, or free some space on that disk.',
    hint: 'Nothing is fetched until you have chosen which subfolders to keep on this computer.',
  },
  newOnes: {
    button: 'New subfolders…',
    title: (folder: Shown) => `New subfolders of ${folder}`,
    lead: 'Other machines can make new subfolders in this folder.',
    label: 'Keep new subfolders on this machine',
    on: 'New subfolders are kept here as soon as another machine makes them, unless only some subfolders were chosen.',
    off: 'New subfolders are not kept here until you choose them.',
    here: 'This applies to this folder on this machine only.',
  },
};
