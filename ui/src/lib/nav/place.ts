// A page of the window as an address: `#/folders?folder=Photos`.

/** A page of the window, and what it should show. */
export type Place = { view: string; folder?: string | undefined; path?: string | undefined };

export function writePlace({ view, folder, path }: Place): string {
  const query = new URLSearchParams();
  if (folder !== undefined) query.set('folder', folder);
  if (path !== undefined) query.set('path', path);
  return query.size === 0 ? `#/${view}` : `#/${view}?${query}`;
}

/** Returns none if the address is not that of a page. */
export function readPlace(hash: string): Place | undefined {
  const found = /^#\/([a-z-]+)(?:\?(.*))?$/.exec(hash);
  if (!found?.[1]) return undefined;
  const query = new URLSearchParams(found[2] ?? '');
  return { view: found[1], folder: query.get('folder') ?? undefined, path: query.get('path') ?? undefined };
}
