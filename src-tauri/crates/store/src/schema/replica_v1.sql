-- What a replica remembers, one database per replica. Only observations: what is to be done is
-- computed from the rows that differ and never stored.

-- Sums over `rows` and the latest rev. One row. Written once per transaction, at its end.
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The rev of the latest row write; also counts removals.
    rev INTEGER NOT NULL,
    files INTEGER NOT NULL,
    directories INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pending INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0, 0, 0);

-- The folder and what this machine does with it. One row.
CREATE TABLE link (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- 16 bytes each.
    folder BLOB NOT NULL,
    replica BLOB NOT NULL,
    -- 0 two-way, 1 send-only, 2 receive-only.
    role INTEGER NOT NULL,
    scanned INTEGER NOT NULL,
    -- Device number of the root, its 64 bits as a signed number.
    device INTEGER NOT NULL
);

-- The last seq taken in of each incarnation of the hub's journal; n counts from 0, oldest first.
CREATE TABLE positions (
    n INTEGER PRIMARY KEY,
    incarnation BLOB NOT NULL,
    seq INTEGER NOT NULL
);

-- One row per path of which anything is known, with the three trees side by side. The trees mostly
-- agree, so local is written out, remote may say "as local" and base "as remote".
--
-- State codes of local, remote and base: 0 absent, 1 file, 2 executable file, 3 directory,
-- 4 symlink; remote and base also 5: identical (mtime included) to the tree before it;
-- local also 10 to 17 for the reasons of being unknown, in the order of `Unknown`'s variants.
-- `*_content` is a file's digest (32 bytes, BLOB) or a symlink's target (TEXT). Only files have
-- `*_size` and `*_mtime`. All times are nanoseconds since 1970.
CREATE TABLE rows (
    path TEXT NOT NULL PRIMARY KEY,
    -- Components of the path. The children of a directory are the paths in its range with one more.
    depth INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    -- Whether the trees differ so that there may be something to do (`Row::is_pending`).
    pending INTEGER NOT NULL,
    local INTEGER NOT NULL,
    local_content,
    local_size INTEGER,
    local_mtime INTEGER,
    -- What stat said; all null without a stamp. The inode's 64 bits as a signed number.
    stamp_size INTEGER,
    stamp_mtime INTEGER,
    stamp_ctime INTEGER,
    stamp_inode INTEGER,
    stamp_settled INTEGER,
    remote INTEGER NOT NULL,
    remote_content,
    remote_size INTEGER,
    remote_mtime INTEGER,
    remote_seq INTEGER NOT NULL,
    remote_machine BLOB,
    remote_at INTEGER NOT NULL,
    -- What the remote entry is a conflict copy of; both null if it is none.
    conflict_path TEXT,
    conflict_seq INTEGER,
    -- 1 if it is one and live, else null.
    conflict INTEGER,
    base INTEGER NOT NULL,
    base_content,
    base_size INTEGER,
    base_mtime INTEGER,
    base_seq INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX rows_by_depth ON rows (depth, path);
CREATE INDEX rows_pending ON rows (path) WHERE pending = 1;
CREATE INDEX rows_in_conflict ON rows (path) WHERE conflict = 1;
CREATE INDEX rows_by_local_content ON rows (local_content, path) WHERE local_size IS NOT NULL;
-- Whether a chunk list is still needed. Both are all but empty: settled rows write neither out.
CREATE INDEX rows_by_remote_content ON rows (remote_content) WHERE remote_size > 65536;
CREATE INDEX rows_by_base_content ON rows (base_content) WHERE base_size > 65536;

-- The encoded chunk lists of local contents of more than one chunk (36 bytes a chunk).
CREATE TABLE chunk_lists (
    content BLOB NOT NULL PRIMARY KEY,
    list BLOB NOT NULL
);
