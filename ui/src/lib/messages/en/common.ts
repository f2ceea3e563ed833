import { number, type Shown } from '$lib/text';

export const common = {
  app: 'SyncIt',
  skip: 'Skip to content',
  pages: 'Pages',
  waiting: ' to review',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  next: 'Continue',
  done: 'Done',
  save: 'Save',
  choose: 'Choose…',
  loading: 'Loading…',
  online: 'online',
  never: 'never',
  copy: 'Copy',
  copyOf: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  notCopied: 'Not copied. Select the text.',
  copyable: {
    code: 'the code',
    address: 'the address',
    fingerprint: 'the fingerprint',
    link: 'the link',
    place: 'the folder and path',
  },
  roles: {
    'two-way': 'Send and receive',
    'send-only': 'Send only',
    'receive-only': 'Receive only',
  },
  access: {
    write: 'Can read and change',
    read: 'Can only read',
    none: 'No access',
  },
  picture: {
    size: (width: number, height: number) => `${number(width)} × ${number(height)} pixels`,
    none: 'No preview for this file type.',
    tooLarge: 'This file is too large to preview.',
  },
  engineGone: {
    title: 'SyncIt’s engine is not responding',
    text: 'Nothing is lost: changes made in the meantime are found when it runs again. Retrying automatically.',
  },
  lost: (what: Shown) => `Failed: ${what}`,
};
