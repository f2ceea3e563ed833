// A page of the window as an address: `#/folders?folder=Photos`.

/**
 * A page of the window, and what it should show. What is opened over it is in no address, so it is not opened again by going back; nor is the
 * place where a machine joins the hub of a link.
 */
export type Place = {
  view: string;
  folder?: string | undefined;
  path?: string | undefined;
  over?: Over | undefined;
  hub?: HubOfLink | undefined;
};

/** A dialog over a page, which another program asked for. */
export type Over =
  | { kind: 'share'; path: string }
  | { kind: 'copy'; text: string }
  | { kind: 'refused'; wanted: 'share' | 'versions' | 'copy-place'; path: string; why: Why };

/** Why something cannot be done with a path. */
export type Why = { code: 'outside' } | { code: 'not-utf8' } | { code: 'failed'; message: string };

/** A hub that a link leads to, as the link describes it: nobody has proved any of it. */
export type HubOfLink = { address: string; fingerprint: string; name: string | null };

/** The view that a link opens. It is no page. */
export const JOIN = 'join';

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
