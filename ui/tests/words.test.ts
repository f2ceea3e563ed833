import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import { describe, expect, it } from 'vitest';
import words from '../eslint/words.js';

describe('the lint rule of words', () => {
  const config = [...(svelte.configs.base as Linter.Config[]), { plugins: { words }, rules: { 'words/in-catalogues': 'error' as const } }];
  const found = (text: string) => new Linter({ configType: 'flat' }).verify(text, config, 'Probe.svelte').map(({ message }) => message);

  it.each([
    '<p>Folders</p>',
    '<button aria-label="Close"></button>',
    "<p>{done ? 'All done' : ''}</p>",
    '<p>{`Copied ${name}`}</p>',
    '<script>const words = `${count} files`;</script>',
    "<script>announce('Saving…');</script>",
  ])('finds %s', (text) => {
    expect(found(text)).toEqual([expect.stringContaining('catalogues')]);
  });

  it.each([
    '<p class="soft small">{t.folders.title} · {name}</p>',
    '<code>syncit web</code>',
    '<style>p { color: red; }</style>',
    "<script>throw new Error('the page has no place');</script>",
    "<script>document.querySelector('main input');</script>",
  ])('has nothing against %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
