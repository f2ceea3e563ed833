// The scenarios: states of the window, by name. Each makes a new world.

import type {
  Action,
  DamagedLine,
  DifferenceLine,
  HeldLine,
  HistoryLine,
  Invite,
  MachineFolder,
  PausedBecause,
  VersionLine,
} from '$lib/engine';
import { keep } from './answers/subfolders';
import { DAY, DUSK } from './pictures';
import { recorded } from './recorded';
import { Selection } from './subfolders';
import { ago, folder, machine, World } from './world';

type Make = () => World;

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Makes a world with these fields. */
function world(given: Partial<World>): World {
  return Object.assign(new World(), given);
}

function lines(count: number): HistoryLine[] {
  const folders = ['Documents', 'Photos', 'Projects'];
  const machines = ['laptop', 'desktop', 'attic'];
  const kinds: Action[] = ['changed', 'changed', 'added', 'added', 'moved', 'deleted', 'restored', 'conflict'];
  const names = ['report.docx', 'IMG_2041.jpg', 'notes.md', 'budget 2026.ods', 'talk.odp', 'scan-007.pdf', 'main.rs', 'letter to Ines.odt'];
  return Array.from({ length: count }, (_, at) => {
    const action = kinds[(at * 7) % kinds.length] ?? 'changed';
    const path = `${['', 'Letters/', '2026/11/', 'src/'][at % 4]}${at > 40 ? `${at}-` : ''}${names[(at * 5) % names.length]}`;
    return {
      ...recorded.line(action),
      at: ago(3 + at * (count > 1000 ? 1.7 : 23)),
      folder: folders[at % 3] ?? 'Documents',
      path,
      machine: machines[(at * 3 + (at >> 2)) % 3] ?? 'laptop',
      size: action === 'deleted' ? 0 : 900 + ((at * 7919) % 5_000_000),
      version: `v${count - at}`,
      from: action === 'moved' ? `Old/${names[(at * 5) % names.length]}` : null,
    };
  });
}

/** Versions of a text, as recorded, and of two pictures. */
function past(): Pick<World, 'versions' | 'contents' | 'images'> {
  const minutes = [64, 700, 1700, 8200, 8300];
  const notes = recorded.versions.map((line, at) => ({ ...line, at: ago(minutes[at] ?? 9000) }));
  const contents = Object.fromEntries(notes.map(({ version }, at) => [version, recorded.texts[at] ?? '']));
  const one = (version: string, minutes: number, action: Action, machine: string, given: Partial<VersionLine>): VersionLine => ({
    version,
    at: ago(minutes),
    machine,
    size: 0,
    current: false,
    path: '',
    action,
    ...given,
  });
  const picture = { path: 'IMG_2041.jpg', size: 4_210_000 };
  const raw = { path: 'Raw/IMG_2041.tif', size: 42_100_000 };
  return {
    contents,
    images: { p2: DUSK, p1: DAY },
    versions: {
      'notes.md': notes,
      'IMG_2041.jpg': [
        one('p2', 90, 'changed', 'desktop', { ...picture, current: true }),
        one('p1', 4000, 'added', 'laptop', { ...picture, size: 810_000 }),
      ],
      'Raw/IMG_2041.tif': [
        one('r2', 90, 'changed', 'desktop', { ...raw, size: 810_000, current: true }),
        one('r1', 4000, 'added', 'laptop', raw),
      ],
    },
  };
}

/** An hour ago a machine deleted half of a folder and overwrote the other half. */
function wrecked(): World {
  const one = client();
  const damage = Array.from({ length: 1204 }, (_, at): HistoryLine => {
    const action = at % 2 === 0 ? 'deleted' : 'changed';
    const path = `${['Letters', 'Taxes/2025', 'Notes'][at % 3]}/${String(at).padStart(4, '0')}.odt`;
    const size = action === 'deleted' ? 0 : 4096;
    return { ...recorded.line(action), at: ago(60 + at * 0.01), folder: 'Documents', path, machine: 'desktop', size, version: `w${at}` };
  });
  one.history = [...one.history.slice(0, 3), ...damage, ...lines(40).slice(5)];
  return one;
}

