// English: one section for each page, and `common`, `state` and `times` for all.

import { common } from './en/common';
import { conflicts } from './en/conflicts';
import { folders } from './en/folders';
import { history } from './en/history';
import { holds } from './en/holds';
import { hubSettings } from './en/hub-settings';
import { keys } from './en/keys';
import { locked } from './en/locked';
import { machines } from './en/machines';
import { overview } from './en/overview';
import { past } from './en/past';
import { requests } from './en/requests';
import { settings } from './en/settings';
import { state } from './en/state';
import { subfolders } from './en/subfolders';
import { times } from './en/times';
import { wizard } from './en/wizard';

export const en = {
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
};
