// Which pictures are taken: a name, a scenario of the fake, a page, and what is done on it first.

const press = (name) => (page) => page.getByRole('button', { name }).first().click();
const key = (keys) => (page) => page.keyboard.press(keys);
const type = (text) => (page) => page.keyboard.type(text);
const see = (text) => (page) => page.getByText(text).first().waitFor();

const toChoice = [key('Enter'), see('Start a new group here')];
const toFind = [...toChoice, press(/^Join a group/)];
const toCode = [...toFind, press(/^attic/)];
const joined = [...toCode, type('482913'), see('Which folders?')];

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
  { name: 'overview-huge', scenario: 'huge' },
  { name: 'overview-small', scenario: 'syncing', size: { width: 720, height: 520 } },
  { name: 'overview-large-text', scenario: 'conflict', text: '200%' },
];
