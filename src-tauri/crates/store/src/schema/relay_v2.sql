-- What came with restoring and conflicts.

-- The entry of the path whose state an entry brings back; 0 for one of before its first; null if it does not.
ALTER TABLE journal ADD COLUMN restored INTEGER;
