-- What a machine remembers about itself, as text by key. Never a secret: keys lie in the keyring
-- or in their own file.
CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
