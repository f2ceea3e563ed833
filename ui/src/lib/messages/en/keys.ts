// The keyboard shortcuts: the keys as they are shown, and what they do.

export const keys = {
  title: 'Keyboard shortcuts',
  lead: 'Press ? on any page to see them.',
  /** After the name of what the keys open. */
  with: (what: string, keys: string) => `${what} (${keys})`,
  page: (at: number) => `Ctrl+${at}`,
  list: [
    { keys: ['Ctrl+1', '…', 'Ctrl+6'], does: 'Go to a page, in the order of the sidebar' },
    { keys: ['Ctrl+,'], does: 'Open the settings' },
    { keys: ['Ctrl+F'], does: 'Search or filter the page' },
    { keys: ['?'], does: 'Show this list' },
    { keys: ['Ctrl+W'], does: 'Close the window' },
    { keys: ['Ctrl+Q'], does: 'Quit SyncIt' },
  ],
};
