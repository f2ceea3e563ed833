// Builds the window with its scripted engine, and serves it under the app's own policy.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const built = join(root, 'target/ui-fake');
const POLICY = Object.entries(JSON.parse(readFileSync(join(root, 'tauri.conf.json'), 'utf8')).app.security.csp)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const HEADERS = { 'content-security-policy': POLICY };

export function buildFake() {
  execFileSync('npx', ['vite', 'build', 'ui', '--mode', 'fake', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
}

/** Serves what was built. `first` is a script that every page runs before its own; returns the server and its address. */
export async function serveFake(first = '') {
  const index = readFileSync(join(built, 'index.html'), 'utf8').replace(
    '<head>',
    first ? '<head><script src="/first.js"></script>' : '<head>',
  );
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const send = (type, body) => response.writeHead(200, { 'content-type': type, ...HEADERS }).end(body);
    if (path === '/favicon.ico') return void response.writeHead(204).end();
    if (path === '/') return void send('text/html', index);
    if (path === '/first.js') return void send('text/javascript', first);
    try {
      send(TYPES[extname(path)] ?? 'text/html', readFileSync(join(built, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, base: `http://127.0.0.1:${server.address().port}` };
}
