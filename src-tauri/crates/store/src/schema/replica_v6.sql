-- What came with git hooks that are placed without the executable bit.

-- Whether its owner might execute a file when it was last looked at or placed; null if it was not looked at for that.
ALTER TABLE rows ADD COLUMN stamp_executable INTEGER;
-- What the git hooks on the disk were last brought to: 0 not executable unless they are this machine's own, 1 as they are at
-- the hub.
ALTER TABLE link ADD COLUMN git_hooks INTEGER NOT NULL DEFAULT 0;
