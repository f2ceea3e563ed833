// English. One section per page, so that a page's words lie together; `common` and `state` are everybody's.

import { common } from './en/common';
import { conflicts } from './en/conflicts';
import { folders } from './en/folders';
import { hints } from './en/hints';
import { history } from './en/history';
import { holds } from './en/holds';
import { kept } from './en/kept';
import { machines } from './en/machines';
import { overview } from './en/overview';
import { past } from './en/past';
import { settings } from './en/settings';
import { state } from './en/state';
import { wizard } from './en/wizard';

export const en = { common, hints, state, wizard, overview, folders, kept, machines, history, past, conflicts, holds, settings };
