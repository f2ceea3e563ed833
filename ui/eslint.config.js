// The lint rules of the window: TypeScript's and Svelte's recommended ones, and which part may import which.
// docs/ui.md says what each part is for.

import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** What no file may import but the one that is named. */
const TAURI = {
  regex: '^@tauri-apps/',
  message: 'Only lib/backend/tauri.ts may use Tauri: add a method to lib/backend/backend.ts or shell.ts instead.',
};
const API = {
  regex: '(\\./|\\$lib/)api(/|$)',
  message: 'Import the types of the API from $lib/engine, which knows the generated files.',
};
const FAKE = {
  regex: '/fake(/|$)',
  message: 'The scripted engine is for main.ts and tests.',
};
const PAGES = {
  regex: '\\.\\./(views|wizard)(/|$)',
  message: 'Only the frame (App, Window, Sidebar) may know pages and the wizard.',
};
const OTHER_PAGE = {
  regex: '^\\.\\./(?!\\.\\.)[^/]+|/(views|wizard)/',
  message: 'A page must not import another page: move what both need to lib/.',
};
const FRAME = {
  regex: '/(App|Window|Sidebar)\\.svelte$',
  message: 'Nothing below the frame may know it.',
};
const COMPONENTS = {
  regex: '(^|/)components(/|$)',
  message: 'Components stand above this part of lib/.',
};
const STATE = {
  regex: '(^|/)(session|live)\\.svelte$',
  message: 'This part of lib/ is pure or below the state: take what you need as an argument.',
};

/** Which imports are refused in some files. A later entry replaces an earlier one for the same file. */
function never(files, ...patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default ts.config(
  { ignores: ['dist/', 'src/lib/api/'] },
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
  { files: ['src/**'], rules: { 'no-console': 'error' } },
  never(['src/**'], TAURI, API, FAKE),
  never(['src/main.ts'], TAURI, API),
  never(['src/views/*/**'], TAURI, API, FAKE, FRAME, OTHER_PAGE),
  never(['src/wizard/**'], TAURI, API, FAKE, FRAME, { ...PAGES, regex: '\\.\\./views(/|$)' }),
  never(['src/lib/**'], TAURI, API, FAKE, FRAME, PAGES),
  never(['src/lib/icons/**', 'src/lib/messages/**', 'src/lib/backend/**'], TAURI, API, FRAME, PAGES, COMPONENTS, STATE),
  never(['src/lib/*.ts'], TAURI, API, FAKE, FRAME, PAGES, COMPONENTS, STATE),
  never(['src/lib/*.svelte.ts'], TAURI, API, FAKE, FRAME, PAGES, COMPONENTS),
  never(['src/lib/engine.ts'], TAURI, FAKE, FRAME, PAGES, COMPONENTS, STATE),
  never(['src/lib/backend/tauri.ts'], API, FAKE, FRAME, PAGES, COMPONENTS, STATE),
);
