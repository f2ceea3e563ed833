import { bytes, number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

export const overview = {
  title: 'Übersicht',
  needs: 'Wartet auf Sie',
  checking: 'Alle Ordner werden auf Änderungen geprüft.',
  picture: 'Rechner',
  pictureOf: (machines, online) =>
    `Der Hub und die Rechner um ihn herum: ${plural(machines, 'Rechner', 'Rechner')}, ${number(online)} verbunden.`,
  folders: {
    title: 'Ordner',
    all: (count) => `Alle ${number(count)} Ordner anzeigen`,
  },
  recent: {
    title: 'Neueste Dateien',
    all: 'Alle im Verlauf anzeigen',
    versions: 'Versionen',
    versionsOf: (path) => `Versionen von ${path}`,
    by: {
      added: (machine) => `hinzugefügt von ${machine}`,
      changed: (machine) => `geändert von ${machine}`,
      moved: (machine) => `verschoben von ${machine}`,
      deleted: (machine) => `gelöscht von ${machine}`,
      restored: (machine) => `wiederhergestellt von ${machine}`,
      conflict: (machine) => `Konfliktkopie von ${machine}`,
    },
  },
  flows: 'sendet oder empfängt gerade',
  hub: 'der Hub',
  hubHere: 'der Hub, dieser Rechner',
  seen: (when) => `nicht verbunden, zuletzt gesehen ${when}`,
  you: 'dieser Rechner',
  transfers: {
    title: 'Übertragungen',
    up: 'zum Hub',
    down: 'vom Hub',
    more: (count) => `und ${plural(count, 'weitere', 'weitere')}`,
    of: (done, total) => `${bytes(done)} von ${bytes(total)}`,
  },
  activity: {
    title: 'Letzte 24 Stunden',
    total: (changes) => (changes === 0 ? 'Keine Änderungen' : plural(changes, 'Änderung', 'Änderungen')),
    bin: (changes, from) => `${plural(changes, 'Änderung', 'Änderungen')} ab ${from} Uhr`,
    inWords: (total, most, from) =>
      `${plural(total, 'Änderung', 'Änderungen')} in den letzten 24 Stunden, die meisten um ${from} Uhr (${number(most)})`,
    ago: 'vor 24 Stunden',
    now: 'jetzt',
  },
  hold: (folder) => `${folder} ist angehalten`,
  conflict: (count, folder) => `${plural(count, 'Konflikt', 'Konflikte')} in ${folder}`,
  conflictText: 'Beide Versionen bleiben erhalten. Wählen Sie eine, oder behalten Sie beide.',
  problem: (path, folder) => (path === '' ? `Ein Problem mit ${folder}` : `${path} in ${folder}`),
  problems: (count, folder) => `${number(count)} Probleme in ${folder}`,
  review: 'Prüfen',
  reviewOf: (what) => `Prüfen: ${what}`,
  offer: {
    title: 'Bei getakteter Verbindung pausieren?',
    text: (hub) =>
      `Die Verbindung, über die dieser Rechner ${hub} erreicht, ist getaktet. Das Synchronisieren kann also Geld kosten. In den Einstellungen können Sie dies ändern.`,
    accept: 'Bei getakteter Verbindung pausieren',
    decline: 'Weiter synchronisieren',
    accepted: 'Bei getakteter Verbindung wird pausiert.',
    declined: 'Auch bei getakteter Verbindung wird synchronisiert.',
  },
  moreNeeds: (count) => `${plural(count, 'weiterer Eintrag wartet', 'weitere Einträge warten')} auf Sie`,
  start: {
    hub: 'Teilen Sie einen Ordner, oder ziehen Sie einen in dieses Fenster. Koppeln Sie dann die anderen Rechner mit einem Code.',
    client: 'Teilen Sie einen Ordner, oder ziehen Sie einen in dieses Fenster. Ordner, die andere Rechner teilen, erscheinen hier.',
  },
  share: 'Ordner teilen',
  pair: 'Rechner koppeln',
} satisfies Messages['overview'];
