-- What came with merging.

-- The entry of `conflict_path` that both versions of a conflict were made from; null if that is not known.
ALTER TABLE rows ADD COLUMN conflict_base INTEGER;
