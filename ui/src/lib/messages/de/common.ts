import { number } from '$lib/text';
import type { Messages } from '../catalogue';

export const common = {
  app: 'SyncIt',
  skip: 'Zum Inhalt springen',
  pages: 'Seiten',
  waiting: ' zu prüfen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  back: 'Zurück',
  next: 'Weiter',
  done: 'Fertig',
  save: 'Speichern',
  choose: 'Auswählen …',
  loading: 'Wird geladen …',
  online: 'verbunden',
  never: 'nie',
  copy: 'Kopieren',
  copyOf: (what) => `${what} kopieren`,
  copied: 'Kopiert',
  notCopied: 'Nicht kopiert. Markieren Sie den Text.',
  copyable: {
    code: 'Code',
    address: 'Adresse',
    fingerprint: 'Fingerabdruck',
    link: 'Link',
    place: 'Ordner und Pfad',
  },
  roles: {
    'two-way': 'Senden und empfangen',
    'send-only': 'Nur senden',
    'receive-only': 'Nur empfangen',
  },
  access: {
    write: 'Darf lesen und ändern',
    read: 'Darf nur lesen',
    none: 'Kein Zugriff',
  },
  picture: {
    size: (width, height) => `${number(width)} × ${number(height)} Pixel`,
    none: 'Keine Vorschau für diesen Dateityp.',
    tooLarge: 'Diese Datei ist für eine Vorschau zu groß.',
  },
  engineGone: {
    title: 'Der Dienst von SyncIt antwortet nicht',
    text: 'Es geht nichts verloren: Was sich inzwischen ändert, wird gefunden, sobald er wieder läuft. Es wird automatisch weiter versucht.',
  },
  lost: (what) => `Fehlgeschlagen: ${what}`,
} satisfies Messages['common'];
