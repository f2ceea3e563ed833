import { number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

/** `12 Dateien`; where the number is not known, `Die Dateien`. */
const files = (count: number) => (count > 0 ? plural(count, 'Datei', 'Dateien') : 'Die Dateien');

export const holds = {
  title: 'Angehalten',
  lead: 'Etwas sah nach einem Versehen aus. Nichts davon wird weitergegeben, bis Sie es geprüft haben.',
  folder: (folder) => `${folder} ist angehalten`,
  since: (when) => `Angehalten ${when}`,
  on: (machine) => `Gefunden auf ${machine}`,
  files: (count) => plural(count, 'Datei', 'Dateien'),
  sample: (shown, all) => (shown < all ? `Einige der ${number(all)} Dateien` : 'Dateien'),
  restoreHere: (count) => `${files(count)} hier wiederherstellen`,
  restoreOn: (count, machine) => `${files(count)} auf ${machine} wiederherstellen`,
  restoreEverywhere: (count) => `${files(count)} auf allen Rechnern wiederherstellen`,
  accept: (count) => (count > 0 ? `Änderungen an ${plural(count, 'Datei', 'Dateien')} annehmen` : 'Die Änderungen annehmen'),
  deleteEverywhere: (count) => `${files(count)} auf allen Rechnern löschen`,
  deleteOn: (count, machine) => `${files(count)} auf ${machine} löschen`,
  deleteHere: (count) => `${files(count)} hier löschen`,
  sure: (action) => `${action}?`,
  sureText: (folder) =>
    `Die Dateien werden auf allen Rechnern aus ${folder} gelöscht. Frühere Versionen bleiben eine Zeit lang auf dem Hub und lassen sich über den Verlauf wiederherstellen.`,
  sureAccept: (folder) =>
    `Alle Rechner erhalten die Dateien von ${folder} so, wie sie jetzt sind. Frühere Versionen bleiben eine Zeit lang auf dem Hub und lassen sich über den Verlauf wiederherstellen.`,
  markerBack: 'Diesen Ordner verwenden',
  kind: {
    'marker-gone':
      'Die Markierung des Ordners fehlt: Vielleicht ist dies ein anderer Ordner, oder eine Sicherung wurde darüber kopiert. Legen Sie den richtigen Ordner zurück, oder geben Sie seinen Ort an. Wenn dies der richtige ist, verwenden Sie ihn: Nichts wird gelöscht, und wo sich eine Datei unterscheidet, bleiben beide Versionen erhalten.',
    'other-folder': 'An diesem Ort liegt ein anderer Ordner. Legen Sie den richtigen zurück, oder geben Sie seinen Ort an.',
    'root-gone': 'Der Ordner fehlt. Legen Sie ihn zurück, schließen Sie seinen Datenträger an, oder geben Sie seinen Ort an.',
    'inside-another':
      'Der Ordner liegt in einem Ordner eines anderen SyncIt auf diesem Rechner. Verschieben Sie einen der beiden, oder synchronisieren Sie einen davon nicht mehr.',
    emptied: 'Wenn Sie nicht alle Dateien entfernen wollten, stellen Sie sie wieder her. Wenn doch, löschen Sie sie überall.',
    'mass-deletion': 'Wenn es ein Versehen war, stellen Sie die Dateien wieder her. Wenn es Absicht war, löschen Sie sie überall.',
    'mass-overwriting':
      'Wenn Sie diese Dateien nicht selbst verschlüsselt haben, wird der Rechner vielleicht angegriffen: Trennen Sie ihn vom Netzwerk, und stellen Sie die Dateien wieder her. Wenn Sie selbst die Dateien geändert haben, nehmen Sie die Änderungen an.',
  },
  helps: 'Was zu tun ist',
  found: 'Was geschehen ist',
  place: 'Ort des Ordners angeben …',
  again: 'Erneut prüfen',
  restored: (folder) => `${folder} wird wieder synchronisiert. Die Dateien werden wiederhergestellt.`,
  deleted: (folder) => `${folder} wird wieder synchronisiert. Die Dateien werden auf allen Rechnern gelöscht.`,
  accepted: (folder) => `${folder} wird wieder synchronisiert. Die Änderungen werden weitergegeben.`,
  none: {
    title: 'Nichts ist angehalten',
    text: 'Wenn der größte Teil eines Ordners auf einmal verschwindet, viele Dateien plötzlich verschlüsselt aussehen oder ein Datenträger fehlt, hält SyncIt den Ordner an und fragt Sie hier zuerst.',
  },
} satisfies Messages['holds'];
