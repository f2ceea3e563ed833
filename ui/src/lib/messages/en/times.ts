// Moments inside sentences. `Intl` writes the days, dates and times that these are made of.

export const times = {
  justNow: 'just now',
  clock: (time: string) => time,
  at: (day: string, time: string) => `${day} at ${time}`,
  on: (date: string) => `on ${date}`,
  dated: (day: string, time: string) => `${day}, ${time}`,
};
