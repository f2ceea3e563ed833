// Puts what cargo has built where a distribution wants it, for recipes that build from source: src-tauri/package/arch, src-tauri/package/nix.
// Usage: node .ci/packaging/install.mjs cli|app PROGRAMS USR, where PROGRAMS is cargo's target/release, and USR becomes /usr.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const [what, programs, usr] = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const { bundle, mainBinaryName: app } = JSON.parse(readFileSync(join(root, 'tauri.conf.json'), 'utf8'));

/** Copies a file of the tree, or one with an absolute path, to where it lies under /usr. */
const install = (from, to, mode = 0o644) => {
  const target = join(usr, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from.startsWith('/') ? from : join(root, from), target);
  chmodSync(target, mode);
};

if (what === 'cli') {
  const files = mkdtempSync(join(tmpdir(), 'syncit-'));
  execFileSync(join(programs, 'examples/manual'), [files], { stdio: 'ignore' });
  install(join(programs, 'syncit'), 'bin/syncit', 0o755);
  // Not in sbin, which is a link to bin, or nothing, where these recipes are used.
  install('src-tauri/package/syncit-system', 'bin/syncit-system', 0o755);
  install('src-tauri/package/syncit.service', 'lib/systemd/user/syncit.service');
  install('src-tauri/package/syncit-system.service', 'lib/systemd/system/syncit-system.service');
  install('src-tauri/package/syncit-system.conf', 'lib/sysusers.d/syncit-system.conf');
  install(join(files, 'completions/_syncit'), 'share/zsh/site-functions/_syncit');
  install(join(files, 'completions/syncit.fish'), 'share/fish/vendor_completions.d/syncit.fish');
  install(join(files, 'completions/syncit.bash'), 'share/bash-completion/completions/syncit');
  for (const pages of ['share/man/man1', 'share/man/de/man1']) {
    for (const page of readdirSync(join(files, pages))) install(join(files, pages, page), join(pages, page));
  }
  rmSync(files, { recursive: true });
} else if (what === 'app') {
  install(join(programs, app), join('bin', app), 0o755);
  // What an .rpm has beside the program, the icons and the desktop file, which the bundler places by itself.
  for (const [to, from] of Object.entries(bundle.linux.rpm.files)) install(from, to.replace('/usr/', ''));
  for (const icon of bundle.icon) {
    const width = readFileSync(join(root, icon)).readUInt32BE(16);
    install(icon, `share/icons/hicolor/${width}x${width}/apps/${app}.png`);
  }
  const desktop = readFileSync(join(root, bundle.linux.rpm.desktopTemplate), 'utf8').replace('{{exec}}', app).replace('{{icon}}', app);
  mkdirSync(join(usr, 'share/applications'), { recursive: true });
  writeFileSync(join(usr, 'share/applications/syncit.desktop'), desktop);
} else {
  throw new Error(`${what} is not known`);
}
