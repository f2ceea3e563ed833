import { bytes, number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

export const state = {
  unpaired: { text: 'Dieser Rechner gehört noch zu keiner Gruppe.' },
  held: 'Ein Ordner wurde zur Sicherheit angehalten. Nichts wird gelöscht, bis Sie es geprüft haben.',
  paused: {
    text: 'Änderungen werden danach synchronisiert.',
    untilResumed: 'Änderungen werden synchronisiert, sobald Sie fortsetzen.',
    metered: 'Das Synchronisieren geht von selbst weiter, sobald die Verbindung nicht getaktet ist.',
    battery: (below) => `Unter ${number(below)} % wird pausiert. Am Netzteil oder aufgeladen geht es von selbst weiter.`,
    some: 'Ihre Änderungen werden danach synchronisiert. Alles andere wird weiter synchronisiert.',
  },
  offline: 'Sie werden synchronisiert, sobald er wieder erreichbar ist.',
  scanning: {
    text: (folder) => `${folder} wird gelesen.`,
    several: (count) => `${plural(count, 'Ordner wird', 'Ordner werden')} gelesen.`,
  },
  syncing: 'Sie können währenddessen weiterarbeiten.',
  'in-sync': {
    text: (files, size) => `${plural(files, 'Datei', 'Dateien')}, ${bytes(size)}, überall gleich.`,
    apart: (files, size) =>
      `${plural(files, 'Datei', 'Dateien')}, ${bytes(size)} hier. Die Unterschiede stehen auf der Seite des jeweiligen Ordners.`,
    here: (files, size) => `${plural(files, 'Datei', 'Dateien')}, ${bytes(size)} hier.`,
    hubWithoutCopies: 'Dieser Hub gibt Änderungen weiter, behält aber keine Kopien, die Sie öffnen können.',
    empty: 'Es wird noch nichts geteilt.',
    offered: (count) => `${plural(count, 'Ordner ist', 'Ordner sind')} verfügbar.`,
  },
  folder: {
    held: 'Zur Sicherheit angehalten',
    attention: 'Wartet auf Sie',
    paused: 'Pausiert',
    offline: 'Wartet auf den Hub',
    scanning: 'Sucht nach Änderungen',
    syncing: 'Wird synchronisiert',
    'in-sync': 'Synchron',
    'not-linked': 'Verfügbar',
    unpaired: 'Nicht eingerichtet',
  },
} satisfies Messages['state'];
