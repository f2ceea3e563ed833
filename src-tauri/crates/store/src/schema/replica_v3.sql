-- What came with a state that is computed from the rows, and with roots that are known by more than a device number.

-- Why a path is not settled, and what helps; both null if nothing failed.
ALTER TABLE rows ADD COLUMN reason TEXT;
ALTER TABLE rows ADD COLUMN hint TEXT;
-- Whether people are told of the path (`Row::is_troubled`).
ALTER TABLE rows ADD COLUMN troubled INTEGER NOT NULL DEFAULT 0;
-- 1 if the file has more than one name; null without a stamp. Directories have stamps too, from this version on.
ALTER TABLE rows ADD COLUMN stamp_shared INTEGER;
-- 15 and 16: unsupported, unrepresentable. What is unreadable gets its reason with the first look.
UPDATE rows SET troubled = 1 WHERE local = 15 OR (local = 16 AND NOT (remote IN (0, 5) AND base IN (0, 5)));

CREATE INDEX rows_troubled ON rows (path) WHERE troubled = 1;
-- 17: another file system is mounted there.
CREATE INDEX rows_directories ON rows (path) WHERE local IN (3, 17);
CREATE INDEX rows_shared ON rows (stamp_inode, path) WHERE stamp_shared = 1;

ALTER TABLE state ADD COLUMN troubled INTEGER NOT NULL DEFAULT 0;
UPDATE state SET troubled = (SELECT count(*) FROM rows WHERE troubled = 1);

-- What the root was when it was last confirmed; all null before that. `device` is no longer read.
ALTER TABLE link ADD COLUMN root_inode INTEGER;
ALTER TABLE link ADD COLUMN root_filesystem TEXT;
-- 16 bytes, also in the marker on the disk; renewed at each start.
ALTER TABLE link ADD COLUMN token BLOB;

-- The ignore files that are in force: the last text of each that was complete and readable.
CREATE TABLE rules (
    -- '' is the root.
    directory TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;
