import type { Messages } from '../catalogue';

export const times = {
  justNow: 'gerade eben',
  clock: (time) => `${time} Uhr`,
  at: (day, time) => `${day} um ${time} Uhr`,
  on: (date) => `am ${date}`,
  dated: (day, time) => `${day}, ${time} Uhr`,
} satisfies Messages['times'];