/** A hub with a damaged store: one content was fetched again, one waits for a machine, one is lost. */
function damaged(): World {
  const line = (path: string, state: DamagedLine['state']): DamagedLine => {
    return { folder: 'Documents', path, version: path, at: ago(60 * 24 * 40), size: 48_000, state };
  };
  const problem = (path: string) => {
    return {
      path,
      message: 'its content was damaged in the hub’s store',
      hint: 'it is fetched again automatically when a machine that has it connects',
    };
  };
  const one = hub();
  const documents = one.folder('Documents');
  if (documents) Object.assign(documents, { state: 'attention', problems: [problem('Letters/Aunt Ida.odt')] });
  one.verified = {
    checked: 48_211,
    quarantined: 3,
    more: false,
    damaged: [line('Letters/Aunt Ida.odt', 'waiting'), line('Taxes/2025/return.pdf', 'fetched'), line('Notes/garden.md', 'past')],
  };
  return one;
}

function day() {
  const shape = [2, 0, 0, 0, 0, 0, 1, 6, 34, 51, 22, 40, 12, 63, 90, 48, 30, 14, 8, 21, 160, 35, 9, 4];
  const start = new Date().setMinutes(0, 0, 0);
  return shape.map((changes, at) => ({ from: new Date(start - (shape.length - 1 - at) * 3_600_000).toISOString(), changes }));
}

const documents = () => folder({ name: 'Documents', files: 1204, bytes: 3.2 * GIB });
const photos = () => folder({ name: 'Photos', path: '/home/ada/Pictures/Photos', files: 18_220, bytes: 85 * GIB });
const projects = () => folder({ name: 'Projects', files: 9312, bytes: 1.4 * GIB, role: 'send-only' });
const music = () => folder({ name: 'Music', path: null, files: 4410, bytes: 31 * GIB });

/** What a machine that is up to date has. */
function has(...folders: string[]): MachineFolder[] {
  return folders.map((folder) => lacking(folder, 0, 0, 0));
}

/** What a machine lacks of a folder, and how many minutes ago it was up to date. */
function lacking(folder: string, pending: number, bytes_pending: number, minutes: number): MachineFolder {
  return { folder, pending, bytes_pending, at_least: false, up_to_date_at: ago(minutes) };
}

function client(given: Partial<World> = {}): World {
  return world({
    machine: 'laptop',
    role: 'client',
    hub: { name: 'attic', address: '192.168.1.20:22082', online: true },
    folders: [documents(), photos(), projects(), music()],
    machines: [
      machine({ name: 'attic', role: 'hub', address: '192.168.1.20:22082', folders: has('Documents', 'Photos', 'Music') }),
      machine({ name: 'laptop', is_self: true, folders: has('Documents', 'Photos', 'Projects') }),
      machine({ name: 'desktop', folders: [...has('Documents'), lacking('Photos', 3, 68 * MIB, 2)] }),
      machine({
        name: 'Ines’ tablet',
        online: false,
        last_seen: ago(60 * 24 * 3),
        version: null,
        folders: [lacking('Documents', 12, 0, 60 * 24 * 3)],
      }),
    ],
    stored: [
      { folder: 'Documents', current_bytes: 3.2 * GIB, past_bytes: 1.1 * GIB, past_versions: 4210 },
      { folder: 'Music', current_bytes: 31 * GIB, past_bytes: 0, past_versions: 0 },
      { folder: 'Photos', current_bytes: 85 * GIB, past_bytes: 6.3 * GIB, past_versions: 812 },
      { folder: 'Projects', current_bytes: 1.4 * GIB, past_bytes: 2.7 * GIB, past_versions: 38_104 },
    ],
    history: lines(120),
    ...past(),
    activity: day(),
    checks: recorded.checks,
    settings: { name: 'laptop', discovery: true, 'min-free': '1.0 GiB', 'limit-up': 0, 'limit-down': 0 },
    folderSettings: {
      Projects: {
        'hold-files': 500,
        'keep-all-days': 7,
        'keep-daily-days': 14,
        'keep-weekly-days': 14,
        'keep-deleted-days': 90,
        'keep-size': '10 GiB',
      },
    },
    ignoreRules: { Projects: '# what can be built again\nbuild/\n*.tmp\n' },
    ...given,
  });
}

