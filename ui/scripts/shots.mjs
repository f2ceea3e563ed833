// Which pictures are taken: a name, a scenario of the fake, a page, and what is done on it first.

export const shots = [
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
