export const machines = {
  title: 'Machines',
};