function hub(given: Partial<World> = {}): World {
  const access = { Documents: 'write', Photos: 'write', Projects: 'read' } as const;
  return client({
    machine: 'attic',
    role: 'hub',
    hub: null,
    store_bytes: 112 * GIB,
    folders: [
      folder({ name: 'Documents', path: '/home/ada/SyncIt/Documents', files: 1204, bytes: 3.2 * GIB }),
      folder({ name: 'Photos', path: '/home/ada/SyncIt/Photos', files: 18_220, bytes: 85 * GIB }),
      folder({ name: 'Projects', path: null, files: 9312, bytes: 1.4 * GIB }),
    ],
    machines: [
      machine({ name: 'attic', role: 'hub', is_self: true, folders: has('Documents', 'Photos') }),
      machine({ name: 'laptop', access, address: '192.168.1.31', folders: has('Documents', 'Photos', 'Projects') }),
      machine({
        name: 'desktop',
        access: { ...access, Photos: 'none' },
        address: '192.168.1.32',
        folders: [lacking('Documents', 240, 1.2 * GIB, 25)],
      }),
      machine({ name: 'Ines’ tablet', online: false, last_seen: ago(60 * 24 * 9), access: { ...access, Projects: 'none' } }),
    ],
    settings: {
      name: 'attic',
      discovery: true,
      'min-free': '1.0 GiB',
      'folders-per-machine': 64,
      'bytes-per-machine': 'none',
      listen: '[::]:22082',
      root: '/home/ada/SyncIt',
    },
    ...given,
  });
}

/** A client that may show codes, too. */
function inviter(): World {
  const one = client();
  for (const each of one.machines) if (each.is_self) each.may_invite = true;
  return one;
}

/** An invitation that has just been opened, as its hub shows it. */
function invitation({ link }: World): Invite {
  return {
    code: '482913',
    address: '192.168.1.20:22082',
    addresses: ['192.168.1.20:22082', '[fd00::20]:22082'],
    link,
    expires_at: ago(-9.7),
    attempts_left: 9,
    wrong_codes: [],
    burnt: false,
  };
}

/** A hub where another machine shows a code. */
function invitedElsewhere(): World {
  const one = hub();
  for (const each of one.machines) each.may_invite = each.inviting = each.name === 'laptop';
  one.invitation = { ...invitation(one), opened_by: 'laptop' };
  return one;
}

function syncing(): World {
  const one = client();
  const total = 2.4 * GIB;
  let left = total;
  const step = (made: World) => {
    left = left <= 30 * MIB ? total : left - 19 * MIB;
    const gone = total - left;
    made.folders = [
      { ...documents(), state: 'syncing', pending: 3, bytes_pending: 240_000 },
      { ...photos(), state: 'syncing', pending: Math.ceil(left / (12 * MIB)), bytes_pending: left },
      projects(),
      music(),
    ];
    made.transfers = [
      { folder: 'Photos', path: '2026/11/Lisbon/IMG_2041.mov', done: gone % (800 * MIB), total: 800 * MIB, direction: 'pull' },
      { folder: 'Photos', path: '2026/11/Lisbon/IMG_2043.heic', done: gone % (12 * MIB), total: 12 * MIB, direction: 'pull' },
      { folder: 'Documents', path: 'Letters/letter to Ines.odt', done: (gone / 40) % 240_000, total: 240_000, direction: 'push' },
    ];
    for (const each of made.machines) each.flowing = each.name === 'desktop' || each.is_self;
  };
  for (let at = 0; at < 30; at += 1) step(one);
  one.script = step;
  return one;
}

function scanning(): World {
  const one = client();
  Object.assign(one.folders[2] ?? {}, { state: 'scanning' });
  return one;
}

