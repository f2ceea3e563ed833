-- What came with restoring, conflicts and holds.

-- The entry of the path whose state an entry brings back; 0 for one of before its first; null if it does not.
ALTER TABLE journal ADD COLUMN restored INTEGER;

-- The entry of the path that a conflict copy lost its name at which both versions were made from; null if that is not
-- known.
ALTER TABLE journal ADD COLUMN conflict_base INTEGER;

-- Sums over a folder's journal: bytes of the files that are there, bytes of the past ones, and how many those are.
ALTER TABLE folders ADD COLUMN current_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN past_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN past_versions INTEGER NOT NULL DEFAULT 0;
UPDATE folders SET
    current_bytes = (SELECT coalesce(sum(j.size), 0) FROM journal j JOIN paths p ON p.n = j.path
        WHERE j.folder = folders.n AND j.seq = p.seq AND j.state IN (1, 2)),
    past_bytes = (SELECT coalesce(sum(j.size), 0) FROM journal j JOIN paths p ON p.n = j.path
        WHERE j.folder = folders.n AND j.seq <> p.seq AND j.state IN (1, 2)),
    past_versions = (SELECT count(*) FROM journal j JOIN paths p ON p.n = j.path
        WHERE j.folder = folders.n AND j.seq <> p.seq AND j.state IN (1, 2));

-- What refers to what, so that content can be freed once nothing does: entries of a folder's journal to a content,
-- folders to a content, contents to a chunk. A list that names a chunk twice refers to it once.
ALTER TABLE folder_contents ADD COLUMN refs INTEGER NOT NULL DEFAULT 0;
UPDATE folder_contents SET refs = found.count FROM (
    SELECT j.folder AS folder, c.n AS content, count(*) AS count FROM journal j JOIN contents c ON c.digest = j.content
    WHERE j.state IN (1, 2) GROUP BY 1, 2
) found WHERE found.folder = folder_contents.folder AND found.content = folder_contents.content;
ALTER TABLE contents ADD COLUMN links INTEGER NOT NULL DEFAULT 0;
UPDATE contents SET links = found.count FROM (
    SELECT content, count(*) AS count FROM folder_contents GROUP BY content
) found WHERE found.content = contents.n;
ALTER TABLE chunks ADD COLUMN refs INTEGER NOT NULL DEFAULT 0;
WITH RECURSIVE parts (content, list, at) AS (
    SELECT n, list, 0 FROM contents WHERE length(list) > 0
    UNION ALL SELECT content, list, at + 36 FROM parts WHERE at + 36 < length(list)
), named AS (SELECT DISTINCT content, substr(list, at + 1, 32) AS digest, list, at FROM parts)
INSERT INTO chunks (digest, len, form, stored, refs)
    SELECT digest, 0, 0, 0, count(DISTINCT content) FROM named WHERE true GROUP BY digest
    ON CONFLICT (digest) DO UPDATE SET refs = excluded.refs;

-- The round of collection in which it was last uploaded. What nothing refers to is freed when a whole round went by.
ALTER TABLE contents ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chunks ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
CREATE INDEX contents_unused ON contents (round) WHERE links = 0;
CREATE INDEX chunks_unused ON chunks (round) WHERE refs = 0;

-- Live files, kept up to date by every entry.
ALTER TABLE folders ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
UPDATE folders SET files = (
    SELECT count(*) FROM paths p JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
    WHERE p.folder = folders.n AND p.live = 1 AND j.state IN (1, 2)
);

-- Mass deletions that were stopped, until they are over. A number is never used again.
CREATE TABLE holds (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    -- folders.n
    folder INTEGER NOT NULL,
    -- authors.n
    machine INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    -- 0 open, 1 deleted, 2 restored.
    state INTEGER NOT NULL
);

-- Their paths, each with the newest entry that it had then: it is over for those that have a newer one.
CREATE TABLE held (
    -- holds.n
    hold INTEGER NOT NULL,
    path TEXT NOT NULL,
    seq INTEGER NOT NULL,
    is_file INTEGER NOT NULL,
    PRIMARY KEY (hold, path)
) WITHOUT ROWID;
