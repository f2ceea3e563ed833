import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { machine } from '../src/lib/backend/fake/world';
import type { HeldLine } from '../src/lib/engine';
import { deleteWords, restoreWords } from '../src/views/holds/outcome';
import { expectAccessible, open } from './window';

describe('conflicts', () => {
  const card = (name: string) => screen.findByRole('region', { name });

  it('name both versions by machine and time, and never as mine and theirs', async () => {
    const { page } = await open('conflict', 'conflicts?folder=Documents');
    const shown = await card('notes.md');
    expect(shown).toHaveTextContent(
      /desktop’s version from 11:19.*Current file.*laptop’s version from 11:16.*Conflict copy, saved as notes \(conflict/,
    );
    expect(page.textContent).not.toMatch(/\b(mine|theirs)\b/i);
  });

  it.each([
    ['Keep laptop’s version from 11:16', 'keep mine of notes (conflict'],
    ['Keep desktop’s version from 11:19', 'keep theirs of notes (conflict'],
    ['Keep both, as two files', 'keep both of notes (conflict'],
  ])('%s', async (button, asked) => {
    const { user, world } = await open('conflict', 'conflicts');
    await user.click(await within(await card('notes.md')).findByRole('button', { name: button }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'notes.md' })).toBeNull());
    expect(world.asked.at(-1)).toContain(asked);
  });

  it('offer the merged text to who sees it', async () => {
    const { user, world } = await open('conflict', 'conflicts');
    const shown = within(await card('notes.md'));
    expect(shown.queryByRole('button', { name: 'Keep the merged text' })).toBeNull();
    await user.click(shown.getByRole('button', { name: 'Compare the versions of notes.md' }));
    expect(await shown.findByRole('group', { name: 'Merged text' })).toHaveTextContent(/- milk, two bottles .*- tea/);
    await user.click(shown.getByRole('button', { name: 'Keep the merged text' }));
    expect(await screen.findByText('notes.md now has the merged text. Both versions are kept as past versions.')).toBeVisible();
    expect(world.asked.at(-1)).toContain('keep merged of notes (conflict');
  });

  it('offer no merged text where the changes do not fit together, and say why', async () => {
    const world = fakeWorld('conflict');
    Object.assign(world.conflicts[1] ?? {}, {
      mergeable: false,
      merged: null,
      why_not: 'both changed the same lines, first at line 3 of the file',
    });
    const { user } = await open(world, 'conflicts');
    const shown = within(await card('notes.md'));
    await user.click(shown.getByRole('button', { name: 'Compare the versions of notes.md' }));
    expect(await shown.findByText('The changes cannot be merged: both changed the same lines, first at line 3 of the file.')).toBeVisible();
    expect(shown.queryByRole('button', { name: 'Keep the merged text' })).toBeNull();
  });

  it.each([
    ['Keep current files', 'Keep 2 current files', 'theirs'],
    ['Keep conflict copies', 'Keep 2 conflict copies', 'mine'],
  ])('are settled together: %s', async (button, action, kept) => {
    const { user, world } = await open('conflict', 'conflicts');
    await user.click(await screen.findByRole('checkbox', { name: 'Select all' }));
    await user.click(screen.getByRole('button', { name: button }));
    const dialog = screen.getByRole('dialog', { name: 'Resolve 2 conflicts?' });
    expect(world.asked).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: action }));
    expect(await screen.findByText('2 conflicts were resolved.')).toBeVisible();
    expect(world.asked).toEqual([expect.stringContaining(`keep ${kept} of Letters`), expect.stringContaining(`keep ${kept} of notes`)]);
  });

  it('are settled together only where they are selected', async () => {
    const { user, world } = await open('conflict', 'conflicts');
    await user.click(await screen.findByRole('checkbox', { name: 'Select notes.md' }));
    expect(screen.getByText('1 of 2 selected')).toBeVisible();
    expect(screen.getByRole('checkbox', { name: 'Select all' })).toBePartiallyChecked();
    await user.click(screen.getByRole('button', { name: 'Keep current files' }));
    await user.click(screen.getByRole('button', { name: 'Keep 1 current file' }));
    await waitFor(() => expect(world.conflicts).toHaveLength(1));
    expect(world.asked).toEqual([expect.stringContaining('of notes')]);
  });

  it('that could not be settled with the others are named', async () => {
    const { user, world } = await open('conflict', 'conflicts');
    await user.click(await screen.findByRole('checkbox', { name: 'Select all' }));
    await user.click(screen.getByRole('button', { name: 'Keep current files' }));
    world.conflicts = world.conflicts.filter(({ path }) => path !== 'notes.md');
    await user.click(screen.getByRole('button', { name: 'Keep 2 current files' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('1 conflict was not resolved');
    expect(within(alert).getByRole('listitem')).toHaveTextContent(/^notes\.md: .*not a conflict copy that waits/);
    expect(screen.getByText('1 conflict was resolved.')).toBeVisible();
  });

  it('show texts side by side', async () => {
    const { user, page } = await open('conflict', 'conflicts');
    await user.click(await screen.findByRole('button', { name: 'Compare the versions of notes.md' }));
    const table = await screen.findByRole('table');
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((head) => head.textContent),
    ).toEqual(['desktop’s version from 11:19', 'laptop’s version from 11:16']);
    expect(within(table).getByRole('row', { name: '- milk - milk, two bottles' })).toBeVisible();
    await expectAccessible(page);
  });

  it('get both texts with the conflict, and ask for neither again', async () => {
    const world = fakeWorld('conflict');
    const broken = { code: 'gone', message: 'asked once more', hint: null, path: null };
    world.broken = { versions: broken, content: broken };
    const { user } = await open(world, 'conflicts');
    await user.click(await screen.findByRole('button', { name: 'Compare the versions of notes.md' }));
    expect(within(await screen.findByRole('table')).getByRole('row', { name: '- milk - milk, two bottles' })).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('say why the texts could not be got', async () => {
    const world = fakeWorld('conflict');
    world.versions = {};
    const message = 'attic cannot be reached: nothing can be shown';
    const failure = { code: 'offline', message, hint: 'try again once the hub is back', path: null };
    Object.assign(world.conflicts[1] ?? {}, { mergeable: null, merged: null, why_not: failure.message, failure });
    const { user } = await open(world, 'conflicts');
    const shown = within(await card('notes.md'));
    await user.click(shown.getByRole('button', { name: 'Compare the versions of notes.md' }));
    expect(await shown.findByRole('alert')).toHaveTextContent(
      'Attic cannot be reached: nothing can be shown. Try again once the hub is back.',
    );
    expect(shown.queryByText(/The changes cannot be merged/)).toBeNull();
  });

  it('are not compared where they are no text', async () => {
    const { user } = await open('conflict', 'conflicts');
    const shown = within(await card('letter to Ines.odt'));
    await user.click(shown.getByRole('button', { name: /^Compare the versions of Letters/ }));
    expect(await shown.findByText(/No comparison for this file type/)).toBeVisible();
  });

  it.each<[string, string, string, string, string[]]>([
    ['laptop', '2026-11-23T11:16:05', 'laptop', '2026-11-23T11:19:20', ['laptop’s version from 11:19', 'laptop’s version from 11:16']],
    [
      'laptop',
      '2026-11-23T11:16:05',
      'laptop',
      '2026-11-23T11:16:20',
      ['laptop’s version from 11:16:20', 'laptop’s version from 11:16:05'],
    ],
    [
      'laptop',
      '2026-11-23T11:16:05.2',
      'laptop',
      '2026-11-23T11:16:05.7',
      ['laptop’s version from 11:16:05', 'laptop’s other version from 11:16:05'],
    ],
    [
      '',
      '2026-11-23T11:16:05',
      '',
      '2026-11-23T11:16:05',
      ['the version from 11:16:05 by a forgotten machine', 'the other version from 11:16:05 by a forgotten machine'],
    ],
    ['laptop', '2026-11-23T11:16:05', 'desktop', '2026-11-23T11:16:20', ['desktop’s version from 11:16', 'laptop’s version from 11:16']],
    [
      'laptop',
      '2026-11-22T11:16:05',
      'desktop',
      '2026-11-23T11:16:20',
      ['desktop’s version from 11:16', 'laptop’s version from yesterday at 11:16'],
    ],
    [
      '',
      '2026-11-23T11:16:05',
      'desktop',
      '2026-11-23T11:19:20',
      ['desktop’s version from 11:19', 'the version from 11:16 by a forgotten machine'],
    ],
  ])('of %s at %s and of %s at %s are told apart on the buttons', async (machine, at, theirs_machine, theirs_at, named) => {
    const world = fakeWorld('conflict');
    Object.assign(world.conflicts[1]!, { machine, at, theirs_machine, theirs_at });
    await open(world, 'conflicts');
    const buttons = await within(await card('notes.md')).findAllByRole('button', { name: /^Keep .*version from/ });
    expect(buttons.map((button) => button.textContent?.trim())).toEqual(named.map((one) => `Keep ${one}`));
  });

  it('say why one could not be settled, and stay', async () => {
    const { user, world } = await open('conflict', 'conflicts');
    world.broken = {
      resolve: {
        code: 'unsettled',
        message: 'Documents/notes.md is changing: the conflict stays',
        hint: 'try again when everything is in sync',
        path: null,
      },
    };
    await user.click(within(await card('notes.md')).getByRole('button', { name: 'Keep laptop’s version from 11:16' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Documents/notes.md is changing: the conflict stays. Try again when everything is in sync.',
    );
  });
});

describe('what is stopped', () => {
  const line = (given: Partial<HeldLine>): HeldLine => ({ ...fakeWorld('held').held[0]!, files: 214, ...given });
  const group = (...names: string[]) => names.map((name) => machine({ name, is_self: name === 'laptop' }));

  it.each<[string, string[], string, string]>([
    ['laptop', ['laptop', 'desktop'], 'Restore 214 files here', 'Delete 214 files on desktop'],
    ['desktop', ['laptop', 'desktop'], 'Restore 214 files on desktop', 'Delete 214 files here'],
    ['desktop', ['laptop', 'desktop', 'attic'], 'Restore 214 files on desktop', 'Delete 214 files on all machines'],
    ['desktop', [], 'Restore 214 files on desktop', 'Delete 214 files on all machines'],
  ])('on %s, of %j, has buttons that name outcomes', (where, names, restore, remove) => {
    const hold = line({ machine: where });
    expect([restoreWords(hold, 'laptop'), deleteWords(hold, group(...names))]).toEqual([restore, remove]);
  });

  it('leads there from the overview, and says what, how much, from where and which files', async () => {
    const { user } = await open('held');
    await user.click(screen.getAllByRole('button', { name: /^Review/ })[0]!);
    const shown = await screen.findByRole('region', { name: 'Documents is stopped' });
    expect(shown).toHaveTextContent(/Found on desktop · 1,102 files · Stopped 6 minutes ago.*Letters\/letter to Ines\.odt/);
  });

  it('brings the files back with one button', async () => {
    const { user, world } = await open('held', 'holds');
    await user.click(await screen.findByRole('button', { name: 'Restore 1,102 files on desktop' }));
    expect(await screen.findByText('Documents syncs again. The files are being restored.')).toBeVisible();
    expect(world.asked).toEqual(['release Documents: restore']);
  });

  it('asks once more before it deletes', async () => {
    const { user, world } = await open('held', 'holds');
    await user.click(await screen.findByRole('button', { name: 'Delete 1,102 files on all machines' }));
    const dialog = screen.getByRole('dialog', { name: 'Delete 1,102 files on all machines?' });
    expect(world.asked).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Delete 1,102 files on all machines' }));
    await waitFor(() => expect(world.asked).toEqual(['release Documents: delete']));
  });

  describe('where files look encrypted', () => {
    const cause = '1,102 files were overwritten on desktop within ten minutes and look encrypted';
    const attacked = () => {
      const world = fakeWorld('held');
      Object.assign(world.held[0] ?? {}, { hold: 'mass-overwriting', cause });
      return world;
    };

    it('says so, and brings the files back on all machines with one button', async () => {
      const { user, world, page } = await open(attacked(), 'holds');
      const shown = within(await screen.findByRole('region', { name: 'Documents is stopped' }));
      expect(shown.getByText(`${cause}.`)).toBeVisible();
      expect(shown.getByText(/the computer may be under attack: disconnect it/)).toBeVisible();
      await expectAccessible(page);
      await user.click(shown.getByRole('button', { name: 'Restore 1,102 files on all machines' }));
      expect(await screen.findByText('Documents syncs again. The files are being restored.')).toBeVisible();
      expect(world.asked).toEqual(['release Documents: restore']);
    });

    it('asks once more before it accepts the changes', async () => {
      const { user, world } = await open(attacked(), 'holds');
      await user.click(await screen.findByRole('button', { name: 'Accept the changes to 1,102 files' }));
      const dialog = screen.getByRole('dialog', { name: 'Accept the changes to 1,102 files?' });
      expect(dialog).toHaveTextContent('All machines get the files of Documents as they are now.');
      await user.click(within(dialog).getByRole('button', { name: 'Accept the changes to 1,102 files' }));
      expect(await screen.findByText('Documents syncs again. The changes are passed on.')).toBeVisible();
      expect(world.asked).toEqual(['release Documents: delete']);
    });
  });

  it('offers no deleting where a disk is missing, but where to say its place', async () => {
    const world = fakeWorld('held');
    Object.assign(world.held[1] ?? {}, { hold: 'root-gone' });
    Object.assign(world.folder('Photos')?.hold ?? {}, { kind: 'root-gone' });
    const { user } = await open(world, 'holds');
    const shown = await screen.findByRole('region', { name: 'Photos is stopped' });
    expect(within(shown).queryByRole('button', { name: /Delete|Restore/ })).toBeNull();
    await user.click(within(shown).getByRole('button', { name: 'Locate folder…' }));
    expect(location.hash).toBe('#/folders?folder=Photos');
  });

  it.each([
    ['held', 'holds'],
    ['in-sync', 'holds'],
    ['conflict', 'conflicts'],
    ['in-sync', 'conflicts'],
  ])('is accessible: %s at %s', async (scenario, place) => {
    const { page } = await open(scenario, place);
    await screen.findAllByText(/is stopped|Nothing is stopped|notes\.md|No conflicts/);
    await expectAccessible(page);
  });
});
