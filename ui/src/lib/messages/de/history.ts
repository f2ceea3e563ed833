import { bytes } from '$lib/text';
import type { Messages } from '../catalogue';

export const history = {
  title: 'Verlauf',
  list: 'Änderungen, die neuesten zuerst',
  seenHere: {
    title: (machine, hub) => `${hub} ist nicht verbunden: Nur Änderungen, die ${machine} gesehen hat, sind aufgeführt`,
    text: (hub) =>
      `Von jeder Datei ist nur die letzte Änderung aufgeführt. Die meisten Löschungen und was hinzugefügt, verschoben oder wiederhergestellt wurde, kennt nur ${hub}.`,
    begin: (hub) => `Der übrige Verlauf liegt auf ${hub}.`,
    nothing: 'Hier wurden keine passenden Änderungen gesehen',
  },
  search: 'Suchen',
  searchHint: 'Name oder Pfad',
  folder: 'Ordner',
  anyFolder: 'Alle Ordner',
  machine: 'Rechner',
  anyMachine: 'Alle Rechner',
  kinds: 'Arten von Änderungen',
  kind: {
    added: 'Hinzugefügt',
    changed: 'Geändert',
    moved: 'Verschoben',
    deleted: 'Gelöscht',
    restored: 'Wiederhergestellt',
    conflict: 'Konflikte',
  },
  line: {
    added: (machine) => `Hinzugefügt von ${machine}`,
    changed: (machine) => `Geändert von ${machine}`,
    moved: (machine) => `Verschoben von ${machine}`,
    deleted: (machine) => `Gelöscht von ${machine}`,
    restored: (machine) => `Wiederhergestellt von ${machine}`,
    conflict: (machine) => `Konfliktkopie von ${machine}`,
  },
  from: (path) => `aus ${path}`,
  size: (size) => bytes(size),
  show: (path) => `${path} in der Dateiverwaltung anzeigen`,
  empty: {
    title: 'Noch keine Änderungen',
    text: 'Hier stehen Dateien, die auf einem der Rechner hinzugefügt, geändert oder gelöscht werden.',
  },
  nothing: {
    title: 'Keine passenden Änderungen',
    text: 'Versuchen Sie es mit einer kürzeren Suche oder weniger Filtern.',
    action: 'Alle Änderungen anzeigen',
  },
  begin: 'Hier beginnt der Verlauf.',
} satisfies Messages['history'];
