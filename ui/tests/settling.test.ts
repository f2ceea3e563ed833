import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { wayOut } from '../src/views/folders/settling.svelte';
import { expectAccessible, open } from './window';

const SEND = 'Send mine to everyone';
const DROP = 'Drop my changes here';

/** The folder's page in the scenario `apart`, changed by `change`, with the dialog that `action` opens. */
async function ask(folder: string, action: string, change?: (world: ReturnType<typeof fakeWorld>) => void) {
  const world = fakeWorld('apart');
  change?.(world);
  const opened = await open(world, `folders?folder=${folder}`);
  await opened.user.click(await screen.findByRole('button', { name: `${action}…` }));
  const dialog = screen.getByRole('dialog');
  return { ...opened, dialog, confirm: within(dialog).getByRole('button', { name: action }) };
}

/** The paths listed under a heading of the dialog. */
async function paths(dialog: HTMLElement, outcome: string) {
  const list = await within(dialog).findByRole('list', { name: outcome });
  return within(list)
    .getAllByRole('listitem')
    .map((item) => item.querySelector('bdi')?.textContent);
}

describe('ending the differences of a folder', () => {
  it('lists what sending mine does everywhere, and does it', async () => {
    const { user, world, page, dialog, confirm } = await ask('Projects', SEND);
    expect(dialog).toHaveAccessibleName('Send your files in Projects to everyone?');
    expect(dialog).toHaveTextContent('replaces what others changed, on the hub and therefore on every machine');
    expect(dialog).toHaveTextContent('can be restored from the history');
    expect(await within(dialog).findByRole('group', { name: '3 changes' })).toBeVisible();
    expect(await paths(dialog, '1 item deleted everywhere')).toEqual(['docs/plan.md']);
    expect(await paths(dialog, '1 item replaced by yours')).toEqual(['Cargo.toml']);
    expect(await paths(dialog, '1 item comes back everywhere')).toEqual(['docs/old plan.md']);
    expect(dialog).toHaveTextContent('812 B here, 840 B on the hub');
    expect(dialog).not.toHaveTextContent('is lost');
    expect(confirm).toHaveClass('danger');
    await expectAccessible(page);
    await user.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.asked).toContain('settle Projects: send 3');
    expect(world.folder('Projects')).toMatchObject({ not_applied: 0, not_sent: 0 });
    expect(world.history.slice(0, 3).map(({ action, path }) => `${action} ${path}`)).toEqual([
      'changed Cargo.toml',
      'restored docs/old plan.md',
      'deleted docs/plan.md',
    ]);
    expect(screen.queryByRole('heading', { name: /not applied/ })).toBeNull();
    // The button that opened the dialog is gone.
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Projects' })).toHaveFocus());
    expect(page).toHaveTextContent('Your files in Projects now replace what others changed.');
  });

  it('marks sending mine as dangerous only if something is deleted', async () => {
    const { dialog, confirm } = await ask('Projects', SEND, (world) => {
      world.differences['Projects'] = world.differences['Projects']?.filter((line) => line.here !== null) ?? [];
    });
    expect(await within(dialog).findByRole('group', { name: '2 changes' })).toBeVisible();
    expect(confirm).toHaveClass('main');
  });

  it('warns of what is lost by dropping, lists a hundred of many, and counts all', async () => {
    const { user, world, page, dialog, confirm } = await ask('Photos', DROP, (world) => {
      world.page = 60;
    });
    expect(dialog).toHaveAccessibleName('Drop your changes in Photos here?');
    expect(await within(dialog).findByRole('group', { name: '340 changes' })).toBeVisible();
    expect(dialog).toHaveTextContent('What exists only on this machine is lost');
    expect(dialog).toHaveTextContent('cannot be restored');
    expect(await paths(dialog, '256 items removed here')).toHaveLength(100);
    expect(within(dialog).getByRole('heading', { name: '68 items replaced by the hub’s' })).toBeVisible();
    expect(within(dialog).getByRole('heading', { name: '16 items come back here' })).toBeVisible();
    expect(within(dialog).getByText('240 more changes are not listed.')).toBeVisible();
    expect(confirm).toHaveClass('danger');
    await expectAccessible(page);
    const before = world.history.length;
    await user.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.asked).toContain('settle Photos: drop 340');
    expect(world.history).toHaveLength(before);
  });

  it('drops what a machine changed that may only read', async () => {
    const { user, world, dialog, confirm } = await ask('Documents', DROP);
    expect(await paths(dialog, '1 item removed here')).toEqual(['Drafts']);
    expect(await paths(dialog, '1 item comes back here')).toEqual(['Taxes/2025.pdf']);
    await user.click(confirm);
    await waitFor(() => expect(world.asked).toContain('settle Documents: drop 2'));
  });

  it('does not warn of a loss where everything only comes back', async () => {
    const { dialog } = await ask('Documents', DROP, (world) => {
      world.differences['Documents'] = world.differences['Documents']?.slice(1) ?? [];
    });
    expect(await paths(dialog, '1 item comes back here')).toEqual(['Taxes/2025.pdf']);
    expect(dialog).not.toHaveTextContent('is lost');
  });

  it('changes nothing on Cancel', async () => {
    const { user, world, dialog } = await ask('Photos', DROP);
    const cancel = within(dialog).getByRole('button', { name: 'Cancel' });
    expect(cancel).toHaveFocus();
    await user.click(cancel);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.asked).toEqual([]);
    expect(world.folder('Photos')?.not_sent).toBe(340);
  });

  it('says that the differences changed meanwhile, and lists the new ones before they are confirmed', async () => {
    const { user, world, dialog, confirm } = await ask('Projects', SEND);
    await within(dialog).findByRole('group', { name: '3 changes' });
    world.differences['Projects']?.push({ ...world.differences['Projects'][2]!, path: 'docs/zoo.md' });
    await user.click(confirm);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'What differs in “Projects” has changed since it was listed: nothing was changed. The list shows what differs now: check it, then try again.',
    );
    expect(await paths(dialog, '2 items deleted everywhere')).toEqual(['docs/plan.md', 'docs/zoo.md']);
    expect(world.asked).toEqual([]);
    await user.click(confirm);
    await waitFor(() => expect(world.asked).toEqual(['settle Projects: send 4']));
  });

  it('stays open and says so if nothing differs any more', async () => {
    const { user, world, dialog, confirm } = await ask('Projects', SEND);
    await within(dialog).findByRole('group', { name: '3 changes' });
    world.differences['Projects'] = [];
    Object.assign(world.folder('Projects')!, { not_applied: 0 });
    await user.click(confirm);
    expect(await within(dialog).findByText('Nothing differs any more.')).toBeVisible();
    expect(dialog).toBeInTheDocument();
    expect(confirm).toBeDisabled();
  });

  it('shows another error in place, and keeps the list', async () => {
    const { user, world, dialog, confirm } = await ask('Projects', SEND);
    await within(dialog).findByRole('group', { name: '3 changes' });
    const message = 'the hub cannot be reached: nothing was changed';
    world.broken['settle-differences'] = { code: 'offline', message, hint: 'try again once the hub is back', path: null };
    await user.click(confirm);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('The hub cannot be reached: nothing was changed. Try again once');
    expect(within(dialog).getByRole('group', { name: '3 changes' })).toBeVisible();
    delete world.broken['settle-differences'];
    await user.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says how the hub can allow it, in words of the window', async () => {
    const { user, world, dialog, confirm } = await ask('Projects', SEND);
    await within(dialog).findByRole('group', { name: '3 changes' });
    Object.assign(world.folder('Projects')!, { may_write: false });
    await user.click(confirm);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('set on the hub, on the Machines page');
  });

  it('cannot be confirmed before what it does is known', async () => {
    const { dialog, confirm } = await ask('Projects', SEND, (world) => {
      world.broken['differences'] = { code: 'not-open', message: 'the folder “Projects” cannot be opened', hint: null, path: null };
    });
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('cannot be opened');
    expect(confirm).toBeDisabled();
  });

  it('offers no way out where the machine only sends, and may only read', async () => {
    const world = fakeWorld('apart');
    Object.assign(world.folder('Projects')!, { may_write: false });
    await open(world, 'folders?folder=Projects');
    const section = await screen.findByRole('region', { name: '3 incoming changes not applied' });
    expect(within(section).getByRole('button', { name: 'Direction…' })).toBeVisible();
    expect(within(section).queryByRole('button', { name: /everyone|Drop/ })).toBeNull();
  });

  it.each([
    ['send-only', true, 'send'],
    ['send-only', false, undefined],
    ['receive-only', true, 'drop'],
    ['receive-only', false, 'drop'],
    ['two-way', false, 'drop'],
    // Differences of a mode that has just been left.
    ['two-way', true, undefined],
  ] as const)('knows the way out: %s, may write %s', (role, mayWrite, way) => {
    expect(wayOut({ role, may_write: mayWrite })).toBe(way);
  });
});
