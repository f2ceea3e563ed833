// Which pictures are taken: a name, a scenario of the fake, a page, and what is done on it first. The steps find buttons by the words of the
// catalogue that is given, and what the scripted engine says in English.

const press = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();
const tick = (name) => (page) => page.getByRole('checkbox', { name }).first().check();
const turn = (page) => page.getByRole('switch').first().click();
const key = (keys) => (page) => page.keyboard.press(keys);
const type = (text) => (page) => page.keyboard.type(text);
const see = (text) => (page) => page.getByText(text).first().waitFor();

const literally = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const starts = (words) => new RegExp(`^${literally(words)}`);
const has = (words) => new RegExp(literally(words));
/** What a sentence says before its first or after its last value, if it was given NaN for these. */
const before = (words) => words.split('NaN')[0].trim();
const after = (words) => words.split('NaN').at(-1).trim();
/** Its last words, which are the same for one thing and for several. */
const end = (words, count = 2) => words.split(' ').slice(-count).join(' ');

const drag = (detail) => (page) =>
  page.evaluate((given) => void window.dispatchEvent(new CustomEvent('fake-drag', { detail: given })), detail);

/** What a file manager asks for. */
const ask = (over) => (page) =>
  page.evaluate((given) => void window.dispatchEvent(new CustomEvent('fake-open', { detail: { view: 'folders', over: given } })), over);
const outside = { kind: 'refused', wanted: 'versions', path: '/home/ada/Downloads/invoice 7.pdf', why: { code: 'outside' } };
const link = (hub) => (page) => page.evaluate((detail) => void window.dispatchEvent(new CustomEvent('fake-link', { detail })), hub);

const NARROW = { width: 420, height: 1500 };
/** The size of a picture that names none. */
export const SIZE = { width: 900, height: 640 };
export const WIDE = { width: 1920, height: 1080 };
const TALL = { width: 900, height: 860 };
const SMALL = { width: 720, height: 520 };

/** One picture of each page, and of each step of the first run. */
export const EACH_PAGE = new Set([
  'wizard-1-name',
  'wizard-2-choose',
  'wizard-3-find',
  'wizard-4-invite',
  'wizard-4-code',
  'wizard-5-folders',
  'wizard-6-finish',
  'overview-whole',
  'overview-syncing',
  'folders',
  'folder-problems',
  'folder-apart',
  'subfolders',
  'machines-hub',
  'history',
  'versions',
  'restore-preview',
  'conflicts-compare',
  'holds',
  'settings-whole',
]);

/** What `npm test` takes in WebKitGTK, by look and language: each page once, and the states that differ most. */
export const IN_WEBKIT = {
  light: {
    en: ['wizard-5-folders', 'overview-whole', 'folder-apart', 'restore-preview', 'versions-pictures', 'history'],
    de: ['wizard-2-choose', 'machines-hub', 'settings-whole', 'conflicts-compare', 'keys'],
  },
  narrow: {
    en: ['wizard-4-invite', 'folders', 'versions', 'folder-keep'],
    de: ['overview-problems', 'restore-preview', 'holds', 'history-filtered'],
  },
  wide: {
    en: ['folder-problems', 'conflicts'],
    de: ['subfolders'],
  },
  dark: {
    en: ['wizard-4-code', 'overview-syncing', 'subfolders', 'machines-details', 'drop'],
    de: ['wizard-6-finish', 'folders-share', 'restore'],
  },
  contrast: {
    en: ['wizard-1-name', 'overview-conflict', 'folder-problems-open'],
    de: ['machines-pair', 'restore'],
  },
  'contrast-dark': {
    en: ['wizard-3-find', 'settings-middle'],
    de: ['conflicts-bulk'],
  },
  'large-text': {
    en: ['wizard-large-text', 'overview-large-text', 'settings-large-text'],
    de: ['folder-large-text', 'restore-large-text'],
  },
};

