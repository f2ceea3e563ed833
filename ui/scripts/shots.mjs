// Which pictures are taken: a name, a scenario of the fake, a page, and what is done on it first.

const press = (name) => (page) => page.getByRole('button', { name }).first().click();
const tick = (name) => (page) => page.getByRole('checkbox', { name }).first().check();
const turn = (page) => page.getByRole('switch').first().click();
const key = (keys) => (page) => page.keyboard.press(keys);
const type = (text) => (page) => page.keyboard.type(text);
const see = (text) => (page) => page.getByText(text).first().waitFor();

const drag = (detail) => (page) =>
  page.evaluate((given) => void window.dispatchEvent(new CustomEvent('fake-drag', { detail: given })), detail);

/** What a file manager asks for. */
const ask = (over) => (page) =>
  page.evaluate((given) => void window.dispatchEvent(new CustomEvent('fake-open', { detail: { view: 'folders', over: given } })), over);
const outside = { kind: 'refused', wanted: 'versions', path: '/home/ada/Downloads/invoice 7.pdf', why: { code: 'outside' } };
const link = (hub) => (page) => page.evaluate((detail) => void window.dispatchEvent(new CustomEvent('fake-link', { detail })), hub);

const toChoice = [key('Enter'), see('Set up a new group')];
const toFind = [...toChoice, press(/^Join a group/)];
const toCode = [...toFind, press(/^attic/)];
const joined = [...toCode, type('482913'), see('Choose folders')];

const open = (name) => (page) => page.getByRole('button', { name: `Subfolders of ${name}`, exact: true }).click();
const untick = (name) => (page) => page.getByRole('checkbox', { name }).first().uncheck();
const send = (page) => page.getByRole('dialog').getByRole('button', { name: 'Sync to this computer' }).click();

const subfolders = [press('Choose subfolders…'), see('Everything in this folder')];
/** All of one subfolder that was kept in part, and nothing of another one. */
const chosen = [...subfolders, open('2025'), open('Wedding'), tick('Party'), untick('Scans'), open('2024'), untick('Alps')];
const linkFirst = [press('Sync to this computer: Music'), turn];

const sending = [press('Send mine to everyone…'), see('deleted everywhere')];
const dropping = [press('Drop my changes here…'), see('removed here')];
const toEnd = (page) => page.getByText('not listed').scrollIntoViewIfNeeded();

const NARROW = { width: 420, height: 1500 };
const WIDE = { width: 1920, height: 1080 };
const TALL = { width: 900, height: 860 };
const SMALL = { width: 720, height: 520 };

