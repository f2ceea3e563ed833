// The backend of a page in a browser, for a machine without a screen: requests to the server that `syncit web` runs there.
//
// The page gets in by a link that works once. Its secret is in the fragment, which is not sent with the address, and is exchanged for a token
// that this tab keeps and sends in a header.

import { type Backend, Failure, type Notify, type Progress, type ShellInfo, type Stop } from '$lib/backend';
import type { Answers, Command, Status } from '$lib/engine';

const TOKEN = 'syncit-token';
const THEME = 'syncit-theme';
/** How the header shows the token. */
const SCHEME = 'Bearer';
/** Milliseconds until lost hints are listened for again. */
const LISTEN_AGAIN = 2000;
/** Milliseconds between two looks at transfers. */
const LOOK_AGAIN = 500;

/** A browser shows no notifications of the machine. */
const NOTIFY: Notify = { changes: false, conflicts: false, holds: false, machines: false, disk: false, absent: false };

/** What the server says of its machine. */
type Machine = Pick<ShellInfo, 'version' | 'host_name' | 'user_home' | 'home' | 'log'> & { roots: string[] };

/** Opens the page: with the link that it was called by, or the token that this tab has. Rejects with a `Failure` if neither opens it. */
export async function webBackend(): Promise<Backend> {
  const secret = /^#link=([0-9a-f]+)$/.exec(location.hash)?.[1];
  if (secret !== undefined) {
    // It is of no use any more, and need not stay in the address line.
    history.replaceState(null, '', location.pathname);
    const { token } = (await json('/api/open', undefined, { secret })) as { token: string };
    sessionStorage.setItem(TOKEN, token);
  }
  const token = sessionStorage.getItem(TOKEN);
  if (token === null) throw locked();
  const machine = (await json('/api/shell', token)) as Machine;
  return backend(token, machine);
}

/** Failures of this file have a code only: `closedWords` has their words. */
function locked(): Failure {
  return new Failure({ code: 'locked', message: 'locked', hint: null, path: null });
}

/** Sends a request, and returns what the answer says. Rejects with a `Failure`, nothing else. */
async function json(path: string, token: string | undefined, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `${SCHEME} ${token}` };
  const request: RequestInit = { headers, cache: 'no-store', credentials: 'omit', redirect: 'error' };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    Object.assign(request, { method: 'POST', body: JSON.stringify(body) });
  }
  let answer: unknown;
  let status: number;
  try {
    const response = await fetch(path, request);
    status = response.status;
    answer = await response.json();
  } catch {
    throw new Failure({ code: 'no-server', message: 'no-server', hint: null, path: null });
  }
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    if (status === 401) sessionStorage.removeItem(TOKEN);
    throw Failure.of(answer.error);
  }
  return answer;
}

/** Calls back for each hint, until it is stopped. */
function listen(token: string, hint: () => void): Stop {
  const ending = new AbortController();
  const follow = async () => {
    while (!ending.signal.aborted) {
      try {
        const headers = { authorization: `${SCHEME} ${token}` };
        const response = await fetch('/api/changes', { headers, signal: ending.signal, cache: 'no-store', credentials: 'omit' });
        const reader = response.ok ? response.body?.getReader() : undefined;
        const text = new TextDecoder();
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
          // What keeps the connection alive is no hint.
          if (text.decode(part.value, { stream: true }).includes('data:')) hint();
        }
      } catch {
        // It is tried again, and meanwhile the next look reports that the machine does not answer.
      }
      if (ending.signal.aborted) return;
      hint();
      await new Promise((wake) => setTimeout(wake, LISTEN_AGAIN));
    }
  };
  void follow();
  return () => ending.abort();
}

function backend(token: string, machine: Machine): Backend {
  let report: ((progress: Progress) => void) | undefined;
  let looking: ReturnType<typeof setTimeout> | undefined;

  async function call<C extends Command>(command: C): Promise<Answers[C['command']]> {
    const { reply } = (await json('/api/call', token, command)) as { reply: unknown };
    // A reply is an object with its name as its only key, or only the name if there is no value.
    const value = typeof reply === 'object' && reply !== null ? Object.values(reply)[0] : undefined;
    if (command.command === 'status') follow(value as Status);
    return value as Answers[C['command']];
  }

  /** While something is transferred, the state changes without a hint. */
  function follow({ transfers, folders }: Status) {
    report?.({ transfers, folders });
    if (transfers.length === 0 || looking !== undefined || !report) return;
    looking = setTimeout(() => {
      looking = undefined;
      call({ command: 'status' }).catch(() => {});
    }, LOOK_AGAIN);
  }

  return {
    call,
    onChange: (hint) => listen(token, hint),
    onOpen: () => () => {},
    onProgress(wants) {
      report = wants;
      return () => {
        report = undefined;
      };
    },
    // The paths of what is dragged from another computer mean nothing here.
    onDrag: () => () => {},
    shell: {
      isDesktop: false,
      info: () => Promise.resolve({ ...machine, tray: false, notifications: false, keyring: false, own_engine: true, missing: [] }),
      pickFolder: () => Promise.resolve(null),
      pickFile: (title, name) => Promise.resolve(window.prompt(title, `${machine.roots[0] ?? ''}/${name}`)),
      openFolder: () => Promise.resolve(),
      reveal: () => Promise.resolve(),
      openLog: () => Promise.resolve(),
      firstPlace: () => Promise.resolve(null),
      autostart: () => Promise.resolve(false),
      setAutostart: () => Promise.resolve(),
      settings() {
        const theme = localStorage.getItem(THEME);
        return Promise.resolve({ theme: theme === 'light' || theme === 'dark' ? theme : 'system', notify: NOTIFY, close_told: true });
      },
      setSettings({ theme }) {
        localStorage.setItem(THEME, theme);
        return Promise.resolve();
      },
      closeWindow: () => Promise.resolve(),
      quit: () => Promise.resolve(),
    },
  };
}