/** The pictures, in the language of the catalogue `t`. */
export function shotsIn(t) {
  const toChoice = [key('Enter'), see(t.wizard.choose.start)];
  const toFind = [...toChoice, press(starts(t.wizard.choose.join))];
  const toCode = [...toFind, press(/^attic/)];
  const joined = [...toCode, type('482913'), see(t.wizard.folders.title)];

  const open = (name) => (page) => page.getByRole('button', { name: t.subfolders.within(name), exact: true }).click();
  const untick = (name) => (page) => page.getByRole('checkbox', { name }).first().uncheck();
  const send = (page) => page.getByRole('dialog').getByRole('button', { name: t.folders.link.action }).click();

  const subfolders = [press(t.subfolders.button), see(t.subfolders.everything)];
  /** All of one subfolder that was kept in part, and nothing of another one. */
  const chosen = [...subfolders, open('2025'), open('Wedding'), tick('Party'), untick('Scans'), open('2024'), untick('Alps')];
  const linkFirst = [press(t.wizard.folders.keepOf('Music')), turn];

  const sending = [press(t.folders.settle.send.button), see(end(t.folders.settle.send.outcome.gone(NaN)))];
  const dropping = [press(t.folders.settle.drop.button), see(end(t.folders.settle.drop.outcome.gone(NaN)))];
  const toEnd = (page) => page.getByText(after(t.folders.settle.rest(NaN))).scrollIntoViewIfNeeded();

  /** What the programs of desktop did. */
  const wreck = t.past.restore.did('desktop', [['deleted', 602]]);
  return [
    { name: 'wizard-1-name', scenario: 'wizard' },
    { name: 'wizard-2-choose', scenario: 'wizard', steps: toChoice },
    { name: 'wizard-3-start', scenario: 'wizard', steps: [...toChoice, press(starts(t.wizard.choose.start))] },
    { name: 'wizard-3-find', scenario: 'wizard', steps: [...toFind, see('attic')] },
    { name: 'wizard-3-find-nothing', scenario: 'wizard-alone', steps: [...toFind, press(t.wizard.find.byAddress)] },
    {
      name: 'wizard-4-invite',
      scenario: 'wizard',
      steps: [...toChoice, press(starts(t.wizard.choose.start)), press(t.wizard.start.action), see('192.168.1.20:22082')],
    },
    { name: 'wizard-4-code', scenario: 'wizard', steps: toCode },
    { name: 'wizard-4-code-of-link', scenario: 'wizard', steps: [see(t.wizard.name.title), link('attic'), see(t.machines.fingerprint)] },
    {
      name: 'link-to-a-hub-in-use',
      scenario: 'in-sync',
      steps: [see(t.overview.recent.title), link('shed'), see(before(t.wizard.link.isPaired('NaN')))],
    },
    { name: 'wizard-4-wrong-code', scenario: 'wizard-wrong-code', steps: [...toCode, type('111111'), see(t.wizard.code.wrong)] },
    { name: 'wizard-4-expired', scenario: 'wizard-expired', steps: [...toCode, type('482913'), see(t.wizard.code.expired)] },
    { name: 'wizard-4-unreachable', scenario: 'wizard-unreachable', steps: [...toCode, type('482913'), see(t.wizard.code.unreachable)] },
    {
      name: 'wizard-5-folders',
      scenario: 'wizard',
      steps: [...joined, press(t.wizard.folders.keepOf('Documents')), see(t.wizard.folders.mine)],
    },
    {
      name: 'wizard-5-share',
      scenario: 'wizard',
      steps: [...joined, press(t.wizard.folders.share), press(t.common.choose), see(before(t.folders.share.size(NaN, NaN, true)))],
    },
    {
      name: 'wizard-6-finish',
      scenario: 'wizard',
      steps: [...joined, press(t.wizard.folders.keepOf('Documents')), press(t.common.next), see(t.wizard.finish.title)],
    },
    { name: 'wizard-large-text', scenario: 'wizard', text: '200%', steps: toChoice },
    { name: 'overview', scenario: 'in-sync' },
    { name: 'overview-whole', scenario: 'in-sync', size: { width: 900, height: 1300 }, steps: [see(t.overview.recent.title)] },
    { name: 'overview-narrow', scenario: 'syncing', size: NARROW, steps: [see(t.overview.recent.title)] },
    { name: 'overview-narrow-conflict', scenario: 'conflict', size: NARROW, steps: [see(t.overview.recent.title)] },
    { name: 'overview-narrow-empty', scenario: 'empty', size: { width: 420, height: 760 } },
    { name: 'overview-wide', scenario: 'in-sync', size: WIDE, steps: [see(t.overview.recent.title)] },
    { name: 'overview-wide-syncing', scenario: 'syncing', size: WIDE, steps: [see('/s'), see(t.overview.recent.title)] },
    { name: 'overview-wide-problems', scenario: 'problems', size: WIDE, steps: [see(t.overview.recent.title)] },
    { name: 'overview-wide-many', scenario: 'many', size: WIDE, steps: [see(t.overview.recent.title)] },
    { name: 'overview-wide-empty', scenario: 'empty', size: WIDE },
    { name: 'overview-many', scenario: 'many', size: { width: 900, height: 1300 }, steps: [see(t.overview.recent.title)] },
    { name: 'overview-hub', scenario: 'hub' },
    { name: 'overview-syncing', scenario: 'syncing', steps: [see('/s')] },
    { name: 'overview-scanning', scenario: 'scanning' },
    { name: 'overview-paused', scenario: 'paused' },
    { name: 'overview-paused-battery', scenario: 'paused-battery' },
    { name: 'overview-paused-metered', scenario: 'paused-metered', size: NARROW },
    { name: 'overview-offer-metered', scenario: 'metered' },
    { name: 'overview-offer-metered-narrow', scenario: 'metered', size: { width: 420, height: 760 } },
    { name: 'overview-offline', scenario: 'offline' },
    { name: 'overview-conflict', scenario: 'conflict' },
    { name: 'overview-held', scenario: 'held' },
    { name: 'overview-apart', scenario: 'apart' },
    { name: 'overview-partial', scenario: 'partial' },
    { name: 'overview-problems', scenario: 'problems' },
    { name: 'overview-empty', scenario: 'empty' },
    { name: 'overview-empty-client', scenario: 'empty-client' },
    { name: 'overview-huge', scenario: 'huge' },
    { name: 'overview-small', scenario: 'syncing', size: SMALL },
    { name: 'overview-large-text', scenario: 'conflict', text: '200%' },
    { name: 'keys', scenario: 'in-sync', steps: [key('?')] },
    { name: 'drop', scenario: 'in-sync', steps: [see(t.overview.recent.title), drag({ kind: 'enter', paths: ['/home/ada/Recipes'] })] },
    { name: 'drop-several', scenario: 'in-sync', size: NARROW, steps: [drag({ kind: 'enter', paths: ['/home/ada/a', '/home/ada/b'] })] },
    {
      name: 'drop-file',
      scenario: 'in-sync',
      steps: [see(t.overview.recent.title), drag({ kind: 'drop', paths: ['/home/ada/letter.odt'] }), see('not a directory')],
    },
    {
      name: 'request-share',
      scenario: 'in-sync',
      steps: [
        see(t.overview.recent.title),
        ask({ kind: 'share', path: '/home/ada/Recipes' }),
        see(before(t.folders.share.size(NaN, NaN, true))),
      ],
    },
    {
      name: 'request-set-up-first',
      scenario: 'wizard',
      steps: [see('SyncIt'), ask({ kind: 'share', path: '/home/ada/Recipes' }), see(t.requests.setUpFirst.title)],
    },
    {
      name: 'request-outside',
      scenario: 'in-sync',
      steps: [see(t.overview.recent.title), ask(outside), see(after(t.requests.refused.outside('NaN')))],
    },
    {
      name: 'request-copy',
      scenario: 'in-sync',
      steps: [see(t.overview.recent.title), ask({ kind: 'copy', text: 'Documents/Letters/letter to Ines.odt' }), see(t.requests.copy.text)],
    },
    { name: 'folders', scenario: 'in-sync', page: 'folders' },
    { name: 'folders-many', scenario: 'many', page: 'folders' },
    { name: 'folders-syncing', scenario: 'syncing', page: 'folders', steps: [see('/s')] },
    { name: 'folders-paused', scenario: 'paused', page: 'folders' },
    { name: 'folders-paused-battery', scenario: 'paused-battery', page: 'folders' },
    { name: 'folder-paused-battery', scenario: 'paused-battery', page: 'folders?folder=Photos' },
    { name: 'folders-apart', scenario: 'apart', page: 'folders' },
    { name: 'folders-held', scenario: 'held', page: 'folders' },
    { name: 'folders-empty', scenario: 'empty', page: 'folders' },
    { name: 'folders-huge', scenario: 'huge', page: 'folders' },
    { name: 'folders-small', scenario: 'problems', page: 'folders', size: SMALL },
    { name: 'folders-large-text', scenario: 'problems', page: 'folders', text: '200%' },
    {
      name: 'folders-share',
      scenario: 'hub',
      page: 'folders',
      steps: [press(t.folders.share.button), press(t.common.choose), see(before(t.folders.share.size(NaN, NaN, true)))],
    },
    { name: 'folders-link', scenario: 'in-sync', page: 'folders', steps: [press(t.wizard.folders.keepOf('Music'))] },
    { name: 'folders-link-first', scenario: 'in-sync', page: 'folders', steps: linkFirst },
    {
      name: 'folders-link-too-large',
      scenario: 'partial',
      page: 'folders',
      steps: [press(t.wizard.folders.keepOf('Music')), send, see('can be used at')],
    },
    { name: 'folder', scenario: 'in-sync', page: 'folders?folder=Photos' },
    { name: 'folder-narrow', scenario: 'problems', page: 'folders?folder=Documents', size: NARROW },
    { name: 'folder-syncing', scenario: 'syncing', page: 'folders?folder=Photos', steps: [see('/s')] },
    { name: 'folder-held', scenario: 'held', page: 'folders?folder=Documents' },
    { name: 'folder-problems', scenario: 'problems', page: 'folders?folder=Documents' },
    {
      name: 'folder-problems-open',
      scenario: 'problems',
      page: 'folders?folder=Documents',
      size: { width: 900, height: 1100 },
      steps: [(page) => page.getByText(t.folders.problems.paths(31)).click(), see('page 1.tif')],
    },
    { name: 'folder-apart', scenario: 'apart', page: 'folders?folder=Projects', steps: [see('old plan.md')] },
    { name: 'folder-apart-many', scenario: 'apart', page: 'folders?folder=Photos', steps: [see('IMG_1000.jpg')] },
    { name: 'folder-apart-reads', scenario: 'apart', page: 'folders?folder=Documents', steps: [see('2025.pdf')] },
    {
      name: 'folder-apart-narrow',
      scenario: 'apart',
      page: 'folders?folder=Photos',
      size: { width: 420, height: 1100 },
      steps: [see('IMG_1000.jpg')],
    },
    { name: 'settle-send', scenario: 'apart', page: 'folders?folder=Projects', steps: sending },
    { name: 'settle-send-narrow', scenario: 'apart', page: 'folders?folder=Projects', size: { width: 420, height: 760 }, steps: sending },
    { name: 'settle-send-large-text', scenario: 'apart', page: 'folders?folder=Projects', text: '200%', steps: sending },
    { name: 'settle-drop', scenario: 'apart', page: 'folders?folder=Photos', size: TALL, steps: dropping },
    { name: 'settle-drop-end', scenario: 'apart', page: 'folders?folder=Photos', size: TALL, steps: [...dropping, toEnd] },
    { name: 'settle-drop-narrow', scenario: 'apart', page: 'folders?folder=Photos', size: { width: 420, height: 760 }, steps: dropping },
    { name: 'settle-drop-reads', scenario: 'apart', page: 'folders?folder=Documents', steps: dropping },
    { name: 'folder-apart-large-text', scenario: 'apart', page: 'folders?folder=Projects', text: '200%', steps: [see('old plan.md')] },
    { name: 'folder-huge', scenario: 'huge', page: 'folders?folder=Documents' },
    { name: 'folder-offered', scenario: 'hub', page: 'folders?folder=Projects' },
    {
      name: 'folder-ignore',
      scenario: 'in-sync',
      page: 'folders?folder=Projects',
      steps: [press(t.folders.do.ignore), see(before(t.folders.ignore.matches(NaN)))],
    },
    { name: 'folder-pause', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press(t.folders.do.pause)] },
    { name: 'folder-role', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press(t.folders.do.role)] },
    {
      name: 'folder-hooks',
      scenario: 'in-sync',
      page: 'folders?folder=Projects',
      steps: [press(t.folders.do.hooks), see(t.folders.hooks.off)],
    },
    {
      name: 'folder-hooks-run',
      scenario: 'in-sync',
      page: 'folders?folder=Projects',
      steps: [press(t.folders.do.hooks), see(t.folders.hooks.off), turn, see(t.folders.hooks.on)],
    },
    { name: 'folders-partial', scenario: 'partial', page: 'folders', steps: [see(after(t.subfolders.notKeptHere(NaN)))] },
    { name: 'folder-partial', scenario: 'partial', page: 'folders?folder=Photos', steps: [see(t.subfolders.notKept)] },
    { name: 'folder-partial-narrow', scenario: 'partial', page: 'folders?folder=Photos', size: NARROW, steps: [see(t.subfolders.notKept)] },
    { name: 'subfolders', scenario: 'partial', page: 'folders?folder=Photos', size: TALL, steps: chosen },
    { name: 'subfolders-unchanged', scenario: 'partial', page: 'folders?folder=Photos', steps: subfolders },
    { name: 'subfolders-too-much', scenario: 'partial', page: 'folders?folder=Photos', size: TALL, steps: [...chosen, tick('Raw')] },
    { name: 'subfolders-narrow', scenario: 'partial', page: 'folders?folder=Photos', size: { width: 420, height: 760 }, steps: chosen },
    { name: 'subfolders-wide', scenario: 'partial', page: 'folders?folder=Photos', size: WIDE, steps: chosen },
    { name: 'subfolders-large-text', scenario: 'partial', page: 'folders?folder=Photos', text: '200%', steps: subfolders },
    { name: 'subfolders-offered', scenario: 'in-sync', page: 'folders', steps: [...linkFirst, send, see('Podcasts')] },
    {
      name: 'folder-new-subfolders',
      scenario: 'in-sync',
      page: 'folders?folder=Photos',
      steps: [press(t.subfolders.newOnes.button), see(t.subfolders.newOnes.on)],
    },
    { name: 'folder-relocate', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press(t.folders.do.relocate)] },
    { name: 'folder-unshare', scenario: 'hub', page: 'folders?folder=Photos', steps: [press(t.folders.do.unshare), see('812')] },
    { name: 'folder-unlink', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press(t.folders.do.unlink)] },
    {
      name: 'folder-kept',
      scenario: 'hub',
      page: 'folders?folder=Photos',
      size: { width: 900, height: 760 },
      steps: [see(t.hubSettings.change)],
    },
    { name: 'folder-kept-offline', scenario: 'offline', page: 'folders?folder=Photos', steps: [see(t.hubSettings.unknown)] },
    {
      name: 'folder-keep',
      scenario: 'hub',
      page: 'folders?folder=Photos',
      size: { width: 900, height: 760 },
      steps: [press(t.hubSettings.change)],
    },
    { name: 'folder-guard', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press(t.hubSettings.changeHolds)] },
    { name: 'folder-large-text', scenario: 'problems', page: 'folders?folder=Documents', text: '200%' },
    { name: 'machines', scenario: 'in-sync', page: 'machines' },
    { name: 'machines-hub', scenario: 'hub', page: 'machines' },
    { name: 'machines-alone', scenario: 'empty', page: 'machines' },
    { name: 'machines-huge', scenario: 'huge', page: 'machines' },
    { name: 'machines-pair', scenario: 'hub', page: 'machines', steps: [press(t.machines.pair.button), see('192.168.1.20:22082')] },
    {
      name: 'machines-pair-client',
      scenario: 'inviter',
      page: 'machines',
      steps: [press(t.machines.pair.button), see('192.168.1.20:22082')],
    },
    {
      name: 'machines-pair-elsewhere',
      scenario: 'invited-elsewhere',
      page: 'machines',
      steps: [see(t.machines.inviting), press(t.machines.pair.button), see(t.machines.pair.openedBy('laptop'))],
    },
    { name: 'machines-details', scenario: 'hub', page: 'machines', steps: [press(t.machines.detailsOf('desktop'))] },
    { name: 'machines-large-text', scenario: 'hub', page: 'machines', text: '200%' },
    { name: 'history', scenario: 'in-sync', page: 'history' },
    {
      name: 'history-filtered',
      scenario: 'in-sync',
      page: 'history?folder=Photos',
      steps: [press(t.history.kind.deleted), see(before(t.history.line.deleted('NaN')))],
    },
    { name: 'history-nothing', scenario: 'in-sync', page: 'history?folder=Music', steps: [see(t.history.nothing.title)] },
    { name: 'history-empty', scenario: 'empty-client', page: 'history' },
    { name: 'history-offline', scenario: 'offline', page: 'history' },
    { name: 'history-huge', scenario: 'huge', page: 'history' },
    { name: 'history-small', scenario: 'in-sync', page: 'history', size: SMALL },
    { name: 'history-large-text', scenario: 'in-sync', page: 'history', text: '200%' },
    { name: 'versions', scenario: 'in-sync', page: 'history?folder=Documents&path=notes.md', steps: [see('Trip to Lisbon')] },
    {
      name: 'versions-diff',
      scenario: 'in-sync',
      page: 'history?folder=Documents&path=notes.md',
      steps: [press(t.past.versions.differs), see('umbrella')],
    },
    {
      name: 'versions-restored',
      scenario: 'in-sync',
      page: 'history?folder=Documents&path=notes.md',
      steps: [press(starts(before(t.past.versions.restore('NaN')))), see(after(t.past.versions.restored('NaN')))],
    },
    { name: 'versions-picture', scenario: 'in-sync', page: 'history?folder=Photos&path=IMG_2041.jpg', steps: [see('480 ×')] },
    {
      name: 'versions-pictures',
      scenario: 'in-sync',
      page: 'history?folder=Photos&path=IMG_2041.jpg',
      steps: [press(t.past.versions.differs), see(t.past.versions.currentOne)],
    },
    {
      name: 'versions-pictures-narrow',
      scenario: 'in-sync',
      page: 'history?folder=Photos&path=IMG_2041.jpg',
      size: NARROW,
      steps: [press(t.past.versions.differs), see(t.past.versions.currentOne)],
    },
    {
      name: 'versions-too-large',
      scenario: 'in-sync',
      page: 'history?folder=Photos&path=Raw/IMG_2041.tif',
      steps: [see(t.past.versions.tooLarge)],
    },
    { name: 'versions-none', scenario: 'in-sync', page: 'history?folder=Documents&path=Letters', steps: [see(t.past.versions.none.title)] },
    {
      name: 'versions-large-text',
      scenario: 'in-sync',
      page: 'history?folder=Documents&path=notes.md',
      text: '200%',
      steps: [see('Trip to Lisbon')],
    },
    { name: 'restore', scenario: 'wrecked', page: 'restore?folder=Documents', steps: [see(wreck)] },
    {
      name: 'restore-preview',
      scenario: 'wrecked',
      page: 'restore?folder=Documents',
      size: { width: 900, height: 1000 },
      steps: [press(has(wreck)), see(after(t.past.restore.total(NaN)))],
    },
    {
      name: 'restore-done',
      scenario: 'wrecked',
      page: 'restore?folder=Documents',
      steps: [
        press(has(wreck)),
        press(starts(before(t.past.restore.action('Documents', 'NaN')))),
        see(after(t.past.restore.doneText(NaN))),
      ],
    },
    {
      name: 'restore-large-text',
      scenario: 'wrecked',
      page: 'restore?folder=Documents',
      text: '200%',
      steps: [see(wreck)],
    },
    { name: 'conflicts', scenario: 'conflict', page: 'conflicts', steps: [see('notes.md')] },
    { name: 'conflicts-narrow', scenario: 'conflict', page: 'conflicts', size: NARROW, steps: [tick(t.conflicts.bulk.one('notes.md'))] },
    {
      name: 'conflicts-bulk',
      scenario: 'conflict',
      page: 'conflicts',
      steps: [tick(t.conflicts.bulk.all), press(t.conflicts.bulk.theirs.button), see(t.conflicts.bulk.sure(2))],
    },
    {
      name: 'conflicts-compare',
      scenario: 'conflict',
      page: 'conflicts',
      size: { width: 900, height: 1500 },
      steps: [press(t.conflicts.compareOf('notes.md')), see('two bottles')],
    },
    { name: 'conflicts-images', scenario: 'conflict-images', page: 'conflicts', size: TALL, steps: [see('480 ×')] },
    { name: 'conflicts-none', scenario: 'in-sync', page: 'conflicts', steps: [see(t.conflicts.none.title)] },
    { name: 'conflicts-large-text', scenario: 'conflict', page: 'conflicts', text: '200%', steps: [see('notes.md')] },
    { name: 'holds', scenario: 'held', page: 'holds', size: { width: 900, height: 860 }, steps: [see(t.holds.folder('Documents'))] },
    { name: 'holds-sure', scenario: 'held', page: 'holds', steps: [press(t.holds.deleteEverywhere(1102))] },
    { name: 'holds-none', scenario: 'in-sync', page: 'holds', steps: [see(t.holds.none.title)] },
    { name: 'holds-large-text', scenario: 'held', page: 'holds', text: '200%', steps: [see(t.holds.folder('Documents'))] },
    { name: 'settings-store', scenario: 'hub', page: 'settings', size: { width: 900, height: 1100 }, steps: [see(t.settings.store.title)] },
    { name: 'settings', scenario: 'in-sync', page: 'settings' },
    {
      name: 'settings-limits',
      scenario: 'metered',
      page: 'settings',
      size: { width: 900, height: 1500 },
      steps: [see(before(t.settings.speed.now.appliesUntil('NaN')))],
    },
    {
      name: 'settings-middle',
      scenario: 'in-sync',
      page: 'settings',
      steps: [press(t.settings.diagnostics.check), see('192.168.1.20:22082')],
    },
    {
      name: 'settings-whole',
      scenario: 'offline',
      page: 'settings',
      size: { width: 900, height: 1900 },
      steps: [press(t.settings.diagnostics.check), see('192.168.1.20:22082')],
    },
    {
      name: 'settings-store-damaged',
      scenario: 'damaged',
      page: 'settings',
      size: { width: 900, height: 2300 },
      steps: [press(t.settings.store.check), see(end(t.settings.store.damaged(NaN, NaN), 1))],
    },
    { name: 'settings-bare', scenario: 'bare', page: 'settings' },
    { name: 'settings-large-text', scenario: 'in-sync', page: 'settings', text: '200%' },
  ];
}
