//! `.syncit/token`: a value that is renewed at each start, here and in the database, so that a disk or a database that was
//! copied or set back is noticed; and the path of the folder, so that a `.syncit` that was copied along with its folder is
//! recognised as a copy.
//!
//! It is a file of its own because older versions treat a marker with unknown fields as damaged. If it cannot be read it is
//! unknown, and nothing follows from that.

use serde_json::{Value, json};
use syncit_core::ReplicaId;
use syncit_core::hex::{from_hex, to_hex};
use syncit_core::replica_store::Token;

use crate::disk::{Disk, DiskError, Place};
use crate::root::marker::write_own;

const NAME: &str = "token";
/// More than any token file has, in bytes: a path of 4096 bytes may be escaped.
const MAX_BYTES: usize = 32 << 10;

/// The content of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFile {
    /// The replica that it belongs to.
    pub replica: ReplicaId,
    /// The token of the last start.
    pub token: Token,
    /// The token of the start before, until the database has the new one.
    pub before: Option<Token>,
    /// The path of the directory that `.syncit` is in.
    pub path: String,
}

impl TokenFile {
    /// Returns true if a database with this token is of the same time.
    pub fn agrees_with(&self, token: Token) -> bool {
        self.token == token || self.before == Some(token)
    }
}

/// Writes the file, durably.
pub fn write<D: Disk>(disk: &D, file: &TokenFile) -> Result<(), DiskError> {
    let text = json!({
        "replica": file.replica,
        "token": to_hex(&file.token.0),
        "before": file.before.map(|token| to_hex(&token.0)),
        "path": file.path,
    });
    write_own(disk, NAME, &format!("{text}\n"))
}

/// Reads the file; none if it is missing or unreadable.
pub fn read<D: Disk>(disk: &D) -> Option<TokenFile> {
    let (reader, _) = disk.open(&Place::Own(NAME.into())).ok()?;
    let mut bytes = vec![0; MAX_BYTES];
    let len = disk.read_at(&reader, 0, &mut bytes).ok()?;
    parse(&bytes[..len])
}

fn parse(bytes: &[u8]) -> Option<TokenFile> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let token = |name: &str| from_hex(value.get(name)?.as_str()?).map(Token);
    Some(TokenFile {
        replica: value.get("replica")?.as_str()?.parse().ok()?,
        token: token("token")?,
        before: token("before"),
        path: value.get("path")?.as_str()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_a_token_file_is_unknown() {
        let (id, token) = ("11".repeat(16), "22".repeat(16));
        let whole = format!(r#"{{"replica":"{id}","token":"{token}","path":"/a","later":1}}"#);
        let replica = ReplicaId([0x11; 16]);
        let file = TokenFile { replica, token: Token([0x22; 16]), before: None, path: "/a".into() };
        assert_eq!(parse(whole.as_bytes()), Some(file));
        for bad in ["", "[]", "{}", "7", &whole.replace("22", "2"), &whole.replace("path", "place"), &whole[..40]] {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(parse("[".repeat(30_000).as_bytes()), None);
    }
}
