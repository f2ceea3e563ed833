import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import App from '../src/frame/App.svelte';
import { wantsMenu } from '../src/frame/context-menu';
import { fakeBackend } from '../src/lib/backend/fake';
import { open } from './window';

describe('the menu of the web view', () => {
  /** What is selected is drawn from 10 to 90 in both directions. */
  const selection = (isCollapsed: boolean) =>
    ({ isCollapsed, getRangeAt: () => ({ getClientRects: () => [new DOMRect(10, 10, 80, 80)] }) }) as unknown as Selection;

  const wanted = (html: string, at: number, isCollapsed: boolean) => {
    document.body.innerHTML = html;
    const click = new MouseEvent('contextmenu', { clientX: at, clientY: at });
    document.body.firstElementChild?.dispatchEvent(click);
    return wantsMenu(click, selection(isCollapsed));
  };

  it.each([
    ['<textarea></textarea>', 5, true, true],
    ['<input type="search">', 5, true, true],
    ['<input type="date">', 5, true, false],
    ['<input type="checkbox">', 5, true, false],
    ['<p>words</p>', 50, true, false],
    ['<p>selected</p>', 50, false, true],
    ['<p>beside what is selected</p>', 95, false, false],
  ])('on %s at %i, with nothing selected: %s', (html, at, isCollapsed, isWanted) => {
    expect(wanted(html, at, isCollapsed)).toBe(isWanted);
  });

  it('is not shown on a page of the app', async () => {
    await open('in-sync');
    expect(await fireEvent.contextMenu(screen.getByRole('heading', { level: 1 }))).toBe(false);
  });

  it('is left to a browser', async () => {
    const backend = fakeBackend('in-sync', false);
    render(App, { props: { backend: { ...backend, shell: { ...backend.shell, isDesktop: false } } } });
    expect(await fireEvent.contextMenu(await screen.findByRole('heading', { level: 1 }))).toBe(true);
  });
});
