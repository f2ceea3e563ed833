export const conflicts = {
  title: 'Conflicts',
};
