// Opens the whole window on a scenario of the fake, as a test or a person would.

import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { expect } from 'vitest';
import App from '../src/frame/App.svelte';
import { fakeBackend, fakeWorld } from '../src/lib/backend/fake';
import type { World } from '../src/lib/backend/fake/world';

export type Opened = { world: World; user: ReturnType<typeof userEvent.setup>; page: HTMLElement };

/** The window with `scenario`, at `page` if one is given; its world can be read and changed. */
export async function open(scenario: string | World, page?: string): Promise<Opened> {
  const world = typeof scenario === 'string' ? fakeWorld(scenario) : scenario;
  if (page !== undefined) history.replaceState(null, '', `#/${page}`);
  const { container } = render(App, { props: { backend: fakeBackend(world, false) } });
  await screen.findByRole('heading', { level: 1 });
  return { world, user: userEvent.setup(), page: container };
}

/** Fails with what is wrong and where, if axe finds anything. */
export async function expectAccessible(page: HTMLElement): Promise<void> {
  // jsdom lays nothing out, so colours cannot be judged here: the screenshots' run does that.
  const { violations } = await axe.run(page, { rules: { 'color-contrast': { enabled: false } } });
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
  expect(found).toEqual([]);
}
