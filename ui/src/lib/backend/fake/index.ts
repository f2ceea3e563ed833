// The scripted backend: every state of the window can be seen in a browser (`?scenario=NAME`) and tested.

import type { Answers, Command } from '$lib/engine';
import type { Place } from '$lib/nav';
import { type Backend, type Drag, Failure } from '$lib/backend';
import { JOIN } from '$lib/nav';
import { answers } from './answers';
import { scenarios } from './scenarios';
import type { World } from './world';

/** The hub of the link that `fake-link` opens. The event has its name. */
const HUB = { address: '192.168.1.20:22082', fingerprint: 'SHA256:u0Xc7vJf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhM' };

/** Milliseconds between two steps of a script. */
const TICK = 400;

export { scenarios } from './scenarios';

export function fakeWorld(name: string): World {
  const make = scenarios[name];
  if (!make) throw new Error(`no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
  return make();
}

/** Makes a backend for a scenario. Without `clock` a script goes on only by `world.tick()`. */
export function fakeBackend(scenario: string | World, clock = true): Backend {
  const world = typeof scenario === 'string' ? fakeWorld(scenario) : scenario;
  if (clock) {
    // A browser does not say what is dragged over it from outside, or what a file manager asks for.
    window.addEventListener('fake-drag', (event) => world.drag((event as CustomEvent<Drag>).detail));
    window.addEventListener('fake-open', (event) => world.open((event as CustomEvent<Place>).detail));
    // Nor does the desktop pass links to it.
    window.addEventListener('fake-link', (event) =>
      world.open({ view: JOIN, hub: { ...HUB, name: (event as CustomEvent<string>).detail } }),
    );
    setInterval(() => {
      world.tick();
      if (world.script) world.hint();
    }, TICK);
  }
  return {
    async call<C extends Command>(command: C): Promise<Answers[C['command']]> {
      await Promise.resolve();
      const answer = answers[command.command] as ((world: World, command: Command) => unknown) | undefined;
      const broken = world.broken[command.command];
      if (broken) throw new Failure(broken);
      if (!answer)
        throw new Failure({ code: 'not-in-fake', message: `the fake has no answer to ${command.command}`, hint: null, path: null });
      const given = structuredClone(answer(world, command));
      if (changes(command)) world.hint();
      return given as Answers[C['command']];
    },
    onChange: world.listen.change,
    onOpen: world.listen.open,
    onProgress: world.listen.progress,
    onDrag: world.listen.drag,
    shell: {
      isDesktop: true,
      info: async () => ({ ...world.info }),
      async pickFolder(title) {
        world.asked.push(`pick ${title}`);
        const picked = world.picks.length > 0 ? (world.picks.shift() ?? null) : '/home/ada/Music';
        if (picked !== null && typeof picked === 'object') throw new Failure(picked);
        return picked;
      },
      pickFile: async (_title, name) => `/home/ada/${name}`,
      openFolder: async (folder) => void world.asked.push(`open ${folder}`),
      reveal: async (folder, path) => void world.asked.push(`reveal ${folder}/${path}`),
      openLog: async () => void world.asked.push('open the log'),
      firstPlace: async () => null,
      autostart: async () => world.autostart,
      async setAutostart(on) {
        world.autostart = on;
      },
      settings: async () => structuredClone(world.app),
      async setSettings(settings) {
        world.app = structuredClone(settings);
      },
      closeWindow: async () => void world.asked.push('close'),
      quit: async () => void world.asked.push('quit'),
    },
  };
}

function changes({ command }: Command): boolean {
  return [
    'hub',
    'join',
    'leave',
    'share',
    'unshare',
    'link',
    'unlink',
    'relocate',
    'settings',
    'rename',
    'forget',
    'access',
    'allow-invites',
    'resolve',
    'release',
    'restore',
    'pause',
    'resume',
    'ignore-rules',
    'choose',
    'settle-differences',
    'cancel-invite',
  ].includes(command);
}
