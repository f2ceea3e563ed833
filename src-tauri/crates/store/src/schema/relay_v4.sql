-- What came with the privacy of directories.

-- Whether the directory is for its owner alone (0 or 1), as it was said last, and the seq that this took; null if nothing
-- was said. It stays with a directory that is gone, and comes back if that is restored.
ALTER TABLE paths ADD COLUMN private INTEGER;
ALTER TABLE paths ADD COLUMN private_seq INTEGER;
CREATE INDEX paths_by_privacy ON paths (folder, private_seq) WHERE private_seq IS NOT NULL;
