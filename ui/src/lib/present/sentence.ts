// The state in words. The sentence is the engine's, the same that the tray shows; what it means for the person is added here. Pure.

import type { FolderStatus, Icon, Status, SyncState } from '$lib/engine';
import { t } from '$lib/messages';
import { type Shown, visible } from '$lib/text';

export type Sentence = {
  state: SyncState;
  /** What this machine is doing. */
  title: Shown;
  /** That something needs a person; null if nothing does. */
  attention: Shown | null;
  text: string;
};

export function linked(status: Status): FolderStatus[] {
  return status.folders.filter((folder) => folder.path !== null);
}

/** The engine's icons as states, which `StateIcon` draws. */
const STATE_OF_ICON: Record<Icon, SyncState> = {
  'in-sync': 'in-sync',
  syncing: 'syncing',
  paused: 'paused',
  offline: 'offline',
  attention: 'attention',
};

function text(status: Status): string {
  const here = linked(status);
  const { says, paused_because, paused_until, not_applied, not_sent } = status.summary.parts;
  if (status.state === 'held') return t.state.held;
  switch (says) {
    case 'not-set-up':
      return t.state.unpaired.text;
    case 'paused':
      if (paused_because?.code === 'metered') return t.state.paused.metered;
      if (paused_because?.code === 'battery') return t.state.paused.battery(paused_because.below);
      return paused_until === null ? t.state.paused.untilResumed : t.state.paused.text;
    case 'some-paused':
      return t.state.paused.some;
    case 'offline':
      return t.state.offline;
    case 'looking': {
      const looking = here.filter((folder) => folder.state === 'scanning');
      if (looking.length === 1) return t.state.scanning.text(visible(looking[0]?.name ?? ''));
      return t.state.scanning.several(looking.length);
    }
    case 'syncing':
      return t.state.syncing;
    case 'no-folders':
      if (status.folders.length === 0) return t.state['in-sync'].empty;
      if (status.role === 'hub') return t.state['in-sync'].hubWithoutCopies;
      return t.state['in-sync'].offered(status.folders.length);
    case 'in-sync': {
      const files = here.reduce((sum, folder) => sum + folder.files, 0);
      const size = here.reduce((sum, folder) => sum + folder.bytes, 0);
      const isAll = here.every((folder) => folder.not_chosen === 0);
      if (status.attention > 0 || (!isAll && not_applied + not_sent === 0)) return t.state['in-sync'].here(files, size);
      return not_applied + not_sent > 0 ? t.state['in-sync'].apart(files, size) : t.state['in-sync'].text(files, size);
    }
  }
}

export function sentence(status: Status): Sentence {
  const { icon, sentence: title, attention_sentence: attention } = status.summary;
  return {
    state: STATE_OF_ICON[icon],
    title: visible(title),
    attention: attention === null ? null : visible(attention),
    text: text(status),
  };
}
