-- What came with the privacy of directories.

-- Whether nobody but its owner might do anything with a file or directory when its mode was last looked at; null if it was
-- not looked at.
ALTER TABLE rows ADD COLUMN stamp_private INTEGER;
-- Whether a directory is for its owner alone: what was last agreed on, what is so here, and what the hub says with its seq.
-- Null where nothing is said.
ALTER TABLE rows ADD COLUMN private_agreed INTEGER;
ALTER TABLE rows ADD COLUMN private_here INTEGER;
ALTER TABLE rows ADD COLUMN private_told INTEGER;
ALTER TABLE rows ADD COLUMN private_seq INTEGER;
