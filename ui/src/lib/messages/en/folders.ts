export const folders = {
  title: 'Folders',
};
