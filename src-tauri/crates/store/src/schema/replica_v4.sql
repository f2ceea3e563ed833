-- What came with names of one file that are found by its inode alone.

CREATE INDEX rows_by_inode ON rows (stamp_inode, path) WHERE stamp_inode IS NOT NULL;
