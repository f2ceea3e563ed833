-- What came with reasons that are data, and no longer sentences.

-- A reason is JSON. Those of before are kept as the sentences that they are, until their paths are settled.
UPDATE rows SET reason = json_object('message', reason, 'hint', hint) WHERE reason IS NOT NULL;
ALTER TABLE rows DROP COLUMN hint;
