-- What came with choosing which part of a folder a machine keeps.

-- What a person chose: a path with everything below it is kept here (1) or not (0), until a choice below it.
CREATE TABLE selection (
    path TEXT NOT NULL PRIMARY KEY,
    is_chosen INTEGER NOT NULL
) WITHOUT ROWID;
-- What applies where nothing was chosen. One row.
CREATE TABLE selection_rest (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    is_chosen INTEGER NOT NULL,
    -- A directory that another machine makes at the top of the folder after this seq is not kept here; null if it is.
    leaves_out_after INTEGER
);
INSERT INTO selection_rest VALUES (1, 1, NULL);
-- Files at the hub that are not kept here, and their bytes. `rows.local` has the code 18 for them.
ALTER TABLE state ADD COLUMN unselected_files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN unselected_bytes INTEGER NOT NULL DEFAULT 0;
-- 1 if the path is not kept here and still on the disk, to be removed.
ALTER TABLE rows ADD COLUMN to_evict INTEGER NOT NULL DEFAULT 0;