function paused(): World {
  const pause = { paused: true, paused_because: { code: 'person' as const }, paused_until: ago(-55) };
  const one = client(pause);
  for (const each of one.folders) if (each.path !== null) Object.assign(each, pause, { state: 'paused', pending: 14 });
  return one;
}

/** Paused by itself. */
function pausedBecause(paused_because: PausedBecause): World {
  const one = client({ paused: true, paused_because });
  Object.assign(one.settings, { 'pause-on-metered': true, 'pause-on-battery': 20 });
  for (const each of one.folders)
    if (each.path !== null) Object.assign(each, { state: 'paused', paused: true, paused_because, pending: 14 });
  return one;
}

/** A laptop on the go: its hub is reached over a metered network, the speed is limited at work hours, and it may pause on battery. */
function metered(): World {
  const one = client({ offer: 'pause-on-metered' });
  Object.assign(one.settings, { 'limit-up': 2048, 'limit-hours': 'mon-fri 08:00-18:00, sat', 'pause-on-battery': 20 });
  one.limitHours = { applies: true, until: ago(-125) };
  return one;
}

function offline(): World {
  const one = client({
    hub: recorded.offline,
    checks: recorded.checksOffline,
  });
  for (const each of one.folders) if (each.path !== null) each.state = 'offline';
  // What the others have and run is known to the hub alone.
  for (const each of one.machines) Object.assign(each, { online: each.is_self, folders: [], version: null });
  Object.assign(one.folders[0] ?? {}, { pending: 12, bytes_pending: 3 * MIB });
  return one;
}

function conflict(): World {
  const one = client();
  Object.assign(one.folders[0] ?? {}, { state: 'attention', conflicts: 2 });
  const both = { folder: 'Documents', machine: 'laptop', at: ago(44), theirs_machine: 'desktop', theirs_at: ago(41), diffs: [] };
  const text = ['# Notes', '', '- milk', ...Array.from({ length: 12 }, (_, at) => `- thing ${at + 1}`), ''];
  const theirs = [...text, '- tea', ''].join('\n');
  const milk = (of: string) => of.replace('- milk', '- milk, two bottles');
  one.conflicts = [
    {
      ...both,
      path: 'Letters/letter to Ines.odt',
      copy: 'Letters/letter to Ines (conflict, laptop, 2026-11-22 14.03.05).odt',
      mergeable: false,
      why_not: 'Letters/letter to Ines.odt is not a text file',
      merged: null,
    },
    {
      ...both,
      path: 'notes.md',
      copy: 'notes (conflict, laptop, 2026-11-22 14.07.40).md',
      mergeable: true,
      why_not: null,
      merged: milk(theirs),
    },
  ];
  const version = (name: string, path: string, machine: string): VersionLine => ({
    version: name,
    at: ago(44),
    machine,
    size: 90,
    current: true,
    path,
    action: 'changed',
  });
  const copy = 'notes (conflict, laptop, 2026-11-22 14.07.40).md';
  one.contents = { ...one.contents, theirs, mine: milk(text.join('\n')) };
  one.versions = { ...one.versions, 'notes.md': [version('theirs', 'notes.md', 'desktop')], [copy]: [version('mine', copy, 'laptop')] };
  return one;
}

/** Two versions of a picture. */
function conflictOfImages(): World {
  const one = client();
  Object.assign(one.folders[1] ?? {}, { state: 'attention', conflicts: 1 });
  const path = '2026/sunset.jpg';
  const copy = '2026/sunset (conflict, laptop, 2026-11-22 14.03.05).jpg';
  one.conflicts = [
    {
      folder: 'Photos',
      path,
      copy,
      machine: 'laptop',
      at: ago(44),
      theirs_machine: 'desktop',
      theirs_at: ago(41),
      diffs: [],
      mergeable: false,
      why_not: `${path} is not a text file`,
      merged: null,
    },
  ];
  const version = (name: string, of: string, machine: string): VersionLine => ({
    version: name,
    at: ago(44),
    machine,
    size: 3300,
    current: true,
    path: of,
    action: 'changed',
  });
  one.images = { ...one.images, theirs: DUSK, mine: DAY };
  one.versions = { ...one.versions, [path]: [version('theirs', path, 'desktop')], [copy]: [version('mine', copy, 'laptop')] };
  return one;
}

