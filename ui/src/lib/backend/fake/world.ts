// The state of the fake engine: plain data that the answers read and change.

import type { AppSettings, Drag, Progress, ShellInfo } from '$lib/backend';
import type {
  Activity,
  ActivityBin,
  ApiError,
  Check,
  CommandName,
  ConflictLine,
  ContentImage,
  DifferenceLine,
  Discovered,
  Estimate,
  FolderStatus,
  HeldLine,
  HistoryLine,
  IgnoredLine,
  Invite,
  Key,
  Role,
  MachineStatus,
  Offer,
  PausedBecause,
  Settings,
  SpeedLimit,
  Status,
  StoreCheck,
  StoreLine,
  StoreStatus,
  SyncState,
  TransferStatus,
  Verified,
  VersionLine,
} from '$lib/engine';
import type { Place } from '$lib/nav';
import { type Selection, type Subfolder, SUBFOLDERS } from './subfolders';
import { summarize } from './summary';

export type JoinTrouble = 'wrong-code' | 'no-invitation' | 'unreachable';

/** The code that the fake's hub takes. */
export const CODE = '482913';

export class World {
  machine = '';
  role: Role = 'none';
  hub: Status['hub'] = null;
  store_bytes: number | null = null;
  /** Bytes that are free on the hub's disk. */
  free = 384 * 1024 ** 3;
  stored: StoreLine[] = [];
  full_disks: string[] = [];
  paused = false;
  paused_because: PausedBecause | null = null;
  paused_until: string | null = null;
  offer: Offer | null = null;
  /** When the hours of the speed limits begin or end next, and whether they apply now. */
  limitHours = { applies: true, until: null as string | null };
  folders: FolderStatus[] = [];
  /** What the hub has below each folder, by the folder's name. */
  subfolders: Record<string, Subfolder[]> = { ...SUBFOLDERS };
  /** What is kept here of the folders of which a person has chosen something, by name. */
  selections: Record<string, Selection> = {};
  /** Bytes that are free on this machine's disk, beyond those that must stay so; null if that is not known. */
  room: number | null = 90 * 1024 ** 3;
  transfers: TransferStatus[] = [];
  machines: MachineStatus[] = [];
  history: HistoryLine[] = [];
  /** By path. */
  versions: Record<string, VersionLine[]> = {};
  /** Texts by version. */
  contents: Record<string, string> = {};
  /** Images by version. */
  images: Record<string, ContentImage> = {};
  /** The most lines of history in one answer, whatever is asked. */
  page = 1000;
  conflicts: ConflictLine[] = [];
  /** By folder, in path order. */
  differences: Record<string, DifferenceLine[]> = {};
  held: HeldLine[] = [];
  activity: ActivityBin[] = [];
  invitation: Invite | null = null;
  /** The link in an invitation. */
  link = 'syncit://join?address=192.168.1.20:22082&fingerprint=SHA256:u0Xc7vJf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhM&name=attic';
  attempts = 3;
  discovered: Discovered[] = [];
  trouble: JoinTrouble | null = null;
  settings: Settings = {
    name: '',
    discovery: true,
    'min-free': '1.0 GiB',
    'limit-up': 0,
    'limit-down': 0,
    'limit-hours': 'always',
    'pause-on-metered': false,
    'pause-on-battery': 'off',
  };
  folderSettings: Record<string, Settings> = {};
  ignoreRules: Record<string, string> = {};
  ignored: Record<string, IgnoredLine[]> = {};
  estimate: Estimate = {
    files: 2140,
    bytes: 6_871_947_673,
    free: 96_636_764_160,
    hub_free: 412_316_860_416,
    problem: null,
    complete: true,
  };
  key: Key = {
    kind: 'keyring',
    place: 'GNOME Keyring, item “SyncIt machine key”',
    fingerprint: 'SHA256:u0Xc7vJf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhM',
    note: null,
  };
  checks: Check[] = [];
  verified: Verified = { checked: 48_211, damaged: [], quarantined: 0, more: false };
  store_check: StoreCheck | null = null;
  autostart = false;
  picks: (string | null | ApiError)[] = [];
  app: AppSettings = {
    theme: 'system',
    notify: { changes: true, conflicts: true, holds: true, machines: true, disk: true, absent: true },
    close_told: false,
  };
  info: ShellInfo = {
    version: '0.1.0',
    host_name: 'laptop',
    user_home: '/home/ada',
    home: '/home/ada/.local/share/syncit',
    log: '/home/ada/.local/state/syncit/logs/syncit.log',
    tray: true,
    notifications: true,
    keyring: true,
    own_engine: true,
    missing: [],
  };
  /** What the shell was asked to do, for tests. */
  asked: string[] = [];
  /** Commands that fail, and how. */
  broken: Partial<Record<CommandName, ApiError>> = {};

  #hints = new Set<() => void>();
  #opens = new Set<(place: Place) => void>();
  #reports = new Set<(progress: Progress) => void>();
  #drags = new Set<(drag: Drag) => void>();
  /** One step of what happens over time, if anything does. */
  script: ((world: World) => void) | null = null;

  /** The machine's state: the first that applies to any of its folders. */
  state(): SyncState {
    if (this.role === 'none') return 'unpaired';
    if (this.paused && !this.folders.some((folder) => folder.state === 'held' || folder.state === 'attention')) return 'paused';
    const order: SyncState[] = ['held', 'attention', 'paused', 'offline', 'scanning', 'syncing'];
    const here = this.folders.filter((folder) => folder.path !== null);
    const first = order.find((state) => here.some((folder) => folder.state === state));
    if (first && first !== 'scanning' && first !== 'syncing') return first;
    if (this.hub && !this.hub.online) return 'offline';
    return first ?? 'in-sync';
  }

