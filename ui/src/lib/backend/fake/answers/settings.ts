// Settings, the key, and looking for what is wrong.

import type { Role } from '$lib/engine';
import { fail, type Handlers } from '../answers';

export const settingAnswers: Handlers = {
  settings(world, { folder, key, value }) {
    const all = folder === null ? world.settings : (world.folderSettings[folder] ??= { role: 'two-way', 'rescan-minutes': 60 });
    if (key !== null && value !== null) {
      if (key.startsWith('limit-') && !/^\d+$/.test(value)) fail('bad-setting', `“${value}” cannot be the value of ${key}: it is a number of KiB a second, 0 for no limit`);
      const found = folder === null ? undefined : world.folder(folder);
      if (found && key === 'role') found.role = value as Role;
      if (key === 'min-free' && !/^[\d.]+ ?[KMGT]iB$/.test(value)) fail('bad-setting', `“${value}” cannot be the value of min-free: it is a size, like 500 MiB or 2 GiB`);
      all[key] = value === 'on' || value === 'off' ? value === 'on' : /^\d+$/.test(value) ? Number(value) : value;
    }
    return key === null ? { ...all } : { [key]: all[key] ?? '' };
  },
  key: (world) => world.key,
  verify(world) {
    if (world.hub) fail('not-the-hub', `this machine is not the hub, ${world.hub.name} is: the content store is kept there, and was not checked`, `run it on ${world.hub.name}`);
    return world.verified;
  },
  doctor: (world) => world.checks,
  diagnostics(world, { file }) {
    world.asked.push(`diagnostics ${file}`);
  },
  log: (world) => ({ file: `${world.info.user_home}/.local/state/syncit/logs/syncit.log` }),
};
