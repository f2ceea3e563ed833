import type { Messages } from '../catalogue';

export const keys = {
  title: 'Tastenkürzel',
  lead: 'Mit ? werden sie auf jeder Seite angezeigt.',
  with: (what, keys) => `${what} (${keys})`,
  page: (at) => `Strg+${at}`,
  list: [
    { keys: ['Strg+1', '…', 'Strg+6'], does: 'Eine Seite öffnen, in der Reihenfolge der Seitenleiste' },
    { keys: ['Strg+,'], does: 'Die Einstellungen öffnen' },
    { keys: ['Strg+F'], does: 'Die Seite durchsuchen oder filtern' },
    { keys: ['?'], does: 'Diese Liste anzeigen' },
    { keys: ['Strg+W'], does: 'Das Fenster schließen' },
    { keys: ['Strg+Q'], does: 'SyncIt beenden' },
  ],
} satisfies Messages['keys'];