function held(): World {
  const one = client();
  const deleted = { ...recorded.massDeletion, files: 1102, cause: recorded.massDeletion.cause.replace(/^[\d,]+/, '1,102') };
  const emptied = { ...recorded.emptied, files: 18_220 };
  const hold = ({ cause, hold: kind, files, hint }: HeldLine, machine: string | null) => ({ cause, kind, files, machine, hint });
  Object.assign(one.folders[0] ?? {}, { state: 'held', hold: hold(deleted, 'desktop') });
  Object.assign(one.folders[1] ?? {}, { state: 'held', hold: hold(emptied, null) });
  const sample = ['Letters/letter to Ines.odt', 'Taxes/2025.pdf', 'notes.md'];
  one.held = [
    { ...deleted, folder: 'Documents', sample, since: ago(6) },
    { ...emptied, folder: 'Photos', sample: [], since: ago(3) },
  ];
  return one;
}

function problems(): World {
  const one = client();
  Object.assign(one.folders[0] ?? {}, {
    state: 'attention',
    problems: [...recorded.problems, ...Array.from({ length: 31 }, (_, at) => ({ ...recorded.noRoom, path: `Scans/page ${at + 1}.tif` }))],
  });
  Object.assign(one.folders[1] ?? {}, { state: 'attention', problems: recorded.problems.slice(0, 1) });
  return one;
}

/** A send-only, a receive-only and a read-only folder, each with paths that are left out. */
function apart(): World {
  const one = client();
  const file = (size: number) => ({ kind: 'file' as const, size });
  const theirs = (path: string, change: Action, here: number | null, there: number | null, minutes: number): DifferenceLine => ({
    path,
    change,
    why: 'not-applied',
    machine: 'desktop',
    at: ago(minutes),
    here: here === null ? null : file(here),
    there: there === null ? null : file(there),
  });
  const mine = (path: string, change: Action, here: DifferenceLine['here'], there: DifferenceLine['there']): DifferenceLine => ({
    path,
    change,
    why: 'not-sent',
    machine: 'laptop',
    at: here?.kind === 'file' ? ago(200) : null,
    here,
    there,
  });
  one.differences = {
    Projects: [
      theirs('Cargo.toml', 'changed', 812, 840, 12),
      theirs('docs/old plan.md', 'deleted', 9200, null, 75),
      theirs('docs/plan.md', 'added', null, 11_400, 75),
    ],
    Photos: Array.from({ length: 340 }, (_, at) => {
      const [path, here] = [`Edited/IMG_${1000 + at}.jpg`, file(2_400_000 + at * 7919)];
      if (at % 5 === 3) return mine(path, 'changed', here, file(2_390_000));
      return at % 17 === 6 ? mine(path, 'deleted', null, here) : mine(path, 'added', here, null);
    }),
    Documents: [mine('Drafts', 'added', { kind: 'directory', size: 0 }, null), mine('Taxes/2025.pdf', 'deleted', null, file(880_000))],
  };
  Object.assign(one.folders[0] ?? {}, { may_write: false, not_sent: 2 });
  Object.assign(one.folders[1] ?? {}, { role: 'receive-only', not_sent: 340 });
  Object.assign(one.folders[2] ?? {}, { not_applied: 3 });
  return one;
}

/** Of one folder only a part is kept here, and the disk has no room for the rest of it. */
function partial(): World {
  const one = client({ room: 24 * GIB });
  const selection = new Selection();
  selection.change(null, ['2025/Wedding/Party', 'Raw'], []);
  keep(one, 'Photos', selection);
  return one;
}

/** Twenty folders: most are in sync, some are not. */
function many(): World {
  const one = client();
  const names = 'Archive,Books,Bills,Camera,Drafts,Family,Garden,Garage plans,Invoices,Recipes,Scores,Scans,School,Teaching,Travel,Videos';
  one.folders.push(...names.split(',').map((name, at) => folder({ name, files: 40 + at * 811, bytes: (at + 1) * 0.7 * GIB })));
  Object.assign(one.folder('Scans') ?? {}, {
    state: 'attention',
    problems: recorded.problems.slice(0, 1),
  });
  Object.assign(one.folder('Videos') ?? {}, { state: 'syncing', pending: 3, bytes_pending: 1.2 * GIB });
  Object.assign(one.folder('Travel') ?? {}, { state: 'paused', paused: true });
  return one;
}

