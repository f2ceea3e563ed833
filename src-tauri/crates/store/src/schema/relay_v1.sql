-- What the hub remembers. Large chunks lie as files beside this database (chunks/xx/DIGEST).
-- Identifiers are 16 bytes, digests 32; all times are hub time in nanoseconds since 1970.

-- Paired machines and the hub, in the order of pairing (n).
CREATE TABLE machines (
    n INTEGER PRIMARY KEY,
    machine BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- In SSH wire format.
    public_key BLOB NOT NULL,
    paired_at INTEGER NOT NULL,
    last_seen INTEGER,
    is_hub INTEGER NOT NULL
);

-- Shared folders, in the order of sharing (n, which other tables use for the folder).
CREATE TABLE folders (
    n INTEGER PRIMARY KEY,
    folder BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    shared_at INTEGER NOT NULL,
    -- The seq of the newest journal entry.
    latest INTEGER NOT NULL DEFAULT 0
);

-- What was said of a machine and a folder: 0 none, 1 read, 2 write.
CREATE TABLE access (
    machine BLOB NOT NULL,
    folder BLOB NOT NULL,
    access INTEGER NOT NULL,
    PRIMARY KEY (machine, folder)
) WITHOUT ROWID;

-- The replica that a machine last attached to a folder.
CREATE TABLE replicas (
    machine BLOB NOT NULL,
    folder BLOB NOT NULL,
    replica BLOB NOT NULL,
    PRIMARY KEY (machine, folder)
) WITHOUT ROWID;

-- The runs of the journal, oldest first; all folders alike.
CREATE TABLE incarnations (
    n INTEGER PRIMARY KEY,
    incarnation BLOB NOT NULL
);

-- Where a folder's journal stood when the next incarnation began. A folder without a row had
-- nothing yet; the current incarnation's end is `folders.latest`.
CREATE TABLE incarnation_ends (
    incarnation INTEGER NOT NULL,
    folder INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (folder, incarnation)
) WITHOUT ROWID;

-- Short numbers for the machines that ever authored or uploaded anything; they outlive `machines`.
CREATE TABLE authors (
    n INTEGER PRIMARY KEY,
    machine BLOB NOT NULL UNIQUE
);

-- Every path that a folder ever had, with its newest entry.
CREATE TABLE paths (
    n INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    path TEXT NOT NULL,
    -- Components of the path. The children of a directory are the paths in its range with one more.
    depth INTEGER NOT NULL,
    -- The newest entry.
    seq INTEGER NOT NULL,
    -- Whether something is there now.
    live INTEGER NOT NULL
);
CREATE UNIQUE INDEX paths_by_path ON paths (folder, path);
CREATE UNIQUE INDEX paths_by_seq ON paths (folder, seq);
CREATE INDEX paths_live ON paths (folder, depth, path) WHERE live = 1;

-- Every accepted entry; append-only until retention lets one go.
CREATE TABLE journal (
    folder INTEGER NOT NULL,
    -- Counts on over incarnations.
    seq INTEGER NOT NULL,
    -- paths.n
    path INTEGER NOT NULL,
    -- 0 absent, 1 file, 2 executable file, 3 directory, 4 symlink.
    state INTEGER NOT NULL,
    -- A file's digest (BLOB) or a symlink's target (TEXT); only files have size and mtime.
    content,
    size INTEGER,
    mtime INTEGER,
    -- authors.n
    machine INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- The vanished half of a move, as path and seq; null if it is none.
    moved_path TEXT,
    moved_seq INTEGER,
    -- What it is a conflict copy of; null if it is none.
    conflict_path TEXT,
    conflict_seq INTEGER,
    -- The entry of the path before it; 0 if there was none.
    previous INTEGER NOT NULL,
    PRIMARY KEY (folder, seq)
) WITHOUT ROWID;
-- Each of these ends in seq, which a table without rowid adds to its indexes.
CREATE INDEX journal_by_time ON journal (folder, at, seq);
CREATE INDEX journal_by_machine ON journal (folder, machine, at, seq);
CREATE INDEX journal_by_path ON journal (path, at, seq);

-- Chunks, also those that a list names and that are not kept (yet).
CREATE TABLE chunks (
    n INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    -- Bytes of the chunk itself.
    len INTEGER NOT NULL,
    -- How it is kept: 0 not at all, 1 as a row of `bodies`, 2 as a row, zstd, 3 as a file, 4 as a file, zstd.
    form INTEGER NOT NULL,
    -- Bytes that it takes; 0 if not kept.
    stored INTEGER NOT NULL
);

-- The bytes of chunks that take up to 64 KiB, apart from `chunks` so that looking up stays dense.
CREATE TABLE bodies (
    -- chunks.n
    chunk INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

-- Contents that were uploaded or that a journal refers to.
CREATE TABLE contents (
    n INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    -- The encoded chunk list (36 bytes a chunk); null if an entry came before the list.
    list BLOB
);

-- Who uploaded a chunk, and who a content's list: they may know that it is kept.
CREATE TABLE chunk_uploads (
    chunk INTEGER NOT NULL,
    -- authors.n
    machine INTEGER NOT NULL,
    PRIMARY KEY (chunk, machine)
) WITHOUT ROWID;
CREATE TABLE list_uploads (
    content INTEGER NOT NULL,
    machine INTEGER NOT NULL,
    PRIMARY KEY (content, machine)
) WITHOUT ROWID;

-- The contents that a folder's journal refers to, and their chunks: who may read the folder may
-- know that they are kept.
CREATE TABLE folder_contents (
    folder INTEGER NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (folder, content)
) WITHOUT ROWID;
CREATE TABLE folder_chunks (
    folder INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    PRIMARY KEY (folder, chunk)
) WITHOUT ROWID;

-- Sums over the chunks that are kept. One row.
CREATE TABLE totals (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    chunks INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL
);
INSERT INTO totals VALUES (1, 0, 0);

-- The hub's settings.
CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
