import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { machine, type World } from '../src/lib/backend/fake/world';
import { expectAccessible, open } from './window';

/** The first step, with the name that is offered. */
async function begin(scenario: string | World) {
  const opened = await open(scenario);
  await waitFor(() => expect(screen.getByLabelText('Name of this machine')).not.toHaveValue(''));
  return opened;
}

const step = (name: string) => waitFor(() => expect(document.querySelector(`[data-step="${name}"]`)).not.toBeNull());

async function toCode(scenario: string) {
  const opened = await begin(scenario);
  await opened.user.keyboard('{Enter}');
  await opened.user.click(await screen.findByRole('button', { name: /^Join a group/ }));
  await opened.user.click(await screen.findByRole('button', { name: /attic/ }));
  await step('code');
  return opened;
}

/** Where a link to the hub leads, or to one with another key. */
function linked(world: World, fingerprint = world.key.fingerprint) {
  return { view: 'join', hub: { address: '192.168.1.20:22082', fingerprint, name: 'attic' } };
}

describe('a link to a hub', () => {
  it.each([
    ['in-sync', /already paired with attic.*To join shed instead, leave this group first/],
    ['hub', /is a hub.*Open the link to shed on the machine that should join it/],
  ])('says why a machine in use cannot join: %s', async (scenario, words) => {
    const { user, world } = await open(scenario, 'history');
    world.open({ view: 'join', hub: { address: 'shed:1', fingerprint: 'SHA256:x', name: 'shed' } });
    expect(await screen.findByRole('dialog')).toHaveTextContent(words);
    await user.click(within(screen.getByRole('dialog')).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('History');
  });

  it('says that a machine is in the group already', async () => {
    const { world } = await open('in-sync');
    const fingerprint = world.machines.find((one) => one.role === 'hub')?.fingerprint;
    world.open(linked(world, fingerprint));
    expect(await screen.findByText(/There is nothing left to do/)).toBeVisible();
  });

  it.each(['wizard', 'in-sync'])('says that it cannot be used if it is none: %s', async (scenario) => {
    const { world } = await open(scenario);
    world.open({ view: 'join' });
    expect(await screen.findByRole('dialog')).toHaveTextContent('This link cannot be used');
  });

  it('is in an invitation, to be copied', async () => {
    const { user, world } = await open('hub', 'machines');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    expect(await screen.findByText(world.link)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy the link' })).toBeVisible();
  });
});

describe('the first run', () => {
  it('offers the host name, and takes no name that cannot be one', async () => {
    const { user } = await open('wizard');
    const name = screen.getByLabelText('Name of this machine');
    await waitFor(() => expect(name).toHaveValue('laptop'));
    expect(name).toHaveFocus();
    await user.clear(name);
    await user.type(name, 'a/b{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('cannot contain slashes');
    await step('name');
  });

  it('starts a group, shows the code, and turns by itself when the other machine has joined', async () => {
    const { user, world } = await begin('wizard');
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: /^Set up a new group/ }));
    await user.click(await screen.findByRole('button', { name: 'Set up group' }));
    await step('invite');
    expect(await screen.findByText('482 913')).toBeVisible();
    expect(screen.getByText('192.168.1.20:22082')).toBeVisible();
    expect(screen.getByRole('timer')).toHaveTextContent(/^Expires in 10 minutes$/);
    world.machines.push(machine({ name: 'desktop' }));
    world.hint();
    await step('folders');
  });

  it('joins with a pasted code by keyboard alone, keeps a folder, and ends on the overview', async () => {
    const { user, world } = await begin('wizard');
    await user.keyboard('{Enter}');
    await step('choose');
    await user.tab();
    await user.tab();
    await user.keyboard('{Enter}');
    await screen.findByRole('button', { name: /attic/ });
    await user.tab();
    await user.keyboard('{Enter}');
    await step('code');
    await user.paste(' 482-913\n');
    await step('folders');
    expect(world.machine).toBe('laptop');
    await user.click(await screen.findByRole('button', { name: 'Sync to this computer: Documents' }));
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    await step('finish');
    await user.click(screen.getByRole('button', { name: 'Open the overview' }));
    await screen.findByRole('heading', { level: 1, name: 'Overview' });
    expect(world.autostart).toBe(true);
    expect(world.folder('Documents')?.path).toBe('/home/ada/Documents');
  });

  it('says how many tries are left after a wrong code', async () => {
    const { user } = await toCode('wizard-wrong-code');
    await user.keyboard('111111');
    expect(await screen.findByRole('alert')).toHaveTextContent('2 tries left');
    expect(screen.getByLabelText('Six-digit code')).toHaveValue('111 111');
  });

  it.each([
    ['wizard-expired', 'no longer valid'],
    ['wizard-unreachable', 'firewall'],
  ])('says in plain words what is wrong: %s', async (scenario, words) => {
    const { user } = await toCode(scenario);
    await user.keyboard('482913');
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it('tries every address of a hub until one answers', async () => {
    const world = fakeWorld('wizard');
    world.discovered = [{ name: 'attic', addresses: ['10.0.0.9:22082', '192.168.1.20:22082'] }];
    const { user } = await begin(world);
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: /^Join a group/ }));
    await user.click(await screen.findByRole('button', { name: /attic/ }));
    await user.keyboard('482913');
    await step('folders');
  });

  it('takes an address where no hub is found', async () => {
    const { user } = await begin('wizard-alone');
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: /^Join a group/ }));
    await user.click(await screen.findByRole('button', { name: 'Enter an address' }));
    await user.keyboard('attic.local{Enter}');
    expect(await screen.findByRole('heading', { name: /machine at attic.local/ })).toBeVisible();
  });

  it('is where it was after the window was closed', async () => {
    const { user, world } = await begin('wizard');
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: /^Join a group/ }));
    await step('find');
    document.body.replaceChildren();
    await open(world);
    await step('find');
  });

  it('goes back, and asks before it leaves the hub for that', async () => {
    const { user, world } = await toCode('wizard');
    await user.keyboard('482913');
    await step('folders');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.click(screen.getByRole('button', { name: 'Leave' }));
    await step('find');
    expect(world.role).toBe('none');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await step('choose');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await step('name');
  });

  it('goes to where the code is typed with a link to a hub, and joins only the hub that has its key', async () => {
    const { user, world } = await open('wizard');
    world.open(linked(world, 'SHA256:Jf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhMu0Xc00'));
    await step('code');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Type the code that attic shows');
    const link = screen.getByRole('region', { name: 'The hub that the link leads to' });
    expect(link).toHaveTextContent(/attic.*192\.168\.1\.20:22082.*SHA256:Jf0m/);
    await user.keyboard('482913');
    expect(await screen.findByRole('alert')).toHaveTextContent('That is not the hub that the link names');
    expect(world.role).toBe('none');
    world.open(linked(world));
    await user.clear(screen.getByLabelText('Six-digit code'));
    await user.keyboard('482913');
    await step('folders');
    expect(world.machine).toBe('laptop');
  });

  it('forgets the key of a link when another hub is chosen', async () => {
    const { user, world } = await open('wizard');
    world.open(linked(world, 'SHA256:Jf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhMu0Xc00'));
    await step('code');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.click(await screen.findByRole('button', { name: /attic/ }));
    await step('code');
    await user.keyboard('482913');
    await step('folders');
  });

  it('does not come again once it was ended, nor for a machine set up elsewhere', async () => {
    await open('in-sync');
    expect(document.querySelector('[data-step]')).toBeNull();
  });

  it.each(['wizard', 'wizard-alone', 'wizard-starting'])('is accessible: %s', async (scenario) => {
    const { page } = await open(scenario);
    await expectAccessible(page);
  });
});