  /** What the machine does: what stops all of it, and otherwise the liveliest of its folders. */
  doing(folders: Activity[]): Activity {
    if (this.role === 'none') return 'offline';
    if (this.paused) return 'paused';
    if (this.hub && !this.hub.online) return 'offline';
    if (folders.length > 0 && folders.every((one) => one === 'paused')) return 'paused';
    return (['syncing', 'scanning'] as const).find((one) => folders.includes(one)) ?? 'up-to-date';
  }

  status(): Status {
    const { machine, role, hub, folders, transfers, paused, paused_because, paused_until, offer, store_bytes, store_check, full_disks } =
      this;
    const store = role === 'hub' ? this.sums() : null;
    const here = folders.filter((folder) => folder.path !== null).map(activity);
    const status = {
      machine,
      role,
      state: this.state(),
      activity: this.doing(here),
      attention: 0,
      hub,
      folders: folders.map((folder) => ({ ...folder, activity: activity(folder), attention: attentionOf(folder) })),
      transfers,
      paused,
      paused_because,
      paused_until,
      speed_limit: this.speedLimit(),
      offer,
      store_bytes,
      store,
      store_check,
      full_disks,
    };
    const summary = summarize(status);
    return structuredClone({ ...status, attention: summary.attention, summary });
  }

  speedLimit(): SpeedLimit | null {
    const [up, down] = [Number(this.settings['limit-up'] ?? 0), Number(this.settings['limit-down'] ?? 0)];
    if (up === 0 && down === 0) return null;
    const hours = this.settings['limit-hours'] === 'always' ? { applies: true, until: null } : this.limitHours;
    return { up, down, ...hours };
  }

  /** The totals of the hub's store over all folders. */
  sums(): StoreStatus {
    const sum = (key: 'current_bytes' | 'past_bytes' | 'past_versions') => this.stored.reduce((all, line) => all + line[key], 0);
    return { current_bytes: sum('current_bytes'), past_bytes: sum('past_bytes'), past_versions: sum('past_versions'), free: this.free };
  }

  folder(name: string): FolderStatus | undefined {
    return this.folders.find((folder) => folder.name === name);
  }

  /** Sends the window a hint that something changed. */
  hint(): void {
    for (const hint of this.#hints) hint();
  }

  open(place: Place): void {
    for (const open of this.#opens) open(place);
  }

  /** Drags something from outside over the window, as a person does. */
  drag(drag: Drag): void {
    for (const report of this.#drags) report(drag);
  }

  /** Runs one step of the script and reports progress. */
  tick(): void {
    this.script?.(this);
    const folders = this.folders.map(({ name, pending, bytes_pending }) => ({ name, pending, bytes_pending }));
    for (const report of this.#reports) report({ transfers: structuredClone(this.transfers), folders });
  }

  listen = {
    change: (hint: () => void) => subscribe(this.#hints, hint),
    open: (open: (place: Place) => void) => subscribe(this.#opens, open),
    progress: (report: (progress: Progress) => void) => subscribe(this.#reports, report),
    drag: (report: (drag: Drag) => void) => subscribe(this.#drags, report),
  };
}

function subscribe<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}

/** What is done with a folder, as its state in one word says. */
function activity({ state, paused, pending }: FolderStatus): Activity {
  if (state === 'offline' || state === 'scanning' || state === 'syncing') return state;
  if (paused || state === 'held') return 'paused';
  return pending > 0 ? 'syncing' : 'up-to-date';
}

/** How many things of a folder need a person. */
function attentionOf({ hold, conflicts, problems }: FolderStatus): number {
  return (hold ? 1 : 0) + conflicts + problems.length;
}

/** Makes a folder's status with defaults for what is not given. */
export function folder(given: Partial<FolderStatus> & { name: string }): FolderStatus {
  const linked = given.path !== null;
  return {
    path: `/home/ada/${given.name}`,
    role: linked ? 'two-way' : null,
    state: linked ? 'in-sync' : 'not-linked',
    activity: 'up-to-date',
    attention: 0,
    files: 0,
    bytes: 0,
    pending: 0,
    bytes_pending: 0,
    not_applied: 0,
    not_sent: 0,
    may_write: true,
    not_chosen: 0,
    bytes_not_chosen: 0,
    conflicts: 0,
    problems: [],
    paused: false,
    paused_because: null,
    paused_until: null,
    hold: null,
    suggested_path: linked ? null : `/home/ada/${given.name}`,
    ...given,
  };
}

let made = 0;

export function machine(given: Partial<MachineStatus> & { name: string }): MachineStatus {
  made += 1;
  return {
    role: 'client',
    online: true,
    last_seen: ago(0),
    fingerprint: `SHA256:${String(made).padStart(2, '0')}Jf0mH8rTq3pZ1yLw5sKd9aEb2gNi4oVx6cBhMu0Xc`,
    is_self: false,
    access: {},
    flowing: false,
    folders: [],
    version: '0.1.0',
    address: null,
    may_invite: given.role === 'hub' ? true : null,
    inviting: false,
    ...given,
  };
}

/** RFC 3339, so many minutes before now. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
