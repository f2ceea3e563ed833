// Which pictures are taken: a name, a scenario of the fake, a page, and what is done on it first.

const press = (name) => (page) => page.getByRole('button', { name }).first().click();
const key = (keys) => (page) => page.keyboard.press(keys);
const type = (text) => (page) => page.keyboard.type(text);
const see = (text) => (page) => page.getByText(text).first().waitFor();

const toChoice = [key('Enter'), see('Start a new group here')];
const toFind = [...toChoice, press(/^Join a group/)];
const toCode = [...toFind, press(/^attic/)];
const joined = [...toCode, type('482913'), see('Which folders?')];

const SMALL = { width: 720, height: 520 };

export const shots = [
  { name: 'wizard-1-name', scenario: 'wizard' },
  { name: 'wizard-2-choose', scenario: 'wizard', steps: toChoice },
  { name: 'wizard-3-start', scenario: 'wizard', steps: [...toChoice, press(/^Start a new/)] },
  { name: 'wizard-3-find', scenario: 'wizard', steps: [...toFind, see('attic')] },
  { name: 'wizard-3-find-nothing', scenario: 'wizard-alone', steps: [...toFind, press('Enter an address')] },
  { name: 'wizard-4-invite', scenario: 'wizard', steps: [...toChoice, press(/^Start a new/), press('Start the group'), see('192.168.1.20:22082')] },
  { name: 'wizard-4-code', scenario: 'wizard', steps: toCode },
  { name: 'wizard-4-wrong-code', scenario: 'wizard-wrong-code', steps: [...toCode, type('111111'), see('That is not the code')] },
  { name: 'wizard-4-expired', scenario: 'wizard-expired', steps: [...toCode, type('482913'), see('no longer valid')] },
  { name: 'wizard-4-unreachable', scenario: 'wizard-unreachable', steps: [...toCode, type('482913'), see('cannot be reached')] },
  { name: 'wizard-5-folders', scenario: 'wizard', steps: [...joined, press('Keep it here: Documents'), see('Kept here')] },
  { name: 'wizard-5-share', scenario: 'wizard', steps: [...joined, press('Share a folder of mine…'), press('Choose…'), see('It holds')] },
  { name: 'wizard-6-finish', scenario: 'wizard', steps: [...joined, press('Keep it here: Documents'), press('Continue'), see('That is all')] },
  { name: 'wizard-large-text', scenario: 'wizard', text: '200%', steps: toChoice },
  { name: 'overview', scenario: 'in-sync' },
  { name: 'overview-hub', scenario: 'hub' },
  { name: 'overview-syncing', scenario: 'syncing' },
  { name: 'overview-paused', scenario: 'paused' },
  { name: 'overview-offline', scenario: 'offline' },
  { name: 'overview-conflict', scenario: 'conflict' },
  { name: 'overview-held', scenario: 'held' },
  { name: 'overview-problems', scenario: 'problems' },
  { name: 'overview-empty', scenario: 'empty' },
  { name: 'overview-empty-client', scenario: 'empty-client' },
  { name: 'overview-huge', scenario: 'huge' },
  { name: 'overview-small', scenario: 'syncing', size: SMALL },
  { name: 'overview-large-text', scenario: 'conflict', text: '200%' },
  { name: 'folders', scenario: 'in-sync', page: 'folders' },
  { name: 'folders-syncing', scenario: 'syncing', page: 'folders', steps: [see('/s')] },
  { name: 'folders-paused', scenario: 'paused', page: 'folders' },
  { name: 'folders-held', scenario: 'held', page: 'folders' },
  { name: 'folders-empty', scenario: 'empty', page: 'folders' },
  { name: 'folders-huge', scenario: 'huge', page: 'folders' },
  { name: 'folders-small', scenario: 'problems', page: 'folders', size: SMALL },
  { name: 'folders-large-text', scenario: 'problems', page: 'folders', text: '200%' },
  { name: 'folders-share', scenario: 'hub', page: 'folders', steps: [press('Share a folder'), press('Choose…'), see('It holds')] },
  { name: 'folders-link', scenario: 'in-sync', page: 'folders', steps: [press('Keep it here: Music')] },
  { name: 'folder', scenario: 'in-sync', page: 'folders?folder=Photos' },
  { name: 'folder-syncing', scenario: 'syncing', page: 'folders?folder=Photos', steps: [see('/s')] },
  { name: 'folder-held', scenario: 'held', page: 'folders?folder=Documents' },
  { name: 'folder-problems', scenario: 'problems', page: 'folders?folder=Documents' },
  { name: 'folder-huge', scenario: 'huge', page: 'folders?folder=Documents' },
  { name: 'folder-offered', scenario: 'hub', page: 'folders?folder=Projects' },
  { name: 'folder-ignore', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Ignore rules…'), see('These rules match')] },
  { name: 'folder-pause', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Pause…')] },
  { name: 'folder-role', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Direction…')] },
  { name: 'folder-relocate', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('I moved it…')] },
  { name: 'folder-unlink', scenario: 'in-sync', page: 'folders?folder=Projects', steps: [press('Stop keeping it here…')] },
  { name: 'folder-large-text', scenario: 'problems', page: 'folders?folder=Documents', text: '200%' },
  { name: 'machines', scenario: 'in-sync', page: 'machines' },
  { name: 'machines-hub', scenario: 'hub', page: 'machines' },
  { name: 'machines-alone', scenario: 'empty', page: 'machines' },
  { name: 'machines-huge', scenario: 'huge', page: 'machines' },
  { name: 'machines-pair', scenario: 'hub', page: 'machines', steps: [press('Pair a machine'), see('192.168.1.20:22082')] },
  { name: 'machines-details', scenario: 'hub', page: 'machines', steps: [press('Details: desktop')] },
  { name: 'machines-large-text', scenario: 'hub', page: 'machines', text: '200%' },
  { name: 'settings', scenario: 'in-sync', page: 'settings' },
  { name: 'settings-middle', scenario: 'in-sync', page: 'settings', steps: [press('Check everything'), see('GNOME keyring')] },
  { name: 'settings-whole', scenario: 'offline', page: 'settings', size: { width: 900, height: 1900 }, steps: [press('Check everything'), see('does not answer')] },
  { name: 'settings-bare', scenario: 'bare', page: 'settings' },
  { name: 'settings-large-text', scenario: 'in-sync', page: 'settings', text: '200%' },
];
