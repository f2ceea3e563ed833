-- What came with holds that count what is lost.

-- The content of the newest entry (contents.n), if that is a file: so it is found out whether a content is still
-- anywhere. The number stays while the entry does, for a content that a journal refers to is never freed.
ALTER TABLE paths ADD COLUMN content INTEGER;
UPDATE paths SET content = (
    SELECT c.n FROM journal j JOIN contents c ON c.digest = j.content
    WHERE j.folder = paths.folder AND j.seq = paths.seq AND j.state IN (1, 2)
) WHERE live = 1;
CREATE INDEX paths_by_content ON paths (content, folder) WHERE content IS NOT NULL;

-- The files that the folder had before the first deletion of a hold; 0 if that is not known.
ALTER TABLE holds ADD COLUMN before INTEGER NOT NULL DEFAULT 0;
