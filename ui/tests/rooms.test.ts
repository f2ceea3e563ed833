import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import page from '../../docs/ui.md?raw';
import plugin, { SRC } from '../eslint/plugin.js';
import { circle, packageRefusal, refusal, ROOMS, roomOf } from '../eslint/rooms.js';

describe('the rooms', () => {
  const files = Object.keys(import.meta.glob('../src/**/*.{ts,svelte}')).map((path) => path.slice('../src/'.length));

  it('leave no file outside', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !roomOf(file))).toEqual([]);
    for (const flat of ['lib/helpers.ts', 'lib/new/helpers.ts', 'Banner.svelte', 'views/common.ts'])
      expect(roomOf(flat), flat).toBeUndefined();
  });

  it.each(ROOMS.map(({ name }) => name))('have a row in docs/ui.md: %s', (name) => {
    const written = name.endsWith('.ts') ? name : `${name.replace('*', 'NAME')}/`;
    // The two implementations of the backend are described with it.
    expect(page).toContain(`\`${written.replace('lib/backend/tauri', 'tauri').replace('lib/backend/fake', 'fake')}\``);
  });

  it.each([
    ['lib/components/Name.svelte', 'lib/text/index.ts'],
    ['lib/text/format.ts', 'lib/text/paths.ts'],
    ['views/holds/HoldCard.svelte', 'views/holds/outcome.ts'],
    ['views/index.ts', 'views/holds/view.ts'],
    ['frame/Sidebar.svelte', 'views/index.ts'],
    ['main.ts', 'lib/backend/fake/index.ts'],
  ])('let %s import %s', (from, to) => {
    expect(refusal(from, to)).toBeUndefined();
  });

  it.each([
    ['upwards', 'lib/text/format.ts', 'lib/messages/index.ts', /lib\/text must not know lib\/messages/],
    ['upwards to a page', 'lib/folders/LinkDialog.svelte', 'views/folders/view.ts', /lib\/folders must not know views\/folders/],
    ['upwards to the frame', 'views/overview/Overview.svelte', 'frame/App.svelte', /views\/overview must not know frame/],
    ['another page', 'views/history/Line.svelte', 'views/folders/view.ts', /a page must not import another page/],
    ['the list of pages', 'views/folders/FolderPage.svelte', 'views/index.ts', /must not know views\/index\.ts/],
    ['a page from the wizard', 'wizard/steps/Folders.svelte', 'views/folders/view.ts', /wizard must not know views\/folders/],
    ['the scripted engine', 'wizard/Wizard.svelte', 'lib/backend/fake/index.ts', /wizard must not know lib\/backend\/fake/],
    [
      'the inside of another room',
      'views/holds/Holds.svelte',
      'lib/state/session.svelte.ts',
      /internal to lib\/state: import lib\/state\/index\.ts/,
    ],
    ['the inside of a page', 'views/index.ts', 'views/holds/HoldCard.svelte', /internal to views\/holds/],
    ['a file without a room', 'views/holds/Holds.svelte', 'lib/helpers.ts', /lib\/helpers\.ts is in no room/],
  ])('refuse %s', (_what, from, to, why) => {
    expect(refusal(from, to)).toMatch(why);
  });

  it('let one room alone use Tauri', () => {
    expect(packageRefusal('lib/backend/tauri.ts', '@tauri-apps/api/core')).toBeUndefined();
    expect(packageRefusal('frame/Window.svelte', '@tauri-apps/api/core')).toMatch(/only lib\/backend\/tauri\.ts may use @tauri-apps/);
    expect(packageRefusal('frame/Window.svelte', 'svelte')).toBeUndefined();
  });
});

describe('a circle of files', () => {
  const graph: Record<string, string[]> = { a: ['b', 'c'], b: ['d'], c: ['a'], d: ['b', 'e'], e: [], self: ['self'] };
  const importsOf = (file: string) => graph[file] ?? [];

  it.each([
    ['a', ['a', 'c', 'a']],
    ['b', ['b', 'd', 'b']],
    ['c', ['c', 'a', 'c']],
    ['e', undefined],
    ['self', ['self', 'self']],
  ])('is found from %s', (file, found) => {
    expect(circle(file, importsOf)).toEqual(found);
  });
});

describe('the lint rules', () => {
  /** What they say of a file of `src/` with this text. */
  function lint(file: string, text: string): string[] {
    const rules = { 'rooms/imports': 'error', 'rooms/no-circles': 'error' } as const;
    const config = { files: ['**/*.ts'], languageOptions: { parser: ts.parser as Linter.Parser }, plugins: { rooms: plugin }, rules };
    return new Linter({ cwd: '/' }).verify(text, config, `${SRC}/${file}`).map(({ message }) => message);
  }

  it.each([
    "import { steps } from '../folders/hub-settings';",
    "import type { Form } from '../folders/hub-settings';",
    "export * from '../folders/hub-settings';",
    "const found = import('../folders/hub-settings');",
    "type Found = import('../folders/hub-settings').Form;",
    "const found = import.meta.glob('../folders/h*.ts');",
  ])('see %s', (text) => {
    expect(lint('views/holds/outcome.ts', text)).toEqual([expect.stringMatching(/a page must not import another page/)]);
  });

  it('see a circle through a component and a pattern', () => {
    const found = lint('views/holds/outcome.ts', "import { views } from '..';");
    expect(found).toContainEqual(
      expect.stringMatching(
        /in a circle: views\/holds\/outcome\.ts → views\/index\.ts → views\/holds\/view\.ts → views\/holds\/Holds\.svelte → .*outcome\.ts$/,
      ),
    );
  });

  it('have nothing against what may be', () => {
    expect(lint('views/holds/outcome.ts', "import { t } from '$lib/messages';\nimport Holds from './Icon.svg';")).toEqual([]);
  });
});
