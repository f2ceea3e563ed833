import type { Messages } from '../catalogue';

export const locked = {
  closed: {
    title: 'SyncIt mit einem Link öffnen',
    text: 'Führen Sie auf dem Rechner diesen Befehl aus. Er gibt einen Link aus, der das Fenster einmal in Ihrem Browser öffnet:',
  },
  used: {
    title: 'Dieser Link gilt nicht mehr',
    text: 'Ein Link gilt einmal und zehn Minuten lang. Wenn Sie ihn nicht selbst geöffnet haben, drücken Sie Strg+C dort, wo er ausgegeben wurde. Dieser Befehl gibt einen neuen aus:',
  },
  gone: {
    title: 'Das Fenster wurde auf dem Rechner geschlossen',
    text: 'Es ist geöffnet, solange dort dieser Befehl läuft. Er gibt jedes Mal einen neuen Link aus:',
  },
  lost: {
    title: 'Der Rechner ist nicht erreichbar',
    text: 'Das Fenster wurde dort geschlossen, oder die Verbindung ist unterbrochen. Besteht sie wieder, geht es hier von selbst weiter. Sonst führen Sie dort „syncit web“ aus, und öffnen Sie den neuen Link.',
  },
  ended: {
    title: 'Diese Seite ist nicht mehr geöffnet',
    text: 'Führen Sie auf dem Rechner „syncit web“ aus, und öffnen Sie den Link, den der Befehl ausgibt.',
  },
} satisfies Messages['locked'];
