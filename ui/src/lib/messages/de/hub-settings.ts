import { asSentence, bytes, measured, number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

/** `30 Tage`, `ein Jahr`, `2 Jahre`. */
function days(count: number): string {
  if (count === 0 || count % 365 !== 0) return measured(count, 'day');
  return count === 365 ? 'ein Jahr' : measured(count / 365, 'year');
}

export const hubSettings = {
  title: 'Auf dem Hub',
  now: 'Jetzt',
  past: 'Frühere Versionen',
  pastSize: (size, versions) => (versions === 0 ? 'keine' : `${bytes(size)} in ${plural(versions, 'Version', 'Versionen')}`),
  unknown: 'Was der Hub speichert, ist nicht bekannt, solange er nicht erreichbar ist.',
  keep: 'Aufbewahrte Versionen',
  holds: 'Löschschutz',
  versions(all, daily, weekly) {
    const parts = [];
    if (all > 0) parts.push(`jede Version ${days(all)} lang`);
    if (daily > all) parts.push(`eine pro Tag, bis sie ${days(daily)} alt ist`);
    if (weekly > daily) parts.push(`eine pro Woche, bis sie ${days(weekly)} alt ist`);
    const text = parts.join(', dann ');
    return text === '' ? 'Keine früheren Versionen.' : asSentence(text);
  },
  deleted: (count) =>
    count === 0 ? 'Gelöschte Dateien werden nicht länger aufbewahrt.' : `Die letzte Version gelöschter Dateien ${days(count)} lang.`,
  size: (size) =>
    `Frühere Versionen belegen höchstens ${size}. Versionen, die in den letzten 7 Tagen ersetzt wurden, werden deswegen nie gelöscht.`,
  held: (files, share) =>
    share >= 100
      ? 'Aus: Löschungen werden nie angehalten.'
      : `Löschungen werden angehalten, wenn ein Rechner innerhalb einer Minute mindestens ${plural(files, 'Datei', 'Dateien')} und mehr als ${number(share)} % des Ordners löscht.`,
  change: 'Aufbewahrung ändern …',
  changeHolds: 'Löschschutz …',
  onHub: 'Das wird auf dem Hub festgelegt.',
  saved: 'Gespeichert.',
  dialog: {
    title: 'Wie lange Versionen aufbewahrt werden',
    lead: 'Das Alter zählt ab dem Zeitpunkt, zu dem eine Version ersetzt wurde. Aktuelle Dateien bleiben immer erhalten. Eine pro Tag oder Woche ist die letzte dieses Tages oder dieser Woche.',
    all: 'Jede Version aufbewahren, in Tagen',
    daily: 'Eine Version pro Tag aufbewahren, in Tagen',
    weekly: 'Eine Version pro Woche aufbewahren, in Tagen',
    deleted: 'Letzte Version gelöschter Dateien aufbewahren, in Tagen',
    size: 'Höchstgröße früherer Versionen',
    sizeHint:
      'Eine Größe wie 10 GiB, oder „none“ für keine Grenze. Die ältesten Versionen werden zuerst gelöscht, aber nie solche, die in den letzten 7 Tagen ersetzt wurden.',
    bad: 'Geben Sie eine Anzahl von Tagen ein.',
    daysUnderAll: 'Geben Sie mindestens so viele Tage ein wie für jede Version.',
    weeksUnderDays: 'Geben Sie mindestens so viele Tage ein wie für eine Version pro Tag.',
  },
  holdsDialog: {
    title: 'Löschschutz',
    lead: 'Löschungen, die nach einem Versehen aussehen, werden angehalten, bis Sie sie geprüft haben. Ein Rechner muss beide Grenzen innerhalb einer Minute erreichen.',
    files: 'Mindestens so viele Dateien',
    share: 'Und mehr als so viel % des Ordners',
    shareHint: '100 schaltet den Löschschutz aus.',
    badFiles: 'Geben Sie eine Anzahl von Dateien ein, mindestens 1.',
    badShare: 'Geben Sie eine Zahl von 1 bis 100 ein.',
  },
} satisfies Messages['hubSettings'];
