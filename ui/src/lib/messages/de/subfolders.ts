import { bytes, plural } from '$lib/text';
import type { Messages } from '../catalogue';

const areFree = (free: number | null) => (free === null ? '' : ` ${bytes(free)} sind frei.`);

export const subfolders = {
  button: 'Unterordner auswählen …',
  title: (folder) => `Unterordner von ${folder} auswählen`,
  list: 'Unterordner, die auf diesem Rechner bleiben',
  everything: 'Alles in diesem Ordner',
  rest: 'Dateien direkt in diesem Ordner und neue Unterordner',
  restWithoutNew: 'Dateien direkt in diesem Ordner',
  within: (name) => `Unterordner von ${name}`,
  direct: (files, size, areKept) =>
    `${plural(files, 'Datei', 'Dateien')} direkt darin, ${bytes(size)}: ${areKept ? 'behalten' : 'nicht behalten'}`,
  empty: 'Es gibt noch keine Unterordner.',
  unchanged: (free) => `Wählen Sie aus, was auf diesem Rechner bleiben soll.${areFree(free)}`,
  nothingMoves: 'Es muss nichts geholt oder entfernt werden.',
  fetches: (size, free) => `${bytes(size)} werden geholt.${areFree(free)}`,
  tooMuch: (size) => `Das sind ${bytes(size)} mehr, als frei ist`,
  fewer: 'Wählen Sie weniger Unterordner aus, oder schaffen Sie Platz auf diesem Datenträger.',
  removes: (size) => `${bytes(size)} werden von diesem Rechner entfernt, sobald der Hub alles hat.`,
  stays: (isHub) =>
    `Es geht nichts verloren: Alles bleibt ${isHub ? 'im Speicher dieses Hubs' : 'auf dem Hub'} und auf den anderen Rechnern, die es behalten.`,
  action: 'Diese behalten',
  done: (folder) => `Was von ${folder} auf diesem Rechner bleibt, wurde geändert.`,
  notKept: 'Hier nicht behalten',
  notKeptHere: (files) => `${plural(files, 'Datei', 'Dateien')} hier nicht behalten`,
  first: {
    label: 'Zuerst Unterordner auswählen',
    tooLarge: 'Schalten Sie „Zuerst Unterordner auswählen“ ein, oder schaffen Sie Platz auf diesem Datenträger.',
    hint: 'Nichts wird geholt, bis Sie ausgewählt haben, welche Unterordner auf diesem Rechner bleiben sollen.',
  },
  newOnes: {
    button: 'Neue Unterordner …',
    title: (folder) => `Neue Unterordner von ${folder}`,
    lead: 'Andere Rechner können in diesem Ordner neue Unterordner anlegen.',
    label: 'Neue Unterordner auf diesem Rechner behalten',
    on: 'Neue Unterordner erscheinen hier, sobald ein anderer Rechner sie anlegt, es sei denn, es wurden nur einige Unterordner ausgewählt.',
    off: 'Neue Unterordner erscheinen hier erst, wenn Sie sie auswählen.',
    here: 'Das gilt für diesen Ordner nur auf diesem Rechner.',
  },
} satisfies Messages['subfolders'];
