// Where the web view's own menu is wanted on a right click: where there is text to copy, or a field to paste into. Elsewhere it offers Back and
// Reload, which mean nothing in an app. Pure.

/** What text is typed into. A date is not: on its parts the menu is that of a page. */
const TYPED_INTO = ['textarea', 'input:not([type])', 'input[type=text]', 'input[type=search]'].join();

/** Returns true if a right click is on text that is selected, or in a field. */
export function wantsMenu({ target, clientX, clientY }: MouseEvent, selection: Selection | null): boolean {
  if (target instanceof Element && target.closest(TYPED_INTO)) return true;
  if (!selection || selection.isCollapsed) return false;
  // Beside the selected text the menu is that of a page, too.
  return [...selection.getRangeAt(0).getClientRects()].some(
    ({ left, right, top, bottom }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom,
  );
}
