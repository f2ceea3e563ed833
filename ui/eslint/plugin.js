// ESLint rules that hold the window to its rooms (rooms.js): `rooms/imports` and `rooms/no-circles`.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { circle, packageRefusal, refusal, roomOf } from './rooms.js';

/** The window's sources. */
export const SRC = join(import.meta.dirname, '../src');
const CODE = /\.(ts|svelte)$/;

/** A path below `src/`, with slashes; none if it lies elsewhere. */
function below(path) {
  const found = relative(SRC, path);
  return found.startsWith('..') ? undefined : found.split(sep).join('/');
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The file of `src/` that an import means; none for packages, styles and pictures. */
function resolveImport(from, specifier) {
  if (!/^(\.|\$lib\b)/.test(specifier)) return undefined;
  const base = specifier.startsWith('$lib') ? join(SRC, 'lib', specifier.slice('$lib'.length)) : resolve(SRC, dirname(from), specifier);
  const path = [base, `${base}.ts`, `${base}.svelte.ts`, join(base, 'index.ts')].find(isFile);
  return path !== undefined && CODE.test(path) ? below(path) : undefined;
}

/** The files that the pattern of an `import.meta.glob` means: names, and `*` for part of one. */
function resolvePattern(from, pattern) {
  let found = [join(SRC, dirname(from))];
  for (const part of pattern.split('/')) {
    const name = new RegExp(`^${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    const next = (dir) => (part === '.' || part === '..' ? [part] : readdirSync(dir).filter((one) => name.test(one)));
    found = found.filter((dir) => !isFile(dir)).flatMap((dir) => next(dir).map((one) => join(dir, one)));
  }
  return found.filter(isFile).flatMap((path) => below(path) ?? []);
}

/** The files of `src/` that a text imports, types included. */
function importsIn(file, text) {
  const scripts = file.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script).join('\n')
    : text;
  const named = ts.preProcessFile(scripts, true, true).importedFiles.flatMap(({ fileName }) => resolveImport(file, fileName) ?? []);
  const globs = [...scripts.matchAll(/import\.meta\.glob\b[^(]*\(\s*'([^']+)'/g)].flatMap(([, pattern]) => resolvePattern(file, pattern));
  return [...named, ...globs];
}

/** What each file imports, for as long as it is not written again. */
const known = new Map();

function importsOf(file) {
  const path = join(SRC, file);
  const written = statSync(path).mtimeMs;
  const before = known.get(file);
  if (before?.written === written) return before.imports;
  const imports = importsIn(file, readFileSync(path, 'utf8'));
  known.set(file, { written, imports });
  return imports;
}

/** @type {import('eslint').Rule.RuleModule} */
const imports = {
  meta: { type: 'problem', docs: { description: 'hold each import to the table of rooms' }, schema: [] },
  create(context) {
    const from = below(context.filename);
    if (from === undefined) return {};
    const check = (node, targets) => {
      for (const to of targets) {
        const message = refusal(from, to);
        if (message) context.report({ node, message });
      }
    };
    const source = (node) => {
      const specifier = (node.source?.type === 'TSLiteralType' ? node.source.literal : node.source)?.value;
      if (typeof specifier !== 'string') return;
      const message = packageRefusal(from, specifier);
      if (message) context.report({ node, message });
      check(
        node,
        [resolveImport(from, specifier)].filter((to) => to !== undefined),
      );
    };
    return {
      Program(node) {
        if (!roomOf(from)) context.report({ node, loc: { line: 1, column: 0 }, message: refusal(from, from) });
      },
      ImportDeclaration: source,
      ExportNamedDeclaration: source,
      ExportAllDeclaration: source,
      ImportExpression: source,
      TSImportType: source,
      "CallExpression[callee.object.type='MetaProperty'][callee.property.name='glob']"(node) {
        const pattern = node.arguments[0]?.value;
        if (typeof pattern === 'string') check(node, resolvePattern(from, pattern));
      },
    };
  },
};

/** @type {import('eslint').Rule.RuleModule} */
const noCircles = {
  meta: { type: 'problem', docs: { description: 'refuse files that import each other in a circle' }, schema: [] },
  create(context) {
    const file = below(context.filename);
    if (file === undefined) return {};
    return {
      Program(node) {
        const own = importsIn(file, context.sourceCode.text);
        const found = circle(file, (one) => (one === file ? own : importsOf(one)));
        if (found)
          context.report({ node, loc: { line: 1, column: 0 }, message: `these files import each other in a circle: ${found.join(' → ')}` });
      },
    };
  },
};

export default { meta: { name: 'rooms' }, rules: { imports, 'no-circles': noCircles } };
