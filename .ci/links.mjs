// npm run docs:check: every link and every source file that a page names exists, so that pages follow what is renamed.
// Files may be named by any end of their path, as `scan/contents.rs`. Exit 1: something is missing, and is listed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(import.meta.dirname, '..');
const git = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
const files = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).split('\0').filter((file) => file !== '');
const pages = files.filter((file) => file.endsWith('.md'));
const text = (page) => readFileSync(join(root, page), 'utf8');

/** The anchor of a heading as GitHub makes it. */
const anchor = (heading) => heading.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
const anchors = (page) => text(page).split('\n').filter((line) => /^#+ /.test(line)).map(anchor);

const missing = [];
for (const page of pages) {
  for (const [, target] of text(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path, fragment] = target.split('#');
    const to = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, to))) missing.push(`${page}: there is no ${target}`);
    else if (fragment && to.endsWith('.md') && !anchors(to).includes(fragment)) missing.push(`${page}: ${to} has no heading #${fragment}`);
  }
  for (const [, name] of text(page).matchAll(/`([\w./@-]+\/[\w.-]+\.(?:rs|sql|svelte|ts|txt|md|mjs|toml|json|yml))`/g)) {
    if (/NAME|^\.syncit/.test(name)) continue;
    if (!files.some((file) => file === name || file.endsWith(`/${name}`))) missing.push(`${page}: there is no file ${name}`);
  }
}
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(1);
}
