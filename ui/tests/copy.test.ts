import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { open } from './window';

describe('copying', () => {
  afterEach(() => vi.restoreAllMocks());

  it('puts the pairing code and the address on the clipboard, and says so for a moment', async () => {
    const { user } = await open('hub', 'machines');
    await user.click(screen.getByRole('button', { name: 'Pair a machine' }));
    const copy = await screen.findByRole('button', { name: 'Copy the code' });
    await user.click(copy);
    expect(await navigator.clipboard.readText()).toBe('482913');
    expect(copy).toHaveTextContent('Copied');
    await user.click(screen.getByRole('button', { name: 'Copy the address' }));
    expect(await navigator.clipboard.readText()).toBe('192.168.1.20:22082');
    await waitFor(() => expect(copy).toHaveTextContent(/^Copy$/), { timeout: 4000 });
  });

  it('copies the fingerprint of the hub', async () => {
    const { user, world } = await open('in-sync', 'machines');
    await user.click(await screen.findByRole('button', { name: 'Details: attic' }));
    await user.click(screen.getByRole('button', { name: 'Copy the fingerprint' }));
    expect(await navigator.clipboard.readText()).toBe(world.machines[0]?.fingerprint);
  });

  it('selects the text where the clipboard is not allowed, and says if that fails, too', async () => {
    const { user } = await open('in-sync', 'settings');
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    const copied: string[] = [];
    document.execCommand = () => copied.push((document.activeElement as HTMLTextAreaElement).value) === 1;
    const copy = await screen.findByRole('button', { name: 'Copy the fingerprint' });
    await user.click(copy);
    expect(copied).toEqual([expect.stringMatching(/^SHA256:/)]);
    expect(copy).toHaveTextContent('Copied');
    expect(copy).toHaveFocus();
    await user.click(copy);
    expect(copy).toHaveTextContent('Not copied');
  });
});
