// German. docs/translating.md has its words for the terms of SyncIt.

import { complete } from './catalogue';
import { common } from './de/common';
import { conflicts } from './de/conflicts';
import { folders } from './de/folders';
import { history } from './de/history';
import { holds } from './de/holds';
import { hubSettings } from './de/hub-settings';
import { keys } from './de/keys';
import { locked } from './de/locked';
import { machines } from './de/machines';
import { overview } from './de/overview';
import { past } from './de/past';
import { requests } from './de/requests';
import { settings } from './de/settings';
import { state } from './de/state';
import { subfolders } from './de/subfolders';
import { times } from './de/times';
import { wizard } from './de/wizard';

export const de = complete({
  common,
  keys,
  locked,
  state,
  times,
  wizard,
  overview,
  folders,
  subfolders,
  hubSettings,
  machines,
  history,
  past,
  conflicts,
  holds,
  requests,
  settings,
});
