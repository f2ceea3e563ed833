// Puts a text on the clipboard.

/** Returns true if it is there. `near` is an element of the dialog or page that has the focus. */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, near);
  }
}

/** For web views that have no clipboard, or allow it to no page: a text that is selected can still be copied. */
function copySelected(text: string, near: HTMLElement): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hidden';
  // Outside of an open dialog nothing can be selected.
  near.after(field);
  field.focus();
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    near.focus();
  }
}
