// Settings, the key, the store, and diagnostics.

import type { SyncMode } from '$lib/engine';
import { fail, type Handlers } from './handlers';

/** The default settings of a folder. */
const FOLDER = {
  role: 'two-way',
  'rescan-minutes': 60,
  'git-hooks': 'not-executable',
  'new-subfolders': true,
  'hold-files': 100,
  'hold-share': 50,
  'keep-all-days': 30,
  'keep-daily-days': 90,
  'keep-weekly-days': 365,
  'keep-deleted-days': 365,
  'keep-size': 'none',
};
/** What is set for a folder on this machine alone, and so without the hub. */
const HERE = ['role', 'rescan-minutes', 'git-hooks', 'new-subfolders'];

export const settingAnswers: Handlers = {
  settings(world, { folder, key, value }) {
    const all = folder === null ? world.settings : { ...FOLDER, ...world.folderSettings[folder] };
    if (folder !== null) {
      world.folderSettings[folder] = all;
      if (world.hub?.online === false && !HERE.includes(key ?? '')) return Object.fromEntries(HERE.map((name) => [name, all[name] ?? '']));
    }
    if (key !== null && value !== null) {
      if (key.startsWith('keep-') && world.role !== 'hub')
        fail('not-the-hub', 'this machine is not the hub: nothing was changed', 'do this in SyncIt on the hub');
      if (key === 'keep-size' && value !== 'none' && !/^[\d.]+ ?[KMGT]iB$/.test(value))
        fail(
          'bad-setting',
          `“${value}” cannot be the value of keep-size: it must be “none”, or what past versions may take together, like 500 MiB or 10 GiB`,
        );
      if (/^limit-(up|down)$/.test(key) && !/^\d+$/.test(value))
        fail('bad-setting', `“${value}” cannot be the value of ${key}: it must be a number of KiB a second; 0 means no limit`);
      if (key === 'limit-hours' && value !== 'always' && !/^[a-z]{3}|^\d\d?:\d\d-\d\d?:\d\d/.test(value))
        fail(
          'bad-setting',
          `“${value}” cannot be the value of limit-hours: it must be “always”, or days and hours like “mon-fri 08:00-18:00, sat” or “22:00-06:00”`,
        );
      if (key === 'pause-on-metered') world.offer = null;
      if (key === 'git-hooks' && !['not-executable', 'as-they-are'].includes(value))
        fail('bad-setting', `“${value}” cannot be the value of git-hooks: it must be “not-executable” or “as-they-are”`);
      if (key === 'new-subfolders' && !['on', 'off'].includes(value))
        fail('bad-setting', `“${value}” cannot be the value of new-subfolders: it must be “on” or “off”`);
      const found = folder === null ? undefined : world.folder(folder);
      if (found && key === 'role') found.role = value as SyncMode;
      if (key === 'min-free' && !/^[\d.]+ ?[KMGT]iB$/.test(value))
        fail('bad-setting', `“${value}” cannot be the value of min-free: it must be a size, like 500 MiB or 2 GiB`);
      const isSwitch = key !== 'pause-on-battery' && (value === 'on' || value === 'off');
      all[key] = isSwitch ? value === 'on' : /^\d+$/.test(value) ? Number(value) : value;
    }
    return key === null ? { ...all } : { [key]: all[key] ?? '' };
  },
  store(world) {
    if (world.hub?.online === false)
      fail('offline', `the hub ${world.hub.name} cannot be reached: nothing can be shown`, 'try again once the hub is back');
    const isHub = world.role === 'hub';
    return { stored_bytes: isHub ? world.store_bytes : null, free: isHub ? world.free : null, folders: world.stored };
  },
  key: (world) => world.key,
  verify(world) {
    if (world.hub)
      fail(
        'not-the-hub',
        `this machine is not the hub, ${world.hub.name} is: nothing can be shown`,
        `do this in SyncIt on ${world.hub.name}`,
      );
    return world.verified;
  },
  doctor: (world) => world.checks,
  diagnostics(world, { file }) {
    world.asked.push(`diagnostics ${file}`);
  },
  log: (world) => ({ file: `${world.info.user_home}/.local/state/syncit/logs/syncit.log` }),
};
