import { fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeWorld } from '../src/lib/backend/fake';
import { expectAccessible, open } from './window';

const VERSIONS = 'history?folder=Photos&path=IMG_2041.jpg';

/** The contents of the images that were made to be shown. */
function made() {
  const blobs: Blob[] = [];
  const revoked: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:test/${blobs.push(blob as Blob)}`);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
  return { blobs, revoked };
}

afterEach(() => void vi.restoreAllMocks());

describe('an image in the versions', () => {
  it('is shown from memory, with its dimensions', async () => {
    const { blobs } = made();
    const { page } = await open('in-sync', VERSIONS);
    const image = await screen.findByRole('img', { name: /^IMG_2041\.jpg, version from / });
    expect(image).toHaveAttribute('src', 'blob:test/1');
    expect(screen.getByText('480 × 320 pixels')).toBeVisible();
    expect(blobs[0]?.type).toBe('image/jpeg');
    expect(blobs[0]?.size).toBe(3312);
    await expectAccessible(page);
  });

  it('is compared with the current one side by side', async () => {
    const { user } = await open('in-sync', VERSIONS);
    await user.click(await screen.findByRole('button', { name: 'Compare with current' }));
    const both = within(await screen.findByRole('group', { name: 'Compare with current' }));
    expect(await both.findAllByRole('img')).toHaveLength(2);
    expect(both.getByText('This version')).toBeVisible();
    expect(both.getByText('Current version')).toBeVisible();
  });

  it('has no preview if it cannot be decoded', async () => {
    await open('in-sync', VERSIONS);
    await fireEvent.error(await screen.findByRole('img', { name: /^IMG_2041/ }));
    expect(screen.getByText('No preview for this file type.')).toBeVisible();
    expect(screen.queryByRole('img', { name: /^IMG_2041/ })).toBeNull();
  });

  it('is never shown as a type that the window does not know', async () => {
    const { blobs } = made();
    const world = fakeWorld('in-sync');
    world.images['p1'] = { media_type: 'image/svg+xml', width: 1, height: 1, base64: btoa('<svg/>') };
    await open(world, VERSIONS);
    expect(await screen.findByText('No preview for this file type.')).toBeVisible();
    expect(blobs).toEqual([]);
  });

  it('is read once, and let go with its page', async () => {
    const { blobs, revoked } = made();
    const { world, user } = await open('in-sync', VERSIONS);
    await screen.findByRole('img', { name: /^IMG_2041/ });
    world.hint();
    await user.click(screen.getByRole('link', { name: 'Folders' }));
    await screen.findByRole('heading', { level: 1, name: 'Folders' });
    expect(blobs).toHaveLength(1);
    expect(revoked).toEqual(['blob:test/1']);
  });

  it('is not shown where it is too large', async () => {
    await open('in-sync', 'history?folder=Photos&path=Raw/IMG_2041.tif');
    expect(await screen.findByText('This file is too large to preview. Save a copy to open it.')).toBeVisible();
  });
});

describe('images in a conflict', () => {
  it('are side by side, each named by its machine and time', async () => {
    const { page } = await open('conflict-images', 'conflicts');
    const both = within(await screen.findByRole('group', { name: /desktop’s version .* compared with laptop’s version / }));
    expect(await both.findByRole('img', { name: /^desktop’s version from / })).toBeVisible();
    expect(await both.findByRole('img', { name: /^laptop’s version from / })).toBeVisible();
    await expectAccessible(page);
  });

  it('show the one that is an image beside one that is not', async () => {
    const world = fakeWorld('conflict-images');
    delete world.images['mine'];
    await open(world, 'conflicts');
    expect(await screen.findByText('No preview for this file type.')).toBeVisible();
    expect(await screen.findAllByRole('img')).not.toHaveLength(0);
  });

  it('are not compared if neither is one', async () => {
    const world = fakeWorld('conflict-images');
    world.images = {};
    await open(world, 'conflicts');
    expect(await screen.findByText('No comparison for this file type. Open both files to compare them.')).toBeVisible();
  });
});
