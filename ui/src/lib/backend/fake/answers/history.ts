// The history and the activity.

import type { HistoryLine } from '$lib/engine';
import type { Handlers } from './handlers';

const PAGE = 50;

export const historyAnswers: Handlers = {
  history(world, { folder, machine, search, kinds, before, limit }) {
    const from = before === null ? 0 : world.history.findIndex((line) => line.version === before) + 1;
    const wanted = search?.toLowerCase() ?? '';
    const found = [];
    for (let at = from; at < world.history.length && found.length < Math.min(limit ?? PAGE, world.page); at += 1) {
      const line = world.history[at];
      if (!line || (folder !== null && line.folder !== folder) || (machine !== null && line.machine !== machine)) continue;
      if (kinds.length > 0 && !kinds.includes(line.action)) continue;
      if (wanted !== '' && !line.path.toLowerCase().includes(wanted)) continue;
      found.push(line);
    }
    if (!world.hub || world.hub.online) return { lines: found, seen_by: null };
    // Without the hub a machine can only tell deletions and conflicts from other changes.
    const seen = found.map((line): HistoryLine => ({
      ...line,
      action: line.action === 'deleted' || line.action === 'conflict' ? line.action : 'changed',
      from: null,
    }));
    return { lines: seen, seen_by: { machine: world.machine, hub: world.hub.name } };
  },
  activity: (world, { hours }) => world.activity.slice(-hours),
};
