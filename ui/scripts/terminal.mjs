// A terminal with a shell in it, for films: `tmux` keeps its screen, which is read with its colours, and drawn as HTML.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from './engines.mjs';

/** As words of their own: a shell that tmux started it with would forget the prompt. */
const SHELL = ['bash', '--norc', '--noprofile'];

/** The sixteen colours of a terminal, on a dark ground. */
const COLOURS = [
  ...['#3b4252', '#e06c75', '#7fc98f', '#e5c07b', '#6cb2f0', '#c58fdc', '#56c2c2', '#c9d1d9'],
  ...['#66707e', '#ff8189', '#98e0a8', '#ffd68a', '#8cc6ff', '#dba8f0', '#76dcdc', '#ffffff'],
];

export class Terminal {
  #socket;
  #env;
  #columns;

  /** Starts a shell for `user` in `cwd`, which finds the programs of `path`. What is not given, it does not know of this computer. */
  constructor({ columns, rows, home, cwd, path, user, env = {} }) {
    this.#columns = columns;
    this.#socket = join(home, '.tmux');
    const prompt = `\\[\\e[1;32m\\]${user}\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]$ `;
    // Times of files are told in this computer's zone, as in the window beside it.
    const zone = process.env.TZ ? { TZ: process.env.TZ } : {};
    this.#env = { ...zone, ...env, HOME: home, PATH: path, PS1: prompt, LANG: 'C.UTF-8', SHELL: '/bin/bash', HISTFILE: '/dev/null' };
    const settings = ['set -g status off', 'set -g default-terminal tmux-256color'].flatMap((one) => [...one.split(' '), ';']);
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('-f', '/dev/null', 'start-server', ';', ...settings, 'new-session', '-d', ...size, '-c', cwd, ...SHELL);
  }

  /** Waits until the shell asks for a command. */
  ready() {
    return until('the shell asks for a command', () => this.screen().lines.some((line) => line.trimEnd().endsWith('$')));
  }

  /** What is on the screen, with its colours, and where the cursor is. */
  screen() {
    const said = this.#tmux('display-message', '-p', '#{cursor_x} #{cursor_y} #{cursor_flag}', ';', 'capture-pane', '-e', '-p');
    const [first, ...lines] = said.replace(/\n$/, '').split('\n');
    const [x, y, shown] = first.split(' ').map(Number);
    return { lines: lines.map(plain), drawn: lines, cursor: shown && x < this.#columns ? { x, y } : null };
  }

  type(text) {
    this.#tmux('send-keys', '-l', text);
  }

  enter() {
    this.#tmux('send-keys', 'Enter');
  }

  end() {
    this.#tmux('kill-server');
  }

  #tmux(...args) {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { env: this.#env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  }
}

/** What colours a terminal's text. */
const STYLE = /\x1b\[([\d;]*)m/;

/** A line without its colours. */
function plain(line) {
  return line
    .split(STYLE)
    .filter((_, at) => at % 2 === 0)
    .join('');
}

/** A screen as HTML: one element for each line, and in it one for each piece of one style. */
export function toHtml({ drawn, cursor }) {
  let style = {};
  return drawn
    .map((line, y) => {
      const cells = [];
      line.split(STYLE).forEach((part, at) => {
        if (at % 2 === 1) style = restyle(style, part);
        else for (const text of part) cells.push({ text, style });
      });
      if (cursor?.y === y) {
        while (cells.length <= cursor.x) cells.push({ text: ' ', style: {} });
        cells[cursor.x] = { ...cells[cursor.x], style: { ...cells[cursor.x].style, cursor: true } };
      }
      return `<div>${cells.map(cell).join('') || ' '}</div>`;
    })
    .join('');
}

/** The style that follows from the codes of one escape sequence (ECMA-48, "select graphic rendition"). */
function restyle(before, codes) {
  let style = before;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) style = {};
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 2) style = { ...style, dim: true };
    else if (code === 22) style = { ...style, bold: false, dim: false };
    else if (code >= 30 && code <= 37) style = { ...style, colour: COLOURS[code - 30] };
    else if (code >= 90 && code <= 97) style = { ...style, colour: COLOURS[code - 90 + 8] };
    else if (code === 39) style = { ...style, colour: undefined };
    // The ground is always the terminal's own.
    else if (code === 49) continue;
    else throw new Error(`the terminal's code ${code} is not drawn yet`);
  }
  return style;
}

function cell({ text, style }) {
  const escaped = text.replace('&', '&amp;').replace('<', '&lt;');
  const classes = ['bold', 'dim', 'cursor'].filter((name) => style[name]);
  if (text > '~') classes.push('rare');
  const colour = style.colour ? ` style="color:${style.colour}"` : '';
  return classes.length > 0 || colour ? `<span class="${classes.join(' ')}"${colour}>${escaped}</span>` : escaped;
}

/** How a screen looks that `toHtml` wrote. A rare character can come from another font, and is as wide as the others all the same. */
export const TERMINAL_CSS = `
  .terminal { font: 15px/1.4 'DejaVu Sans Mono', monospace; color: #d5dbe3; background: #1b2028; white-space: pre; }
  .terminal .bold { font-weight: 700; }
  .terminal .dim { opacity: 0.62; }
  .terminal .rare { display: inline-block; width: 1ch; height: 1.4em; vertical-align: top; overflow: hidden; }
  .terminal .cursor { background: #d5dbe3; color: #1b2028; opacity: 1; }
`;
