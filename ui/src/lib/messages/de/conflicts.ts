import { number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

const version = (isOther: boolean) => (isOther ? 'Andere Version' : 'Version');

export const conflicts = {
  title: 'Konflikte',
  lead: 'Zwei Rechner haben dieselbe Datei geändert. Beide Versionen bleiben erhalten, bis Sie sich entscheiden.',
  version: (machine, when, isOther) => `${version(isOther)} von ${machine} (${when})`,
  versionOfNone: (when, isOther) => `${version(isOther)} eines nicht mehr gekoppelten Rechners (${when})`,
  isFile: 'Aktuelle Datei',
  isCopy: (name) => `Konfliktkopie, gespeichert als ${name}`,
  keep: (which) => `${which} behalten`,
  both: 'Beide als zwei Dateien behalten',
  merged: 'Zusammengeführten Text behalten',
  kept: (which, path) => `${path}: ${which} wurde behalten. Die andere bleibt als frühere Version erhalten.`,
  keptBoth: (path) => `${path}: Beide Versionen wurden als zwei Dateien behalten.`,
  keptMerged: (path) => `${path} enthält jetzt den zusammengeführten Text. Beide Versionen bleiben als frühere Versionen erhalten.`,
  compare: 'Vergleichen',
  compareOf: (path) => `Versionen von ${path} vergleichen`,
  hide: 'Vergleich ausblenden',
  side: (left, right) => `${left} im Vergleich mit ${right}`,
  mergedTitle: 'Zusammengeführter Text',
  mergedText: 'In den beiden Versionen wurden verschiedene Zeilen geändert, daher passen alle Änderungen in einen Text.',
  mergedCut: 'Hier wird nur der Anfang angezeigt.',
  notMerged: (why) => `Die Änderungen lassen sich nicht zusammenführen: ${why}.`,
  notText: 'Kein Vergleich für diesen Dateityp. Öffnen Sie beide Dateien, um sie zu vergleichen.',
  tooLarge: 'Diese Dateien sind für eine Vorschau zu groß. Öffnen Sie beide, um sie zu vergleichen.',
  equal: 'Beide haben denselben Inhalt.',
  show: (which) => `${which} in der Dateiverwaltung anzeigen`,
  bulk: {
    label: 'Mehrere Konflikte auf einmal',
    all: 'Alle auswählen',
    one: (path) => `${path} auswählen`,
    selected: (count, all) => `${number(count)} von ${number(all)} ausgewählt`,
    theirs: {
      button: 'Aktuelle Dateien behalten',
      text: 'Jede aktuelle Datei bleibt, wie sie ist. Die anderen Versionen bleiben als frühere Versionen erhalten.',
      action: (count) => `${plural(count, 'aktuelle Datei', 'aktuelle Dateien')} behalten`,
    },
    mine: {
      button: 'Konfliktkopien behalten',
      text: 'Jede Konfliktkopie ersetzt ihre aktuelle Datei. Die anderen Versionen bleiben als frühere Versionen erhalten.',
      action: (count) => `${plural(count, 'Konfliktkopie', 'Konfliktkopien')} behalten`,
    },
    sure: (count) => `${plural(count, 'Konflikt', 'Konflikte')} lösen?`,
    done: (count) => `${plural(count, 'Konflikt wurde', 'Konflikte wurden')} gelöst.`,
    failed: (count) => `${plural(count, 'Konflikt wurde', 'Konflikte wurden')} nicht gelöst`,
  },
  none: {
    title: 'Keine Konflikte',
    text: 'Wenn zwei Rechner dieselbe Datei gleichzeitig ändern, bleiben beide Versionen erhalten, und Sie wählen hier aus.',
  },
} satisfies Messages['conflicts'];
