// The lint rules of the window: TypeScript's and Svelte's recommended ones, and its rooms, whose table is eslint/rooms.js.

import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import rooms from './eslint/plugin.js';
import words from './eslint/words.js';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'src/lib/engine/api.ts'] },
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-debugger': 'error',
      'no-eval': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Most lists here are of fixed order, or of values without a name of their own.
      'svelte/require-each-key': 'off',
      // A text in braces keeps the spaces that Svelte would trim.
      'svelte/no-useless-mustaches': 'off',
    },
  },
  {
    files: ['src/**'],
    plugins: { rooms },
    rules: { 'no-console': 'error', 'rooms/imports': 'error', 'rooms/no-circles': 'error' },
  },
  {
    files: ['src/**'],
    // The catalogues, and the scripted engine, which speaks for the real one.
    ignores: ['src/lib/messages/**', 'src/lib/backend/fake/**'],
    plugins: { words },
    rules: { 'words/in-catalogues': 'error' },
  },
);
