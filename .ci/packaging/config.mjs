// What tauri.conf.json cannot say of the packages by itself: their version, and what the app is linked with.
// Usage: node .ci/packaging/config.mjs VERSION PROGRAMS [--quick], where PROGRAMS has the app, the command line and debian/control.
// Prints what is merged into the configuration.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [version, programs, quick] = process.argv.slice(2);
const { bundle } = JSON.parse(readFileSync(join(import.meta.dirname, '../../tauri.conf.json'), 'utf8'));
const { deb, rpm, appimage } = bundle.linux;

const shlibdeps = ['-O', '-Tdebian/none', 'syncit-desktop'];
const debian = execFileSync('dpkg-shlibdeps', shlibdeps, { cwd: programs, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const linkedDeb = debian.match(/^shlibs:Depends=(.*)$/m)?.[1].split(', ') ?? [];

const elf = { input: `${join(programs, 'syncit-desktop')}\n`, encoding: 'utf8' };
const linkedRpm = execFileSync('/usr/lib/rpm/elfdeps', ['--requires'], elf).trim().split('\n');

// The packages are called syncit. In tauri.conf.json stands the name that people see, which would become sync-it.
const config = {
  productName: 'syncit',
  version,
  bundle: {
    linux: {
      deb: { depends: [`syncit-cli (= ${version})`, ...deb.depends, ...linkedDeb] },
      rpm: { depends: [...rpm.depends, ...linkedRpm], compression: quick ? { type: 'zstd', level: 1 } : rpm.compression },
      appimage: { files: { ...appimage.files, '/usr/bin/syncit': join(programs, 'syncit') } },
    },
  },
};
if (linkedDeb.length === 0 || linkedRpm.length === 0) throw new Error('what the app is linked with is not known');
console.log(JSON.stringify(config, null, 2));
