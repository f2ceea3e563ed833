import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { keysOf, shortcutOf } from '../src/frame/keys';
import { open } from './window';

describe('keys', () => {
  const press = (keys: Partial<KeyboardEventInit>) => shortcutOf(new KeyboardEvent('keydown', { ctrlKey: true, ...keys }));

  it.each([
    [{ key: '3' }, { page: 3 }],
    [{ key: '&', code: 'Digit1' }, { page: 1 }],
    [{ key: '1', code: 'Digit1', shiftKey: true }, { page: 1 }],
    [{ key: '!', code: 'Digit1', shiftKey: true }, undefined],
    [{ key: ',' }, 'settings'],
    [{ key: 'f' }, 'find'],
    [{ key: 'f', altKey: true }, undefined],
    [{ key: 'f', metaKey: true }, undefined],
    [{ key: '3', ctrlKey: false }, undefined],
    [{ key: '?', ctrlKey: false }, 'help'],
    [{ key: '0' }, undefined],
  ])('%j mean %j', (keys, meaning) => {
    expect(press(keys)).toEqual(meaning);
  });

  it('are named on the links of the sidebar, in its order', async () => {
    await open('in-sync');
    const links = within(screen.getByRole('navigation', { name: 'Pages' })).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('aria-keyshortcuts'))).toEqual([
      'Control+1',
      'Control+2',
      'Control+3',
      'Control+4',
      'Control+5 Control+,',
    ]);
    expect(keysOf(10, 'folders')).toBeUndefined();
  });

  it('go to the page that is at this position of the sidebar', async () => {
    const { user } = await open('conflict');
    await user.keyboard('{Control>}2{/Control}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Conflicts' })).toHaveFocus();
  });

  it('open the settings, also from a field', async () => {
    const { user } = await open('in-sync', 'history');
    await user.click(screen.getByRole('searchbox'));
    await user.keyboard('{Control>},{/Control}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  });

  it.each([
    ['history', 'in-sync', 'Search'],
    ['folders', 'many', 'Filter folders'],
  ])('focus the search of the page: %s', async (page, scenario, name) => {
    const { user } = await open(scenario, page);
    await user.keyboard('{Control>}f{/Control}');
    expect(screen.getByRole('searchbox', { name })).toHaveFocus();
  });

  it('show what they do, and leave the page alone while that is open', async () => {
    const { user } = await open('in-sync');
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toHaveTextContent(/Ctrl\+F.*Search or filter the page/);
    await user.keyboard('{Control>}2{/Control}');
    expect(location.hash).toBe('');
  });

  it('are typed into a field where they are characters', async () => {
    const { user } = await open('in-sync', 'history');
    await user.type(screen.getByRole('searchbox'), 'why?');
    expect(screen.getByRole('searchbox')).toHaveValue('why?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('go nowhere before the machine is set up', async () => {
    const { user } = await open('wizard');
    await user.keyboard('{Control>}2{/Control}');
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(location.hash).toBe('');
  });

  it('filter the folders by name and place, where there are many', async () => {
    const { user } = await open('many', 'folders');
    const list = screen.getByRole('region', { name: 'On this machine' });
    await user.type(screen.getByRole('searchbox'), 'pictures');
    expect(within(list).getAllByRole('link')).toHaveLength(1);
    await user.type(screen.getByRole('searchbox'), 'x');
    expect(screen.getByText('No folders match')).toBeVisible();
  });
});
