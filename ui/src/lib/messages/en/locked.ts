/** For a browser that the window is not open in. */
export const locked = {
  closed: {
    title: 'Open SyncIt with a link',
    text: 'Run this command on the machine. It prints a link that opens the window in your browser, once:',
  },
  used: {
    title: 'This link no longer works',
    text: 'A link works once, and for ten minutes. If you did not open it yourself, press Ctrl+C where it was printed. This command prints a new one:',
  },
  gone: {
    title: 'The window was closed on the machine',
    text: 'It is open as long as this command runs there. Each time, the command prints a new link:',
  },
  lost: {
    title: 'The machine cannot be reached',
    text: 'The window was closed there, or the connection was lost. If the connection comes back, this page continues by itself. Otherwise run “syncit web” there and open the new link.',
  },
  ended: {
    title: 'This page is no longer open',
    text: 'Run “syncit web” on the machine and open the link that it prints.',
  },
};
