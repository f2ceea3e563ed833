// The subfolders that the fake's hub has of each folder, and which of them this machine keeps.

/** A subfolder, with the files that are directly in it. */
export type Subfolder = { name: string; files: number; bytes: number; subfolders: Subfolder[] };

const GIB = 1024 ** 3;

function dir(name: string, files: number, gib: number, ...subfolders: Subfolder[]): Subfolder {
  return { name, files, bytes: Math.round(gib * GIB), subfolders };
}

/** By folder, in path order. What is missing to a folder's own size is directly in it. */
export const SUBFOLDERS: Record<string, Subfolder[]> = {
  Documents: [
    dir('Letters', 410, 0.4),
    dir('Notes', 322, 0.02),
    dir('Taxes', 3, 0.01, dir('2024', 96, 0.6), dir('2025', 118, 0.7), dir('2026', 61, 0.3)),
  ],
  Music: [
    dir('Albums', 0, 0, dir('Bach', 612, 7.8), dir('Ella Fitzgerald', 304, 2.9), dir('Nina Simone', 288, 2.6), dir('Pärt', 96, 1.1)),
    dir('Audiobooks', 1240, 11.2),
    dir('Podcasts', 1702, 4.4),
  ],
  Photos: [
    dir('2024', 40, 0.2, dir('Alps', 620, 2.9), dir('Lisbon', 1210, 5.1), dir('Winter', 388, 1.6)),
    dir('2025', 12, 0.1, dir('Garden', 905, 3.4), dir('Wedding', 310, 2.2, dir('Ceremony', 640, 4.8), dir('Party', 1102, 7.9))),
    dir('2026', 0, 0, dir('Lisbon', 2140, 8.6), dir('Summer', 1480, 6.2)),
    dir('Raw', 0, 0, dir('2025', 3110, 22.4), dir('2026', 2674, 15.9)),
    dir('Scans', 3300, 2.9),
  ],
  Projects: [dir('garden plan', 212, 0.3), dir('sync', 6804, 0.8), dir('website', 1911, 0.2)],
};

/**
 * The choices of a person, with the engine's rules: each covers everything below its path until another one below it, and in a change a path
 * comes after the directories above it.
 */
export class Selection {
  rest = true;
  choices = new Map<string, boolean>();

  copy(): Selection {
    const copy = new Selection();
    copy.rest = this.rest;
    copy.choices = new Map(this.choices);
    return copy;
  }

  change(from: boolean | null, deselect: string[], select: string[]): void {
    if (from !== null) {
      this.rest = from;
      this.choices.clear();
    }
    const depth = (path: string) => path.split('/').length;
    const changes = [...deselect.map((path) => ({ path, isChosen: false })), ...select.map((path) => ({ path, isChosen: true }))];
    changes.sort((one, other) => depth(one.path) - depth(other.path));
    for (const { path, isChosen } of changes) this.#choose(path, isChosen);
  }

  #choose(path: string, isChosen: boolean): void {
    for (const choice of this.choices.keys()) if (isAtOrBelow(choice, path)) this.choices.delete(choice);
    if (this.isChosen(path) !== isChosen) this.choices.set(path, isChosen);
  }

  /** What the nearest choice at or above a path says; the folder's own path is empty. */
  isChosen(path: string): boolean {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const choice = this.choices.get(at);
      if (choice !== undefined) return choice;
    }
    return this.rest;
  }

  hasBelow(path: string, isChosen: boolean): boolean {
    return [...this.choices].some(([choice, is]) => is === isChosen && choice !== path && isAtOrBelow(choice, path));
  }
}

function isAtOrBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

export type Count = { files: number; bytes: number; files_elsewhere: number; bytes_elsewhere: number };

/** What is in a subfolder. In the fake what is chosen is here, and nothing else. */
export function count(subfolder: Subfolder, path: string, selection: Selection): Count {
  const { files, bytes } = subfolder;
  const isHere = selection.isChosen(path);
  const direct = { files, bytes, files_elsewhere: isHere ? 0 : files, bytes_elsewhere: isHere ? 0 : bytes };
  return countAll(subfolder.subfolders, `${path}/`, selection, direct);
}

/** The same of several, whose paths begin alike, and of what is beside them. */
export function countAll(subfolders: Subfolder[], before: string, selection: Selection, beside: Count): Count {
  return subfolders.reduce((sum, one) => {
    const more = count(one, `${before}${one.name}`, selection);
    return {
      files: sum.files + more.files,
      bytes: sum.bytes + more.bytes,
      files_elsewhere: sum.files_elsewhere + more.files_elsewhere,
      bytes_elsewhere: sum.bytes_elsewhere + more.bytes_elsewhere,
    };
  }, beside);
}

/** The subfolders directly in a path; none if there is no such path. */
export function within(subfolders: Subfolder[], path: string): Subfolder[] | undefined {
  return path.split('/').reduce<Subfolder[] | undefined>((all, name) => all?.find((one) => one.name === name)?.subfolders, subfolders);
}
