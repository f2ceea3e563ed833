//! Where a place is, relative to the root.

use rustix::io::Errno;
use syncit_core::path::{MAX_COMPONENT, OWN_DIR};

use crate::disk::Place;

/// Returns the directory that holds a place, relative to the root, and its name there.
pub(super) fn split(place: &Place) -> Result<(String, &str), Errno> {
    let (dir, name) = match place {
        Place::Root => return Err(Errno::INVAL),
        Place::Path(path) => {
            let text = path.as_str();
            let (dir, name) = text.rsplit_once('/').unwrap_or(("", text));
            return Ok((dir.to_owned(), name));
        }
        Place::Partial(name) => (format!("{OWN_DIR}/partial"), name),
        Place::Staging(name) => (format!("{OWN_DIR}/staging"), name),
        Place::Own(name) => (OWN_DIR.to_owned(), name),
    };
    let is_name = !name.contains(['/', '\0']) && !matches!(name.as_str(), "" | "." | "..");
    if is_name && name.len() <= MAX_COMPONENT { Ok((dir, name)) } else { Err(Errno::INVAL) }
}

/// Returns the path of a place, relative to the root.
pub(super) fn full_path(place: &Place) -> Result<String, Errno> {
    let (dir, name) = split(place)?;
    Ok(if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") })
}
