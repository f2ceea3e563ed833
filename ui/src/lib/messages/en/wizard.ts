export const wizard = {
  title: 'Welcome',
};
