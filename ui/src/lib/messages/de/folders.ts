import type { SideLine } from '$lib/engine';
import { bytes, duration, isOne, number, plural, rate } from '$lib/text';
import type { Messages } from '../catalogue';

/** One side of a difference. */
const side = (of: SideLine | null) =>
  of === null ? 'nichts' : of.kind === 'file' ? bytes(of.size) : of.kind === 'directory' ? 'ein Ordner' : 'eine symbolische Verknüpfung';
const notApplied = (count: number) => `${plural(count, 'eingehende Änderung', 'eingehende Änderungen')} nicht übernommen`;
const notSent = (count: number) => `${plural(count, 'lokale Änderung', 'lokale Änderungen')} nicht gesendet`;

const items = (count: number) => plural(count, 'Eintrag', 'Einträge');
const willBe = (count: number) => `${items(count)} ${isOne(count) ? 'wird' : 'werden'}`;

/** Counting takes limited time, so a count may be incomplete. */
const atLeast = (complete: boolean) => (complete ? '' : 'mehr als ');

export const folders = {
  title: 'Ordner',
  empty: {
    title: 'Noch keine Ordner',
    hub: 'Teilen Sie einen Ordner dieses Rechners, damit die anderen ihn synchronisieren können. Auch die anderen können ihre Ordner teilen.',
    client: 'Teilen Sie einen Ordner dieses Rechners. Ordner, die andere Rechner teilen, erscheinen hier.',
  },
  filter: {
    label: 'Ordner filtern',
    hint: 'Name oder Ort',
    nothing: 'Kein Ordner passt dazu',
  },
  here: 'Auf diesem Rechner',
  offered: 'Verfügbar',
  offeredLead: 'Andere Rechner teilen diese Ordner. Wählen Sie aus, welche mit diesem Rechner synchronisiert werden.',
  size: (files, size) => `${plural(files, 'Datei', 'Dateien')}, ${bytes(size)}`,
  list: 'Ordner',
  share: {
    button: 'Ordner teilen',
    title: 'Ordner dieses Rechners teilen',
    path: 'Ordner',
    pathEmpty: 'Wählen Sie einen Ordner aus, oder geben Sie seinen ganzen Pfad ein, der mit / beginnt.',
    name: 'Gemeinsamer Name',
    nameHint: 'So heißt der Ordner auf allen Rechnern.',
    counting: 'Dateien werden gezählt …',
    size: (files, size, complete) => `Enthält ${atLeast(complete)}${plural(files, 'Datei', 'Dateien')}, ${bytes(size)}`,
    needsHere: (size, free) =>
      `Dieser Hub speichert zusätzlich den Inhalt mit früheren Versionen. Das braucht zunächst ${bytes(size)}. ${bytes(free)} sind frei.`,
    needsHub: (hub, size, free) =>
      free === null
        ? `${hub} braucht dafür zunächst ${bytes(size)}.`
        : `${hub} braucht dafür zunächst ${bytes(size)} und hat ${bytes(free)} frei.`,
    copy: (hub) => `Auf ${hub} eine Kopie behalten, die sich dort öffnen lässt`,
    copyHint: 'Sonst speichert der Hub den Inhalt mit früheren Versionen nur, um ihn weiterzugeben.',
    drop: (name) => `Ablegen, um ${name} zu teilen`,
    dropText: 'Sie können alles prüfen, bevor der Ordner geteilt wird.',
    dropMany: 'Immer nur einen Ordner ablegen',
    dropManyText: 'Jeder Ordner wird unter einem eigenen Namen geteilt.',
    action: 'Teilen',
    done: (name) => `${name} wird jetzt geteilt.`,
  },
  link: {
    button: 'Hier synchronisieren',
    at: (path) => `In ${path} synchronisieren und mit den Dateien dort zusammenführen`,
    title: (name) => `${name} hier synchronisieren`,
    path: 'Ort',
    pathHint:
      'Der Ordner darf schon Dateien enthalten: Gleiche Dateien werden nicht noch einmal gesendet, andere werden zusammengeführt, und nichts wird überschrieben.',
    action: 'Hier synchronisieren',
    done: (name) => `${name} wird jetzt mit diesem Rechner synchronisiert.`,
  },
  role: {
    title: 'Richtung der Synchronisierung',
    hint: {
      'two-way': 'Änderungen werden gesendet und empfangen.',
      'send-only': 'Änderungen von hier werden gesendet. Änderungen anderer Rechner werden hier nicht übernommen.',
      'receive-only': 'Änderungen anderer Rechner werden hier übernommen. Änderungen von hier werden nicht gesendet.',
    },
    change: 'Richtung ändern',
  },
  hooks: {
    title: (name) => `Git-Hooks in ${name}`,
    lead: 'Git führt die Hooks eines Repositorys automatisch aus. Ein Hook von einem anderen Rechner könnte daher auf diesem Rechner Programme starten.',
    label: 'Git-Hooks anderer Rechner ausführen lassen',
    off: 'Hooks werden synchronisiert, aber Git führt sie hier nicht aus, weil ihnen das Ausführungsrecht entzogen wird. Einen einzelnen Hook erlauben Sie mit chmod +x.',
    on: 'Hooks bleiben unverändert, auch die bereits vorhandenen. Erlauben Sie das nur, wenn Sie allen vertrauen, die diesen Ordner ändern können.',
    here: 'Das gilt für diesen Ordner nur auf diesem Rechner.',
  },
  progress: {
    words: (done, total) => `${bytes(done)} von ${bytes(total)}`,
    pending: (count) => `noch ${plural(count, 'Änderung', 'Änderungen')}`,
    waiting: (count) => `${plural(count, 'Änderung wartet', 'Änderungen warten')}`,
    rate: (perSecond) => rate(perSecond),
    time: (seconds) => `noch etwa ${duration(seconds)}`,
  },
  pausedUntil: (when) => `Pausiert bis ${when}. Änderungen werden danach synchronisiert.`,
  paused: 'Pausiert, bis Sie fortsetzen. Änderungen werden danach synchronisiert.',
  pausedBecause: {
    metered: 'Pausiert: getaktete Verbindung. Änderungen werden danach synchronisiert.',
    battery: (percent) => `Pausiert: Akkubetrieb, ${number(percent)} %. Änderungen werden danach synchronisiert.`,
  },
  show: (path) => `${path} in der Dateiverwaltung anzeigen`,
  problems: {
    title: (count) => plural(count, 'Problem', 'Probleme'),
    lead: 'Diese Einträge warten. Alles andere wird weiter synchronisiert.',
    whole: 'Der ganze Ordner',
    paths: items,
  },
  leftOut: {
    title: (incoming, local) => {
      if (local === 0) return notApplied(incoming);
      return incoming === 0 ? notSent(local) : `${notApplied(incoming)} und ${notSent(local)}`;
    },
    lead: {
      'send-only':
        'Dieser Rechner sendet nur, daher werden Änderungen anderer Rechner hier nicht übernommen. Ändern Sie die Richtung, um sie zu empfangen, oder ersetzen Sie sie durch den Stand von hier.',
      'receive-only':
        'Dieser Rechner empfängt nur, daher werden Änderungen von hier nicht gesendet. Ändern Sie die Richtung, um sie zu senden, oder verwerfen Sie sie hier.',
      'read-only':
        'Der Hub erlaubt diesem Rechner nur das Lesen, daher werden Änderungen von hier nicht gesendet. Sie werden automatisch gesendet, sobald der Hub diesem Rechner das Schreiben erlaubt, es sei denn, Sie verwerfen sie hier.',
      neither:
        'Dieser Rechner sendet nur, und der Hub erlaubt ihm nur das Lesen. Daher wird nichts synchronisiert. Änderungen von hier werden automatisch gesendet, sobald der Hub diesem Rechner das Schreiben erlaubt.',
    },
    sides: (here, there) => `hier ${side(here)}, auf dem Hub ${side(there)}`,
  },
  settle: {
    send: {
      button: 'Eigene Dateien an alle senden …',
      title: (name) => `Ihre Dateien in ${name} an alle senden?`,
      text: 'Der Stand von hier ersetzt die Änderungen der anderen, auf dem Hub und damit auf allen Rechnern. Was nur die anderen haben, wird dort gelöscht. Frühere Versionen bleiben eine Zeit lang auf dem Hub und lassen sich über den Verlauf wiederherstellen.',
      action: 'Eigene Dateien an alle senden',
      done: (name) => `Ihre Dateien in ${name} ersetzen jetzt die Änderungen der anderen.`,
      outcome: {
        gone: (count) => `${willBe(count)} überall gelöscht`,
        replaced: (count) => `${willBe(count)} durch Ihren Stand ersetzt`,
        back: (count) => `${willBe(count)} überall wiederhergestellt`,
      },
    },
    drop: {
      button: 'Änderungen hier verwerfen …',
      title: (name) => `Ihre Änderungen in ${name} hier verwerfen?`,
      text: 'Was hier geändert wurde, wird durch den Stand des Hubs ersetzt. Auf den anderen Rechnern ändert sich nichts.',
      action: 'Änderungen hier verwerfen',
      done: (name) => `Ihre Änderungen in ${name} wurden hier verworfen.`,
      outcome: {
        gone: (count) => `${willBe(count)} hier gelöscht`,
        replaced: (count) => `${willBe(count)} durch den Stand des Hubs ersetzt`,
        back: (count) => `${willBe(count)} hier wiederhergestellt`,
      },
    },
    lost: {
      title: 'Was es nur auf diesem Rechner gibt, geht verloren',
      text: 'Diese Änderungen wurden nie gesendet. Sie stehen daher nicht im Verlauf und lassen sich nicht wiederherstellen. Um eine Datei zu behalten, kopieren Sie sie vorher in einen anderen Ordner.',
    },
    total: (count) => plural(count, 'Änderung', 'Änderungen'),
    rest: (count) => `${plural(count, 'weitere Änderung ist', 'weitere Änderungen sind')} nicht aufgeführt.`,
    none: 'Es gibt keine Unterschiede mehr.',
    notAllowed: 'Was dieser Rechner darf, wird auf dem Hub festgelegt, auf der Seite „Rechner“.',
  },
  conflictCount: (count) => plural(count, 'Konflikt', 'Konflikte'),
  review: 'Prüfen',
  do: {
    open: 'Öffnen',
    pause: 'Pausieren …',
    resume: 'Fortsetzen',
    resumeAnyway: 'Trotzdem fortsetzen',
    resumeAllAnyway: 'Trotzdem alle Ordner fortsetzen',
    check: 'Jetzt prüfen',
    checking: 'Der Ordner wird auf Änderungen geprüft.',
    relocate: 'Ordner verschoben …',
    ignore: 'Ignorierregeln …',
    role: 'Richtung …',
    hooks: 'Git-Hooks …',
    unlink: 'Hier nicht mehr synchronisieren …',
    unshare: 'Teilen beenden …',
    more: (name) => `Aktionen für ${name}`,
  },
  elsewhere: 'Auf anderen Rechnern',
  facts: {
    place: 'Ort',
    holds: 'Inhalt',
    role: 'Richtung',
  },
  pause: {
    title: (name) => `${name} pausieren`,
    all: 'Alles auf diesem Rechner pausieren',
    text: 'Solange pausiert ist, wird nichts gesendet oder empfangen. Änderungen werden danach synchronisiert.',
    hour: '1 Stunde lang',
    tomorrow: 'Bis morgen früh',
    resumed: 'Bis ich fortsetze',
  },
  relocate: {
    title: (name) => `Neuen Ort von ${name} angeben`,
    text: 'Verschieben Sie den Ordner in Ihrer Dateiverwaltung, und wählen Sie dann hier seinen neuen Ort aus. SyncIt prüft, ob es derselbe Ordner ist, und macht dort weiter.',
    path: 'Neuer Ort',
    action: 'Diesen Ort verwenden',
  },
  unlink: {
    title: (name) => `${name} hier nicht mehr synchronisieren?`,
    text: 'Alle Dateien bleiben, wo sie sind. Sie werden auf diesem Rechner nicht mehr synchronisiert. Sie können den Ordner jederzeit wieder hier synchronisieren.',
    action: 'Nicht mehr synchronisieren',
  },
  unshare: {
    title: (name) => `Teilen von ${name} beenden?`,
    text: 'Das Teilen endet auf allen Rechnern. Die Dateien bleiben, wo sie sind.',
    past: (versions, size) =>
      versions === 0
        ? 'Es gibt keine früheren Versionen. Das lässt sich nicht rückgängig machen.'
        : `${isOne(versions) ? 'Die frühere Version' : `Alle ${number(versions)} früheren Versionen`} (${bytes(size)}) auf diesem Hub ${isOne(versions) ? 'wird' : 'werden'} gelöscht. Das lässt sich nicht rückgängig machen.`,
    pastUnknown: 'Alle früheren Versionen auf diesem Hub werden gelöscht. Das lässt sich nicht rückgängig machen.',
    action: 'Teilen beenden',
  },
  ignore: {
    title: (name) => `Ignorierregeln für ${name}`,
    label: 'Regeln, eine pro Zeile',
    hint: 'Wie in einer Datei .gitignore: build/ ignoriert einen Ordner, *.tmp alle solchen Dateien, !keep.tmp nimmt eine davon aus. Die Regeln gelten auf allen Rechnern.',
    builtin: (rules) => `Immer ignoriert: ${rules}`,
    matches: (count) =>
      count === 0 ? 'Diese Regeln treffen hier auf nichts zu.' : `Diese Regeln treffen hier auf ${plural(count, 'Pfad', 'Pfade')} zu:`,
    many: (count) => `Diese Regeln treffen hier auf mindestens ${plural(count, 'Pfad', 'Pfade')} zu:`,
    by: (rule) => `durch ${rule}`,
    action: 'Speichern',
    preview: 'Worauf die Regeln zutreffen',
  },
} satisfies Messages['folders'];