export const shots = [
  { name: 'wizard-1-name', scenario: 'wizard' },
  { name: 'wizard-2-choose', scenario: 'wizard', steps: toChoice },
  { name: 'wizard-3-start', scenario: 'wizard', steps: [...toChoice, press(/^Set up a new/)] },
  { name: 'wizard-3-find', scenario: 'wizard', steps: [...toFind, see('attic')] },
  { name: 'wizard-3-find-nothing', scenario: 'wizard-alone', steps: [...toFind, press('Enter an address')] },
  {
    name: 'wizard-4-invite',
    scenario: 'wizard',
    steps: [...toChoice, press(/^Set up a new/), press('Set up group'), see('192.168.1.20:22082')],
  },
  { name: 'wizard-4-code', scenario: 'wizard', steps: toCode },
  { name: 'wizard-4-code-of-link', scenario: 'wizard', steps: [see('Name this machine'), link('attic'), see('Key fingerprint')] },
  { name: 'link-to-a-hub-in-use', scenario: 'in-sync', steps: [see('Recent files'), link('shed'), see('already paired')] },
  { name: 'wizard-4-wrong-code', scenario: 'wizard-wrong-code', steps: [...toCode, type('111111'), see('Wrong code')] },
  { name: 'wizard-4-expired', scenario: 'wizard-expired', steps: [...toCode, type('482913'), see('no longer valid')] },
  { name: 'wizard-4-unreachable', scenario: 'wizard-unreachable', steps: [...toCode, type('482913'), see('cannot be reached')] },
  { name: 'wizard-5-folders', scenario: 'wizard', steps: [...joined, press('Sync to this computer: Documents'), see('Syncing here')] },
  { name: 'wizard-5-share', scenario: 'wizard', steps: [...joined, press('Share a folder…'), press('Choose…'), see('Contains')] },
  {
    name: 'wizard-6-finish',
    scenario: 'wizard',
    steps: [...joined, press('Sync to this computer: Documents'), press('Continue'), see('You’re all set')],
  },
  { name: 'wizard-large-text', scenario: 'wizard', text: '200%', steps: toChoice },
  { name: 'overview', scenario: 'in-sync' },
  { name: 'overview-whole', scenario: 'in-sync', size: { width: 900, height: 1300 }, steps: [see('Recent files')] },
  { name: 'overview-narrow', scenario: 'syncing', size: NARROW, steps: [see('Recent files')] },
  { name: 'overview-narrow-conflict', scenario: 'conflict', size: NARROW, steps: [see('Recent files')] },
  { name: 'overview-narrow-empty', scenario: 'empty', size: { width: 420, height: 760 } },
  { name: 'overview-wide', scenario: 'in-sync', size: WIDE, steps: [see('Recent files')] },
  { name: 'overview-wide-syncing', scenario: 'syncing', size: WIDE, steps: [see('/s'), see('Recent files')] },
  { name: 'overview-wide-problems', scenario: 'problems', size: WIDE, steps: [see('Recent files')] },
  { name: 'overview-wide-many', scenario: 'many', size: WIDE, steps: [see('Recent files')] },
  { name: 'overview-wide-empty', scenario: 'empty', size: WIDE },
  { name: 'overview-many', scenario: 'many', size: { width: 900, height: 1300 }, steps: [see('Recent files')] },
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
  { name: 'drop', scenario: 'in-sync', steps: [see('Recent files'), drag({ kind: 'enter', paths: ['/home/ada/Recipes'] })] },
  { name: 'drop-several', scenario: 'in-sync', size: NARROW, steps: [drag({ kind: 'enter', paths: ['/home/ada/a', '/home/ada/b'] })] },
  {
    name: 'drop-file',
    scenario: 'in-sync',
    steps: [see('Recent files'), drag({ kind: 'drop', paths: ['/home/ada/letter.odt'] }), see('not a directory')],
  },
  {
    name: 'request-share',
    scenario: 'in-sync',
    steps: [see('Recent files'), ask({ kind: 'share', path: '/home/ada/Recipes' }), see('Contains')],
  },
  {
    name: 'request-set-up-first',
    scenario: 'wizard',
    steps: [see('SyncIt'), ask({ kind: 'share', path: '/home/ada/Recipes' }), see('Set up SyncIt first')],
  },
  { name: 'request-outside', scenario: 'in-sync', steps: [see('Recent files'), ask(outside), see('is not in a folder')] },
  {
    name: 'request-copy',
    scenario: 'in-sync',
    steps: [see('Recent files'), ask({ kind: 'copy', text: 'Documents/Letters/letter to Ines.odt' }), see('same on all')],
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
  { name: 'folders-share', scenario: 'hub', page: 'folders', steps: [press('Share a folder'), press('Choose…'), see('Contains')] },
  { name: 'folders-link', scenario: 'in-sync', page: 'folders', steps: [press('Sync to this computer: Music')] },
  { name: 'folders-link-first', scenario: 'in-sync', page: 'folders', steps: linkFirst },
  {
    name: 'folders-link-too-large',
    scenario: 'partial',
    page: 'folders',
    steps: [press('Sync to this computer: Music'), send, see('beyond what must')],
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
    steps: [(page) => page.getByText('31 items').click(), see('page 1.tif')],
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
    steps: [press('Ignore rules…'), see('These rules match')],
  },
  { name: 'folder-pause', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Pause…')] },
  { name: 'folder-role', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Direction…')] },
  {
    name: 'folder-hooks',
    scenario: 'in-sync',
    page: 'folders?folder=Projects',
    steps: [press('Git hooks…'), see('git does not run them')],
  },
  {
    name: 'folder-hooks-run',
    scenario: 'in-sync',
    page: 'folders?folder=Projects',
    steps: [press('Git hooks…'), see('git does not run them'), turn, see('only if you trust')],
  },
  { name: 'folders-partial', scenario: 'partial', page: 'folders', steps: [see('not kept here')] },
  { name: 'folder-partial', scenario: 'partial', page: 'folders?folder=Photos', steps: [see('Not kept here')] },
  { name: 'folder-partial-narrow', scenario: 'partial', page: 'folders?folder=Photos', size: NARROW, steps: [see('Not kept here')] },
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
    steps: [press('New subfolders…'), see('as soon as')],
  },
  { name: 'folder-relocate', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Folder moved…')] },
  { name: 'folder-unshare', scenario: 'hub', page: 'folders?folder=Photos', steps: [press('End sharing…'), see('812')] },
  { name: 'folder-unlink', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Stop syncing here…')] },
  {
    name: 'folder-kept',
    scenario: 'hub',
    page: 'folders?folder=Photos',
    size: { width: 900, height: 760 },
    steps: [see('Change versions kept…')],
  },
  { name: 'folder-kept-offline', scenario: 'offline', page: 'folders?folder=Photos', steps: [see('is not known while')] },
  {
    name: 'folder-keep',
    scenario: 'hub',
    page: 'folders?folder=Photos',
    size: { width: 900, height: 760 },
    steps: [press('Change versions kept…')],
  },
  { name: 'folder-guard', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Deletion protection…')] },
  { name: 'folder-large-text', scenario: 'problems', page: 'folders?folder=Documents', text: '200%' },
  { name: 'machines', scenario: 'in-sync', page: 'machines' },
  { name: 'machines-hub', scenario: 'hub', page: 'machines' },
  { name: 'machines-alone', scenario: 'empty', page: 'machines' },
  { name: 'machines-huge', scenario: 'huge', page: 'machines' },
  { name: 'machines-pair', scenario: 'hub', page: 'machines', steps: [press('Pair a machine'), see('192.168.1.20:22082')] },
  { name: 'machines-details', scenario: 'hub', page: 'machines', steps: [press('Details: desktop')] },
  { name: 'machines-large-text', scenario: 'hub', page: 'machines', text: '200%' },
  { name: 'history', scenario: 'in-sync', page: 'history' },
  { name: 'history-filtered', scenario: 'in-sync', page: 'history?folder=Photos', steps: [press('Deleted'), see('Deleted by')] },
  { name: 'history-nothing', scenario: 'in-sync', page: 'history?folder=Music', steps: [see('No matching changes')] },
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
    steps: [press('Compare with current'), see('umbrella')],
  },
  {
    name: 'versions-restored',
    scenario: 'in-sync',
    page: 'history?folder=Documents&path=notes.md',
    steps: [press(/^Restore the version/), see('was restored on all machines')],
  },
  { name: 'versions-deleted', scenario: 'in-sync', page: 'history?folder=Documents&path=notes.md', steps: [press(/Deleted by desktop/)] },
  { name: 'versions-picture', scenario: 'in-sync', page: 'history?folder=Photos&path=IMG_2041.jpg', steps: [see('480 ×')] },
  {
    name: 'versions-pictures',
    scenario: 'in-sync',
    page: 'history?folder=Photos&path=IMG_2041.jpg',
    steps: [press('Compare with current'), see('Current version')],
  },
  {
    name: 'versions-pictures-narrow',
    scenario: 'in-sync',
    page: 'history?folder=Photos&path=IMG_2041.jpg',
    size: NARROW,
    steps: [press('Compare with current'), see('Current version')],
  },
  { name: 'versions-too-large', scenario: 'in-sync', page: 'history?folder=Photos&path=Raw/IMG_2041.tif', steps: [see('too large')] },
  { name: 'versions-none', scenario: 'in-sync', page: 'history?folder=Documents&path=Letters', steps: [see('No versions')] },
  {
    name: 'versions-large-text',
    scenario: 'in-sync',
    page: 'history?folder=Documents&path=notes.md',
    text: '200%',
    steps: [see('Trip to Lisbon')],
  },
  { name: 'restore', scenario: 'wrecked', page: 'restore?folder=Documents', steps: [see('desktop deleted 602 files')] },
  {
    name: 'restore-preview',
    scenario: 'wrecked',
    page: 'restore?folder=Documents',
    size: { width: 900, height: 1000 },
    steps: [press(/^Before .*desktop deleted 602 files/), see('would change')],
  },
  {
    name: 'restore-done',
    scenario: 'wrecked',
    page: 'restore?folder=Documents',
    steps: [press(/^Before .*desktop deleted 602 files/), press(/^Restore Documents to/), see('was restored to')],
  },
  {
    name: 'restore-large-text',
    scenario: 'wrecked',
    page: 'restore?folder=Documents',
    text: '200%',
    steps: [see('desktop deleted 602 files')],
  },
  { name: 'conflicts', scenario: 'conflict', page: 'conflicts', steps: [see('notes.md')] },
  { name: 'conflicts-narrow', scenario: 'conflict', page: 'conflicts', size: NARROW, steps: [tick('Select notes.md')] },
  {
    name: 'conflicts-bulk',
    scenario: 'conflict',
    page: 'conflicts',
    steps: [tick('Select all'), press('Keep current files'), see('Resolve 2 conflicts?')],
  },
  {
    name: 'conflicts-compare',
    scenario: 'conflict',
    page: 'conflicts',
    size: { width: 900, height: 1500 },
    steps: [press('Compare the versions of notes.md'), see('two bottles')],
  },
  { name: 'conflicts-images', scenario: 'conflict-images', page: 'conflicts', size: TALL, steps: [see('480 ×')] },
  { name: 'conflicts-none', scenario: 'in-sync', page: 'conflicts', steps: [see('No conflicts')] },
  { name: 'conflicts-large-text', scenario: 'conflict', page: 'conflicts', text: '200%', steps: [see('notes.md')] },
  { name: 'holds', scenario: 'held', page: 'holds', size: { width: 900, height: 860 }, steps: [see('Documents is stopped')] },
  { name: 'holds-sure', scenario: 'held', page: 'holds', steps: [press(/^Delete 1,102 files/)] },
  { name: 'holds-none', scenario: 'in-sync', page: 'holds', steps: [see('Nothing is stopped')] },
  { name: 'holds-large-text', scenario: 'held', page: 'holds', text: '200%', steps: [see('Documents is stopped')] },
  { name: 'settings-store', scenario: 'hub', page: 'settings', size: { width: 900, height: 1100 }, steps: [see('Content store')] },
  { name: 'settings', scenario: 'in-sync', page: 'settings' },
  { name: 'settings-limits', scenario: 'metered', page: 'settings', size: { width: 900, height: 1500 }, steps: [see('apply now, until')] },
  { name: 'settings-middle', scenario: 'in-sync', page: 'settings', steps: [press('Check everything'), see('GNOME keyring')] },
  {
    name: 'settings-whole',
    scenario: 'offline',
    page: 'settings',
    size: { width: 900, height: 1900 },
    steps: [press('Check everything'), see('does not answer')],
  },
  {
    name: 'settings-store-damaged',
    scenario: 'damaged',
    page: 'settings',
    size: { width: 900, height: 2300 },
    steps: [press('Check the store'), see('set aside')],
  },
  { name: 'settings-bare', scenario: 'bare', page: 'settings' },
  { name: 'settings-large-text', scenario: 'in-sync', page: 'settings', text: '200%' },
];
