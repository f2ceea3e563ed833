import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { machine } from '../src/lib/backend/fake/world';
import { expectAccessible, open } from './window';

describe('machines', () => {
  it('shows who is there, which one is the hub, and when the others were last seen', async () => {
    await open('in-sync', 'machines');
    const rows = within(await screen.findByRole('list', { name: 'Machines' })).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(/attic\s*Hub\s*Online/);
    expect(rows[3]).toHaveTextContent(/Ines’ tablet\s*Offline, last seen 3 days ago/);
  });

  it('says what each machine lacks, and since when', async () => {
    const { user } = await open('in-sync', 'machines');
    const rows = within(await screen.findByRole('list', { name: 'Machines' })).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('Up to date');
    expect(rows[2]).toHaveTextContent('68 MiB to go');
    expect(rows[3]).toHaveTextContent('12 changes to go');
    await user.click(within(rows[3] as HTMLElement).getByRole('button', { name: 'Details: Ines’ tablet' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent(/Documents\s*12 changes to go · last up to date 3 days ago/);
  });

  it('says on the page of a folder which machines lack what of it', async () => {
    await open('in-sync', 'folders?folder=Photos');
    const list = (await screen.findByRole('region', { name: 'On other machines' })).querySelector('ul');
    expect(list).toHaveTextContent(/attic\s*Up to date\s*desktop\s*68 MiB to go · last up to date 2 minutes ago/);
  });

  it('does not call a machine up to date that does not say what it lacks', async () => {
    const { world } = await open('in-sync', 'machines');
    const unknown = { folder: 'Photos', pending: null, bytes_pending: null, at_least: false, up_to_date_at: null };
    for (const each of world.machines) each.folders = [unknown];
    world.hint();
    expect(await screen.findAllByText('Sync status unknown')).toHaveLength(4);
  });

  it('pairs another machine at the hub, and says when it has joined', async () => {
    const { user, world } = await open('hub', 'machines');
    await screen.findByText('desktop');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    expect(await screen.findByText('482 913')).toBeVisible();
    world.machines.push(machine({ name: 'phone' }));
    world.hint();
    expect(await screen.findByRole('alert')).toHaveTextContent('phone has joined');
  });

  it('lets a person choose what the machine that joins may do, with a code of its own', async () => {
    const { user, world } = await open('hub', 'machines');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    const choice = await screen.findByLabelText('Access to all folders for the machine that joins:');
    expect(choice).toHaveValue('write');
    expect(world.invitation?.may).toBeUndefined();
    await user.selectOptions(choice, 'Can only read');
    await waitFor(() => expect(world.invitation?.may).toBe('read'));
    expect(await screen.findByLabelText('Access to all folders for the machine that joins:')).toHaveValue('read');
  });

  it('shows a new code when the first has run out', async () => {
    const { user, world } = await open('hub', 'machines');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    await screen.findByText('482 913');
    world.invitation = null;
    world.hint();
    expect(await screen.findByText('This code can no longer be used')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show a new code' }));
    expect(await screen.findByText('482 913')).toBeVisible();
  });

  it('says where wrong codes came from, and shows a new code once they have ended the first', async () => {
    const { user, world } = await open('hub', 'machines');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    await screen.findByText('482 913');
    const first = world.invitation;
    if (!first) throw new Error('no invitation is open');
    world.invitation = { ...first, attempts_left: 7, wrong_codes: [{ address: '192.168.1.66', count: 2 }] };
    world.hint();
    expect(await screen.findByText('Wrong codes so far: 2 from 192.168.1.66')).toBeVisible();
    expect(screen.getByText('482 913')).toBeVisible();
    world.invitation = { ...world.invitation, attempts_left: 0, burnt: true };
    world.hint();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This code is no longer valid');
    expect(alert).toHaveTextContent('2 from 192.168.1.66');
    expect(screen.queryByText('482 913')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show a new code' }));
    expect(await screen.findByText('482 913')).toBeVisible();
  });

  it('renames, sets what a machine may do, and forgets it after asking', async () => {
    const { user, world } = await open('hub', 'machines');
    await user.click(await screen.findByRole('button', { name: 'Details: desktop' }));
    const name = screen.getByLabelText('Name');
    await user.clear(name);
    await user.type(name, 'studio{Enter}');
    await waitFor(() => expect(world.machines.map((one) => one.name)).toContain('studio'));
    await user.selectOptions(screen.getByLabelText('Access to Photos'), 'Can only read');
    await waitFor(() => expect(world.machines.find((one) => one.name === 'studio')?.access['Photos']).toBe('read'));
    await user.click(screen.getByRole('button', { name: 'Forget this machine…' }));
    await user.click(within(screen.getByRole('dialog', { name: 'Forget studio?' })).getByRole('button', { name: 'Forget' }));
    await waitFor(() => expect(world.machines.map((one) => one.name)).not.toContain('studio'));
  });

  it('pairs from a client that may, and says on others how', async () => {
    const { user, world } = await open('inviter', 'machines');
    await user.click(await screen.findByRole('button', { name: 'Pair a machine' }));
    expect(await screen.findByText('482 913')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Cancel code' }));
    await waitFor(() => expect(world.invitation).toBeNull());
    for (const each of world.machines) each.may_invite = null;
    world.hint();
    expect(await screen.findByText(/let this machine invite others in its details there/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Pair a machine' })).toBeNull();
  });

  it('shows no code that the hub does not confirm', async () => {
    const { user, world } = await open('inviter', 'machines');
    await user.click(await screen.findByRole('button', { name: 'Pair a machine' }));
    await screen.findByText('482 913');
    world.broken.invitation = { code: 'not-allowed', message: 'laptop may not invite other machines', hint: null, path: null };
    world.hint();
    expect(await screen.findByText(/aptop may not invite other machines/)).toBeVisible();
    expect(screen.queryByText('482 913')).toBeNull();
  });

  it('lets a machine invite, and shows which one does', async () => {
    const { user, world } = await open('invited-elsewhere', 'machines');
    expect(await screen.findByText('Shows a code')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    expect(await screen.findByText('laptop shows this code.')).toBeVisible();
    expect(screen.queryByLabelText('Access to all folders for the machine that joins:')).toBeNull();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Details: laptop' }));
    const choice = await screen.findByRole('switch', { name: 'May pair other machines' });
    expect(choice).toBeChecked();
    await user.click(choice);
    await waitFor(() => expect(world.machines.find((one) => one.name === 'laptop')?.may_invite).toBe(false));
  });

  it('leaves the group after asking, and begins anew', async () => {
    const { user, world } = await open('in-sync', 'machines');
    await user.click(screen.getByRole('button', { name: 'Leave this group…' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Leave' }));
    expect(await screen.findByRole('heading', { name: 'Name this machine' })).toBeVisible();
    expect(world.role).toBe('none');
  });

  it.each(['in-sync', 'hub', 'empty', 'huge', 'offline'])('is accessible: %s', async (scenario) => {
    const { page } = await open(scenario, 'machines');
    await screen.findByRole('list', { name: 'Machines' });
    await expectAccessible(page);
  });
});
