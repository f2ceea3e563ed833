// Why joining failed, and what to do about it.

import type { Failure } from '$lib/backend';
import { t } from '$lib/messages';
import { closedWords } from '$lib/present';
import { visible } from '$lib/text';

export type Trouble = { title: string; text: string };

export function joinTrouble(failure: Failure): Trouble {
  const words = t.wizard.code;
  switch (failure.code) {
    case 'wrong-code': {
      const { left } = failure.params;
      return { title: words.wrong, text: typeof left === 'number' ? words.wrongLeft(left) : visible(failure.message) };
    }
    case 'no-invitation':
      return { title: words.expired, text: words.expiredText };
    case 'unreachable':
      return { title: words.unreachable, text: `${words.unreachableText} (${visible(failure.message)})` };
    case 'no-hub-found':
      return { title: words.nobody, text: words.nobodyText };
    case 'other-key':
      return { title: words.otherKey, text: words.otherKeyText };
    case 'impostor':
      return { title: words.impostor, text: words.impostorText };
    case 'protocol':
      return { title: words.version, text: words.versionText };
    case 'connection-lost':
      return { title: words.lost, text: words.lostText };
    case 'bad-name':
    case 'name-taken':
      return { title: words.name, text: visible(`${failure.message}. ${failure.hint ?? ''}`) };
    default:
      return closedWords(failure.code) ?? { title: t.common.lost(visible(failure.message)), text: visible(failure.hint ?? '') };
  }
}
