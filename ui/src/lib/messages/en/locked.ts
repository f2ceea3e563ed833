/** For a browser that the window is not open in. */
export const locked = {
  closed: {
    title: 'Open SyncIt with a link',
    text: 'This command on the machine prints a link that opens the window in your browser, once:',
  },
  used: {
    title: 'This link does not work any more',
    text: 'A link works once, and for ten minutes. If you did not open it yourself, press Ctrl-C where it was printed. This command prints a new one:',
  },
  gone: {
    title: 'The window was closed on the machine',
    text: 'It is open for as long as this command runs there, and prints a new link each time:',
  },
  lost: {
    title: 'The machine cannot be reached',
    text: 'The window was closed there, or the connection is lost. It goes on by itself if the connection comes back. Otherwise run “syncit web” there and open the new link.',
  },
  ended: {
    title: 'This page is not open any more',
    text: 'Run “syncit web” on the machine and open the link that it prints.',
  },
};
