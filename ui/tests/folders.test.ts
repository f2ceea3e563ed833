import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { layOut } from './laid-out';
import { expectAccessible, open } from './window';

describe('folders', () => {
  it('lists what is synced here, and what is available', async () => {
    await open('in-sync', 'folders');
    expect(screen.getByRole('link', { name: /Photos/ })).toHaveTextContent('18,220 files, 85 GiB');
    expect(screen.getByRole('button', { name: 'Sync to this computer: Music' })).toBeVisible();
  });

  it('says how much, how fast and how long while it syncs, and never a bare percentage', async () => {
    const { world, page } = await open('syncing', 'folders?folder=Photos');
    const start = Date.now();
    const now = () => start + 2000;
    const real = Date.now;
    Date.now = now;
    try {
      world.tick();
      world.hint();
      expect(await screen.findByText(/MiB of .* · .*MiB\/s · about .* left/)).toBeVisible();
    } finally {
      Date.now = real;
    }
    // What a limit is a share of stands beside it.
    expect(page.textContent?.replace(/\d+% of the folder/, '')).not.toMatch(/\d\s?%/);
    expect(screen.getByRole('progressbar', { name: 'Photos' })).toHaveAttribute('aria-valuetext', expect.stringContaining('left'));
  });

  it('keeps a folder that is on offer, at the suggested place', async () => {
    const { user, world } = await open('in-sync', 'folders');
    await user.click(screen.getByRole('button', { name: 'Sync to this computer: Music' }));
    const dialog = screen.getByRole('dialog', { name: 'Sync Music to this computer' });
    expect(within(dialog).getByLabelText('Location')).toHaveValue('/home/ada/Music');
    await user.click(within(dialog).getByRole('radio', { name: /Receive only/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Sync to this computer' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.folder('Music')).toMatchObject({ path: '/home/ada/Music', role: 'receive-only' });
  });

  it('keeps a copy of which the hub says that something is at its place, with one click', async () => {
    const { user, world } = await open('in-sync', 'folders');
    const music = world.folder('Music')!;
    const problems = [{ path: '', message: 'the hub keeps this folder only in its store', hint: 'link it' }];
    Object.assign(music, { path: null, role: null, state: 'not-linked', problems, suggested_path: '/srv/kept/Music' });
    world.hint();
    location.hash = '#/folders?folder=Music';
    await user.click(await screen.findByRole('button', { name: 'Sync to /srv/kept/Music, merging with any files there' }));
    await waitFor(() => expect(world.folder('Music')).toMatchObject({ path: '/srv/kept/Music', role: 'two-way' }));
  });

  it('says what disk a new folder needs, before it is shared', async () => {
    const { user, world } = await open('in-sync', 'folders');
    world.picks = ['/home/ada/Recipes'];
    await user.click(screen.getByRole('button', { name: 'Share a folder' }));
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    expect(await screen.findByText('Contains 2,140 files, 6.4 GiB')).toBeVisible();
    expect(screen.getByText('attic needs 13 GiB for it at first, and has 384 GiB free.')).toBeVisible();
    expect(screen.getByLabelText('Shared name')).toHaveValue('Recipes');
    await user.click(screen.getByRole('button', { name: 'Share' }));
    await waitFor(() => expect(world.folder('Recipes')?.path).toBe('/home/ada/Recipes'));
  });

  it('does not call a folder on offer empty, of which the hub has nothing yet', async () => {
    const { world } = await open('in-sync', 'folders');
    const music = world.folder('Music')!;
    const size = screen.getByText('4,410 files, 31 GiB');
    Object.assign(music, { files: 0, bytes: 0 });
    world.hint();
    await waitFor(() => expect(size).not.toBeInTheDocument());
    expect(screen.queryByText('0 files, 0 B')).toBeNull();
  });

  it('tells why a folder that was picked cannot be taken, until another one is', async () => {
    const { user, world } = await open('in-sync', 'folders');
    world.picks = [
      {
        code: 'bad-path',
        message: '/home/ada/M\ufffdsica cannot be used: its name is not UTF-8',
        hint: 'rename it, or choose another',
        path: null,
      },
      '/home/ada/Recipes',
    ];
    await user.click(screen.getByRole('button', { name: 'Share a folder' }));
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot be used: its name is not UTF-8. Rename it, or choose another.');
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    await waitFor(() => expect(screen.getByLabelText('Folder')).toHaveValue('/home/ada/Recipes'));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('tells why sharing failed, and stays open', async () => {
    const { user } = await open('in-sync', 'folders');
    await user.click(screen.getByRole('button', { name: 'Share a folder' }));
    await user.type(screen.getByLabelText('Folder'), '/home/ada/Photos');
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is a shared folder named “Photos” already. Choose another name.');
  });

  it('says what is wrong with a path once, at its field, until it is mended', async () => {
    const { user } = await open('in-sync', 'folders');
    await user.click(screen.getByRole('button', { name: 'Share a folder' }));
    const field = screen.getByLabelText('Folder');
    await user.type(field, '/home/ada/letter.odt');
    await waitFor(() => expect(field).toHaveAccessibleDescription(/is not a directory\.$/));
    await user.click(screen.getByRole('button', { name: 'Share' }));
    await waitFor(() => expect(field).toHaveAccessibleDescription(/is not a directory\. Give the directory that holds the files\.$/));
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(screen.queryByText(/Contains/)).toBeNull();
    await user.clear(field);
    await user.type(field, '/home/ada/Letters');
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(field).toBeValid();
  });

  it('wants a whole path where a folder is kept, and says so until one is typed', async () => {
    const { user, world } = await open('in-sync', 'folders');
    await user.click(screen.getByRole('button', { name: 'Sync to this computer: Music' }));
    const field = screen.getByLabelText('Location');
    await user.clear(field);
    await user.type(field, 'Music{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('type its full path');
    await user.type(field, '{Home}/');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(world.folder('Music')?.path).toBeNull();
  });

  it('pauses a folder until a person resumes, and goes on', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Photos');
    await user.click(screen.getByRole('button', { name: 'Pause…' }));
    await user.click(screen.getByRole('button', { name: 'Until I resume' }));
    await user.click(await screen.findByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(world.folder('Photos')?.paused).toBe(false));
  });

  it('says why this machine paused by itself, and resumes all folders anyway', async () => {
    const { user, world } = await open('paused-battery', 'folders?folder=Photos');
    expect(await screen.findByText('Paused: on battery, 14%. Changes will sync afterwards.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Resume all folders anyway' }));
    await waitFor(() => expect(world.folders.some((folder) => folder.paused)).toBe(false));
  });

  it('previews what ignore rules match, and says which one is none', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Projects');
    await user.click(screen.getByRole('button', { name: 'Ignore rules…' }));
    expect(await screen.findByText('These rules match 3 paths here:')).toBeVisible();
    const rules = screen.getByLabelText('Rules, one per line');
    await user.clear(rules);
    await user.type(rules, '[[x');
    expect(await screen.findByRole('alert')).toHaveTextContent('the bracket is never closed');
    await user.clear(rules);
    await user.type(rules, '*.bak');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(world.ignoreRules['Projects']).toBe('*.bak'));
  });

  it('asks before it stops keeping a folder, and says that files stay', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Projects');
    await user.click(screen.getByRole('button', { name: 'Stop syncing here…' }));
    const dialog = screen.getByRole('dialog', { name: 'Stop syncing Projects here?' });
    expect(dialog).toHaveTextContent('All its files stay where they are.');
    await user.click(within(dialog).getByRole('button', { name: 'Stop syncing here' }));
    await waitFor(() => expect(world.folder('Projects')?.path).toBeNull());
    expect(location.hash).toBe('#/folders');
  });

  it.each([
    ['in-sync', 'Photos', 'Open'],
    ['paused', 'Photos', 'Resume'],
    ['in-sync', 'Music', 'Sync to this computer'],
    ['held', 'Documents', 'Review'],
    ['conflict', 'Documents', 'Review'],
  ])('has one main button: %s, %s', async (scenario, folder, name) => {
    const { page } = await open(scenario, `folders?folder=${folder}`);
    await screen.findByRole('heading', { level: 1, name: folder });
    expect([...page.querySelectorAll('button.main')].map((button) => button.textContent?.trim())).toEqual([name]);
  });

  it('says what is deleted when sharing ends, and that this cannot be undone', async () => {
    const { user, world } = await open('hub', 'folders?folder=Photos');
    await user.click(screen.getByRole('button', { name: 'End sharing…' }));
    const dialog = screen.getByRole('dialog', { name: 'End sharing Photos?' });
    expect(await within(dialog).findByText(/All 812 past versions \(6\.3 GiB\) .* deleted\. This cannot be undone\./)).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'End sharing' }));
    await waitFor(() => expect(world.folder('Photos')).toBeUndefined());
  });

  it('shows problems of one cause as one row, which lists their paths when it is opened', async () => {
    layOut();
    const { user } = await open('problems', 'folders?folder=Documents');
    const problems = within(screen.getByRole('region', { name: '33 problems' }));
    expect(problems.getByText('pipe')).toBeVisible();
    expect(problems.getAllByText('31 items')).toHaveLength(1);
    expect(problems.queryByText('Scans/page 1.tif')).toBeNull();
    await user.click(problems.getByText('31 items'));
    expect(await problems.findByText('Scans/page 1.tif')).toBeInTheDocument();
  });

  it('closes a dialog with Escape and changes nothing', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Projects');
    await user.click(screen.getByRole('button', { name: 'Direction…' }));
    // jsdom has no Escape for dialogs: the browser turns the key into this event.
    screen.getByRole('dialog').dispatchEvent(new Event('cancel', { cancelable: true }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.folder('Projects')?.role).toBe('send-only');
  });

  it.each(['in-sync', 'offline'])('does not let git run hooks of other machines before a person says so, %s', async (scenario) => {
    const { user, world } = await open(scenario, 'folders?folder=Projects');
    const show = async () => {
      await user.click(screen.getByRole('button', { name: 'Git hooks…' }));
      const dialog = screen.getByRole('dialog', { name: 'Git hooks in Projects' });
      const run = within(dialog).getByRole('switch', { name: 'Allow git hooks from other machines to run' });
      await waitFor(() => expect(run).toBeEnabled());
      return { dialog, run, save: () => user.click(within(dialog).getByRole('button', { name: 'Save' })) };
    };
    const first = await show();
    expect(first.run).not.toBeChecked();
    expect(first.dialog).toHaveTextContent('git does not run them here');
    await user.click(first.run);
    expect(first.dialog).toHaveTextContent('only if you trust everyone who can change this folder');
    await first.save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.folderSettings['Projects']).toMatchObject({ 'git-hooks': 'as-they-are' });
    const second = await show();
    expect(second.run).toBeChecked();
    await user.click(second.run);
    await second.save();
    await waitFor(() => expect(world.folderSettings['Projects']).toMatchObject({ 'git-hooks': 'not-executable' }));
  });

  it('lists what others changed and is not applied here, and leads to the way out', async () => {
    const { user, world, page } = await open('apart', 'folders?folder=Projects');
    const section = await screen.findByRole('region', { name: '3 incoming changes not applied' });
    expect(section).toHaveTextContent('This machine only sends');
    await waitFor(() => expect(section).toHaveTextContent('old plan.md Deleted by desktop'));
    expect(section).toHaveTextContent('Added by desktop, 1 hour ago · nothing here, 11 KiB on the hub');
    expect(screen.getByText('In sync')).toBeVisible();
    await expectAccessible(page);
    await user.click(within(section).getByRole('button', { name: 'Direction…' }));
    const dialog = screen.getByRole('dialog');
    await user.click(within(dialog).getByRole('radio', { name: /Send and receive/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(world.folder('Projects')?.role).toBe('two-way'));
  });

  it('lists what is not sent, page by page, however much it is', async () => {
    layOut();
    const world = fakeWorld('apart');
    // The first page holds eight lines: its end is in sight at once.
    world.page = 8;
    world.differences['Photos'] = world.differences['Photos']?.slice(0, 17) ?? [];
    await open(world, 'folders?folder=Photos');
    const list = await screen.findByRole('group', { name: '340 local changes not sent' });
    await waitFor(() => expect(list).toHaveTextContent('Edited/IMG_1000.jpg'));
    await waitFor(() => expect(list).toHaveTextContent('Edited/IMG_1016.jpg'));
    await waitFor(() => expect(list).not.toHaveTextContent('Loading'));
    world.differences['Photos'] = [];
    Object.assign(world.folder('Photos') ?? {}, { not_sent: 0 });
    world.hint();
    await waitFor(() => expect(screen.queryByRole('heading', { name: /not sent/ })).toBeNull());
  });

  it('says that it is the hub that takes nothing, and offers no direction then', async () => {
    await open('apart', 'folders?folder=Documents');
    const section = await screen.findByRole('region', { name: '2 local changes not sent' });
    expect(section).toHaveTextContent('The hub allows this machine only to read');
    expect(within(section).queryByRole('button', { name: 'Direction…' })).toBeNull();
    await waitFor(() => expect(section).toHaveTextContent('a folder here, nothing on the hub'));
  });

  it('goes on where a folder was moved to, or says why not', async () => {
    const { user, world } = await open('held', 'folders?folder=Photos');
    world.picks = ['/mnt/elsewhere', '/mnt/Photos'];
    await user.click(screen.getByRole('button', { name: 'Folder moved…' }));
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    await user.click(screen.getByRole('button', { name: 'Use this location' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('its marker is missing');
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    await user.click(screen.getByRole('button', { name: 'Use this location' }));
    await waitFor(() => expect(world.folder('Photos')?.path).toBe('/mnt/Photos'));
  });

  it('says what the hub keeps of a folder, for how long, and when it holds deletions back', async () => {
    await open('in-sync', 'folders?folder=Documents');
    const kept = await screen.findByRole('region', { name: 'On the hub' });
    expect(await within(kept).findByText('1.1 GiB in 4,210 versions')).toBeVisible();
    expect(kept).toHaveTextContent(
      'Every version for 30 days, then one per day up to 90 days, then one per week up to a year. The last version of deleted files for a year.',
    );
    expect(kept).toHaveTextContent(
      'Deletions are stopped if one machine deletes at least 100 files and more than 50% of the folder within a minute.',
    );
    expect(kept).toHaveTextContent('This is set on the hub.');
    expect(within(kept).queryByRole('button', { name: 'Change versions kept…' })).toBeNull();
  });

  it('does not know what the hub keeps while it cannot be reached', async () => {
    await open('offline', 'folders?folder=Documents');
    expect(await screen.findByText(/is not known while the hub cannot be reached/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Deletion protection…' })).toBeNull();
  });

  it('changes on the hub how long the past is kept, each step one that fits', async () => {
    const { user, world } = await open('hub', 'folders?folder=Photos');
    await user.click(await screen.findByRole('button', { name: 'Change versions kept…' }));
    const dialog = screen.getByRole('dialog', { name: 'How long versions are kept' });
    const type = async (label: string, text: string) => {
      await user.clear(within(dialog).getByLabelText(label));
      await user.type(within(dialog).getByLabelText(label), text);
    };
    await type('Days to keep every version', '120');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Enter at least as many days as for every version.');
    await type('Days to keep one version per day', '200');
    await type('Size limit for past versions', 'plenty');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(/cannot be the value of keep-size/)).toBeVisible();
    await type('Size limit for past versions', '10 GiB');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.folderSettings['Photos']).toMatchObject({
      'keep-all-days': 120,
      'keep-daily-days': 200,
      'keep-weekly-days': 365,
      'keep-size': '10 GiB',
    });
    expect(await screen.findByText(/Past versions take at most 10 GiB/)).toBeVisible();
  });

  it('changes from where on deletions are held back', async () => {
    const { user, world } = await open('in-sync', 'folders?folder=Projects');
    await user.click(await screen.findByRole('button', { name: 'Deletion protection…' }));
    const dialog = screen.getByRole('dialog', { name: 'Deletion protection' });
    const files = within(dialog).getByLabelText('At least this many files');
    expect(files).toHaveValue('500');
    await user.clear(files);
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Enter a number of files');
    await user.type(files, '20');
    const share = within(dialog).getByLabelText('And more than this % of the folder');
    await user.clear(share);
    await user.type(share, '100');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(world.folderSettings['Projects']).toMatchObject({ 'hold-files': 20, 'hold-share': 100 });
    expect(await screen.findByText('Off: deletions are never stopped.')).toBeVisible();
  });

  it.each([
    ['in-sync', 'folders'],
    ['syncing', 'folders'],
    ['held', 'folders?folder=Documents'],
    ['problems', 'folders?folder=Documents'],
    ['apart', 'folders'],
    ['apart', 'folders?folder=Photos'],
    ['empty', 'folders'],
    ['huge', 'folders'],
    ['hub', 'folders?folder=Projects'],
  ])('is accessible: %s at %s', async (scenario, place) => {
    const { page } = await open(scenario, place);
    await expectAccessible(page);
  });
});
