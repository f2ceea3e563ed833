import type { Messages } from '../catalogue';

export const requests = {
  setUpFirst: {
    title: 'Zuerst SyncIt einrichten',
    text: (path) => `Um ${path} zu teilen, richten Sie auf diesem Rechner zuerst eine neue Gruppe ein, oder treten Sie einer bei.`,
  },
  copy: {
    title: 'Ordner und Pfad kopieren',
    text: 'Der Name des Ordners und der Pfad darin sind auf allen Rechnern gleich.',
  },
  refused: {
    title: {
      share: 'Dieser Ordner kann nicht geteilt werden',
      versions: 'Keine Versionen dieser Datei',
      'copy-place': 'Es wurde nichts kopiert',
    },
    outside: (path) => `${path} liegt in keinem Ordner, der mit diesem Rechner synchronisiert wird.`,
    notUtf8: (path) => `${path} kann nicht synchronisiert werden: Der Name ist kein UTF-8. Benennen Sie den Eintrag zuerst um.`,
    failed: (path, why) => `SyncIt konnte ${path} in seinen Ordnern nicht finden: ${why}.`,
  },
} satisfies Messages['requests'];
