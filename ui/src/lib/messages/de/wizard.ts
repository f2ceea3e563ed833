import { bytes, isOne, number, plural } from '$lib/text';
import type { Messages } from '../catalogue';

export const wizard = {
  title: 'Willkommen',
  step: (at, of) => `Schritt ${number(at)} von ${number(of)}`,
  name: {
    title: 'Diesem Rechner einen Namen geben',
    lead: 'SyncIt hält Ordner auf allen Ihren Rechnern gleich, über Ihr eigenes Netzwerk. Die anderen Rechner zeigen diesen unter dem Namen an, den Sie hier wählen.',
    label: 'Name dieses Rechners',
    hint: '1 bis 40 Zeichen. Sie können ihn später ändern.',
    empty: 'Geben Sie einen Namen ein, damit Sie diesen Rechner von den anderen unterscheiden können.',
    long: 'Der Name ist länger als 40 Zeichen.',
    odd: 'Ein Name darf keine Schrägstriche und keine unsichtbaren Zeichen enthalten.',
  },
  choose: {
    title: 'Neue Gruppe einrichten oder einer beitreten?',
    lead: 'Einer Ihrer Rechner ist der Hub, am besten einer, der meistens eingeschaltet ist. Die anderen verbinden sich mit ihm.',
    start: 'Neue Gruppe einrichten',
    startText: 'Dieser Rechner wird der Hub. Die anderen koppeln Sie mit einem Code.',
    join: 'Einer Gruppe beitreten',
    joinText: 'Sie haben schon einen Hub. Geben Sie den Code ein, den er anzeigt.',
  },
  start: {
    title: (name) => `${name} wird der Hub`,
    lead: 'Er empfängt jede Änderung, gibt sie an die anderen weiter und bewahrt frühere Versionen auf, damit nichts verloren geht, was Sie geschrieben haben. Die Dateien bleiben auf Ihren eigenen Rechnern.',
    copies: 'Kopien behalten, die ich hier öffnen kann',
    copiesHint:
      'Ordner, die andere Rechner teilen, erscheinen dann auch im Ordner SyncIt in Ihrem persönlichen Ordner. Das braucht auf diesem Datenträger noch einmal so viel Platz.',
    action: 'Gruppe einrichten',
  },
  invite: {
    title: 'Weiteren Rechner koppeln',
    lead: 'Installieren Sie dort SyncIt, wählen Sie „Einer Gruppe beitreten“, und geben Sie diesen Code ein:',
    code: 'Code',
    address: 'Adresse',
    addressHint:
      'Nur nötig, wenn der andere Rechner diesen nicht automatisch findet. Der Link öffnet dort SyncIt. Der Code ist nicht darin enthalten.',
    link: 'Link',
    may: 'Zugriff des neuen Rechners auf alle Ordner:',
    left: (time) => `Noch ${time} gültig`,
    wrong: (codes) => `Falsche Codes bisher: ${codes}`,
    wrongFrom: (count, address) => `${count} von ${address}`,
    waiting: 'Es wird auf den anderen Rechner gewartet …',
    over: 'Dieser Code gilt nicht mehr',
    overText: 'Er wurde verwendet, oder er ist abgelaufen.',
    burnt: 'Dieser Code ist nicht mehr gültig',
    burntText: (codes) =>
      `Zu viele falsche Codes wurden versucht: ${codes}. Niemand ist beigetreten. Wenn Sie diese Adressen nicht kennen, versucht jemand in Ihrem Netzwerk, Codes zu erraten.`,
    again: 'Neuen Code anzeigen',
    later: 'Später koppeln',
    joined: (name) => `${name} ist beigetreten.`,
    more: 'Schon gekoppelt:',
  },
  find: {
    title: 'Hub auswählen',
    lead: 'Öffnen Sie SyncIt auf dem Hub, gehen Sie zur Seite „Rechner“, und wählen Sie „Rechner koppeln“. Der Hub erscheint dann hier.',
    found: 'Hubs in Ihrem Netzwerk',
    searching: 'Ihr Netzwerk wird durchsucht …',
    nothing:
      'Noch keine Hubs gefunden. Prüfen Sie, ob SyncIt auf dem Hub geöffnet ist und einen Code anzeigt. Manche Netzwerke verbergen Rechner voreinander: Geben Sie dann die Adresse ein, die der Hub anzeigt.',
    byAddress: 'Adresse eingeben',
    address: 'Adresse des Hubs',
    addressHint: 'Zum Beispiel 192.168.1.20 oder attic.local, wie der Hub sie unter seinem Code anzeigt.',
    addressEmpty: 'Geben Sie die Adresse ein, die der Hub unter seinem Code anzeigt.',
    off: 'Die Suche nach Hubs ist auf diesem Rechner ausgeschaltet.',
  },
  code: {
    title: (hub) => `Geben Sie den Code ein, den ${hub} anzeigt`,
    titleAddress: (address) => `Geben Sie den Code ein, den der Rechner mit der Adresse ${address} anzeigt`,
    label: 'Sechsstelliger Code',
    short: 'Der Code hat sechs Ziffern.',
    action: 'Beitreten',
    joining: 'Beitritt läuft …',
    wrong: 'Falscher Code',
    wrongLeft: (left) =>
      left === 0
        ? 'Das war der letzte Versuch mit diesem Code. Wählen Sie auf dem Hub „Neuen Code anzeigen“.'
        : `Vergleichen Sie den Code mit dem, den der Hub anzeigt. Sie haben noch ${plural(left, 'Versuch', 'Versuche')} mit diesem Code.`,
    expired: 'Dieser Code ist nicht mehr gültig',
    expiredText:
      'Er ist abgelaufen, wurde verwendet, oder es wurde dreimal ein falscher Code eingegeben. Wählen Sie auf dem Hub „Neuen Code anzeigen“, und geben Sie den neuen ein.',
    unreachable: 'Der Hub ist nicht erreichbar',
    unreachableText:
      'Prüfen Sie, ob er eingeschaltet, wach und im selben Netzwerk ist. Seine Firewall muss SyncIt erlauben: TCP-Port 22082.',
    link: 'Der Hub, zu dem der Link führt',
    linkHub: 'Hub',
    linkHint: 'Sie haben einen Link zu diesem Hub geöffnet. SyncIt vergleicht den Schlüssel, bevor es etwas sendet, das vom Code abhängt.',
    otherKey: 'Das ist nicht der Hub, den der Link nennt',
    otherKeyText:
      'Der Rechner unter dieser Adresse hat einen anderen Schlüssel, daher wurde der Code nicht versucht. Kopieren Sie den Link auf dem Hub noch einmal. Unterscheidet sich der Schlüssel dann immer noch, hört vielleicht jemand die Verbindung ab: Machen Sie nicht weiter.',
    impostor: 'Dieser Rechner kennt den Code nicht',
    impostorText:
      'Unter dieser Adresse hat etwas anderes geantwortet. Prüfen Sie die Adresse. Wenn sie stimmt, hört vielleicht jemand die Verbindung ab: Machen Sie nicht weiter.',
    version: 'Auf den beiden Rechnern laufen verschiedene Versionen von SyncIt',
    versionText: 'Installieren Sie auf beiden dieselbe Version, und versuchen Sie es dann erneut.',
    lost: 'Beim Beitreten ist die Verbindung abgebrochen',
    lostText: 'Versuchen Sie es mit demselben Code erneut.',
    nobody: 'Der Hub wird nicht mehr gefunden',
    nobodyText:
      'Vielleicht ist sein Code abgelaufen. Zeigen Sie dort einen neuen an, oder gehen Sie zurück, und geben Sie seine Adresse ein.',
    name: 'Dieser Name ist nicht möglich',
  },
  folders: {
    title: 'Ordner auswählen',
    joined: (hub) => `Dieser Rechner ist jetzt mit ${hub} gekoppelt.`,
    lead: 'Wählen Sie aus, welche Ordner mit diesem Rechner synchronisiert werden, und teilen Sie Ordner mit den anderen. Dateien, die es schon gibt, werden zusammengeführt, und nichts wird überschrieben.',
    leadHub: 'Teilen Sie Ordner mit den anderen Rechnern. Auch diese können ihre Ordner teilen.',
    offered: 'Verfügbar',
    mine: 'Wird hier synchronisiert',
    share: 'Ordner teilen …',
    nothing: 'Es werden noch keine Ordner geteilt.',
    keep: 'Hier synchronisieren',
    keepOf: (name) => `Hier synchronisieren: ${name}`,
    elsewhere: 'Ort auswählen …',
    elsewhereOf: (name) => `Ort auswählen …: ${name}`,
    size: (files, size) => `${plural(files, 'Datei', 'Dateien')}, ${bytes(size)}`,
    skip: 'Vorerst überspringen',
  },
  link: {
    unusable: 'Dieser Link lässt sich nicht verwenden',
    unusableText:
      'Es ist kein Link zu einem Hub, oder ein Teil davon fehlt. Wählen Sie auf dem Hub „Rechner koppeln“, und kopieren Sie den Link noch einmal.',
    isHub: 'Dieser Rechner ist ein Hub',
    isHubText: (hub) => `Ein Hub kann keinem anderen Hub beitreten. Öffnen Sie den Link zu ${hub} auf dem Rechner, der beitreten soll.`,
    isPaired: (hub) => `Dieser Rechner ist schon mit ${hub} gekoppelt`,
    isPairedText: (hub) =>
      `Um stattdessen ${hub} beizutreten, verlassen Sie zuerst diese Gruppe: Wählen Sie „Gruppe verlassen …“ auf der Seite „Rechner“.`,
    isMember: 'Das ist der Hub, zu dem der Link führt. Es ist nichts mehr zu tun.',
  },
  leave: {
    title: (hub) => `${hub} verlassen?`,
    text: 'Wenn Sie zurückgehen, um einen anderen Hub auszuwählen, verlässt dieser Rechner diese Gruppe. Alle Dateien bleiben, wo sie sind.',
    action: 'Verlassen',
  },
  finish: {
    title: 'Alles ist eingerichtet',
    hub: (name) => `${name} ist Ihr Hub.`,
    client: (name, hub) => `${name} ist mit ${hub} gekoppelt.`,
    folders: (count) =>
      count === 0
        ? 'Bisher wird kein Ordner synchronisiert.'
        : `Ab jetzt ${isOne(count) ? 'wird' : 'werden'} ${plural(count, 'Ordner', 'Ordner')} synchron gehalten.`,
    tray: 'SyncIt läuft im Hintergrund. Sein Symbol im Infobereich zeigt den Status, und Sie können dieses Fenster schließen.',
    noTray: 'SyncIt läuft im Hintergrund, solange dieses Fenster geöffnet oder minimiert ist.',
    autostart: 'SyncIt beim Anmelden starten',
    autostartHint: 'Sonst wird nichts synchronisiert, bis Sie SyncIt selbst starten.',
    action: 'Übersicht öffnen',
  },
} satisfies Messages['wizard'];