/** A hundred thousand lines, many folders and machines, and names that are hard to show. */
function huge(): World {
  const one = hub({ history: lines(100_000) });
  const long = 'A very long name of a folder, as few'.padEnd(40, ' ou');
  one.folders.push(folder({ name: long, files: 100_000, bytes: 900 * GIB }), folder({ name: 'עברית \u202Eabc', files: 12, bytes: 4096 }));
  for (let at = 1; at <= 60; at += 1) one.folders.push(folder({ name: `Archive ${2026 - at}`, files: at * 811, bytes: at * 3 * GIB }));
  for (let at = 1; at <= 9; at += 1)
    one.machines.push(machine({ name: `workstation-${at}-on-the-second-floor`, online: at % 3 !== 0, last_seen: ago(at * 300) }));
  const first = one.folders[0];
  if (first) {
    first.state = 'attention';
    first.problems = Array.from({ length: 100_000 }, (_, at) => ({
      ...recorded.noRoom,
      path: `Scans/page ${at + 1}.tif`,
    }));
  }
  return one;
}

const unpaired = (given: Partial<World> = {}) =>
  world({
    discovered: [
      { name: 'attic', addresses: ['192.168.1.20:22082'] },
      { name: 'Studio', addresses: ['192.168.1.31:22082'] },
    ],
    ...given,
  });

function starting(): World {
  const one = unpaired({
    machine: 'laptop',
    role: 'hub',
    store_bytes: 0,
    machines: [machine({ name: 'laptop', role: 'hub', is_self: true })],
  });
  one.invitation = invitation(one);
  return one;
}

export const scenarios: Record<string, Make> = {
  'in-sync': client,
  hub,
  inviter,
  'invited-elsewhere': invitedElsewhere,
  damaged,
  syncing,
  scanning,
  paused,
  'paused-battery': () => pausedBecause({ code: 'battery', percent: 14, below: 20 }),
  'paused-metered': () => pausedBecause({ code: 'metered' }),
  metered,
  offline,
  conflict,
  'conflict-images': conflictOfImages,
  held,
  problems,
  apart,
  partial,
  wrecked,
  many,
  huge,
  empty: () =>
    world({
      machine: 'attic',
      role: 'hub',
      store_bytes: 0,
      machines: [machine({ name: 'attic', role: 'hub', is_self: true })],
      activity: day().map((bin) => ({ ...bin, changes: 0 })),
    }),
  'empty-client': () =>
    client({
      folders: [],
      history: [],
      activity: [],
      machines: [machine({ name: 'attic', role: 'hub' }), machine({ name: 'laptop', is_self: true })],
    }),
  bare: () => {
    const one = client();
    one.info = {
      ...one.info,
      tray: false,
      keyring: false,
      notifications: false,
      own_engine: false,
      missing: [
        'No panel shows tray icons. Closing the window minimises it. On GNOME the AppIndicator extension shows them; for panels with an older kind of tray (i3, LXDE, tint2) the program snixembed does.',
        'No program shows notifications. What happens is shown only in this window.',
        'There is no keyring. A new key is kept in a file that only you can read.',
      ],
    };
    one.key = {
      kind: 'file',
      place: '/home/ada/.local/share/syncit/key',
      fingerprint: one.key.fingerprint,
      note: 'No keyring was found when this machine was set up.',
    };
    return one;
  },
  wizard: unpaired,
  'wizard-alone': () => unpaired({ discovered: [] }),
  'wizard-starting': starting,
  'wizard-wrong-code': unpaired,
  'wizard-expired': () => unpaired({ trouble: 'no-invitation' }),
  'wizard-unreachable': () => unpaired({ trouble: 'unreachable' }),
};
