import { bytes, number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

export const machines = {
  title: 'Rechner',
  lead: (count, online) => `${plural(count, 'Rechner', 'Rechner')}, ${number(online)} verbunden.`,
  list: 'Rechner',
  hub: 'Hub',
  you: 'Dieser Rechner',
  online: 'Verbunden',
  flowing: 'Verbunden, sendet oder empfängt',
  seen: (when) => `Nicht verbunden, zuletzt gesehen ${when}`,
  never: 'Noch nicht gesehen',
  inviting: 'Zeigt einen Code an',
  upToDate: 'Auf dem neuesten Stand',
  toGo: (changes, size, atLeast) => {
    const what = size > 0 ? bytes(size) : plural(changes, 'Änderung', 'Änderungen');
    return `Noch ${atLeast ? 'mehr als ' : ''}${what}`;
  },
  lacksUnknown: 'Stand unbekannt',
  upToDateAt: (when) => `zuletzt auf dem neuesten Stand ${when}`,
  holds: 'Synchronisierte Ordner',
  holdsNothing: 'Er synchronisiert keinen der Ordner, die dieser Rechner kennt.',
  version: 'Version',
  address: 'Adresse',
  alone: {
    title: 'Bisher nur dieser Rechner',
    text: 'Koppeln Sie einen weiteren Rechner: Installieren Sie dort SyncIt, wählen Sie „Einer Gruppe beitreten“, und geben Sie den Code ein, den Sie hier erhalten.',
  },
  pair: {
    button: 'Rechner koppeln',
    title: 'Rechner koppeln',
    lead: 'Installieren Sie SyncIt auf dem anderen Rechner, wählen Sie „Einer Gruppe beitreten“, und geben Sie diesen Code ein:',
    joined: (name) => `${name} ist beigetreten`,
    joinedText: 'Er kann jetzt die gemeinsamen Ordner synchronisieren.',
    onHub: (hub) =>
      `Rechner werden auf dem Hub gekoppelt. Öffnen Sie SyncIt auf ${hub}, und wählen Sie dort „Rechner koppeln“, oder erlauben Sie dort in den Details dieses Rechners, dass er andere koppelt.`,
    openedBy: (machine) => `Diesen Code zeigt ${machine} an.`,
    stop: 'Code zurückziehen',
  },
  details: 'Details',
  detailsOf: (name) => `Details: ${name}`,
  fingerprint: 'Fingerabdruck des Schlüssels',
  fingerprintHint: 'Zeigen beide Rechner denselben, so hört niemand die Verbindung ab.',
  rename: 'Name',
  renameAction: 'Umbenennen',
  renamed: (name) => `Umbenannt in ${name}.`,
  access: 'Zugriff auf Ordner',
  accessLead: 'Was dieser Rechner mit jedem Ordner darf.',
  accessOf: (folder) => `Zugriff auf ${folder}`,
  noFolders: 'Es werden noch keine Ordner geteilt.',
  mayInvite: 'Darf andere Rechner koppeln',
  mayInviteHint: 'Er kann dann auch Codes anzeigen. Ein Rechner, der damit beitritt, darf nie mehr als dieser.',
  forget: {
    button: 'Rechner entfernen …',
    title: (name) => `${name} entfernen?`,
    text: 'Sein Schlüssel wird nicht mehr angenommen, und seine Verbindungen werden getrennt. Seine Dateien bleiben, wo sie sind. Um ihn wieder aufzunehmen, koppeln Sie ihn erneut.',
    action: 'Entfernen',
  },
  leave: {
    button: 'Gruppe verlassen …',
    title: (hub) => `${hub} verlassen?`,
    text: 'Dieser Rechner synchronisiert dann keinen Ordner mehr. Alle Dateien bleiben, wo sie sind.',
    action: 'Verlassen',
  },
} satisfies Messages['machines'];
