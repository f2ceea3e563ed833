// The arrow keys in a tree of checkboxes, beside Tab and Space: up and down move, right opens and left closes, Home and End go to the ends.

/** Handles the keys within a tree: an element with a list item for each branch, whose button opens it. */
export function treeKeys(tree: HTMLElement): () => void {
  const press = (event: KeyboardEvent) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
    const boxes = [...tree.querySelectorAll<HTMLElement>('input[type=checkbox]')];
    const item = target.closest('li');
    const box = item?.querySelector<HTMLElement>('input[type=checkbox]');
    const opener = item?.querySelector<HTMLElement>(':scope > div > button[aria-expanded]');
    const isOpen = opener?.getAttribute('aria-expanded') === 'true';
    const at = box ? boxes.indexOf(box) : -1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => boxes[at + 1]?.focus(),
      ArrowUp: () => boxes[at - 1]?.focus(),
      Home: () => boxes[0]?.focus(),
      End: () => boxes.at(-1)?.focus(),
      ArrowRight: () => !isOpen && opener?.click(),
      ArrowLeft: () => (isOpen ? opener?.click() : item?.parentElement?.closest('li')?.querySelector('input')?.focus()),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  tree.addEventListener('keydown', press);
  return () => tree.removeEventListener('keydown', press);
}
