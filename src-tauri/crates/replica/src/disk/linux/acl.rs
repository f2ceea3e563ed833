//! POSIX ACLs as the kernel keeps them in extended attributes (<linux/posix_acl_xattr.h>): a version of four bytes, then
//! entries of a tag, its permission bits, and an id. Anything in another form is passed on unchanged; the kernel checks it.

const HEADER: usize = 4;
const ENTRY: usize = 8;
/// The tags of the owner, the group, the mask and all others; the rest are named users and groups.
const OWNER: u16 = 0x01;
const GROUP: u16 = 0x04;
const MASK: u16 = 0x10;
const OTHERS: u16 = 0x20;

const READ: u16 = 0o4;
const EXECUTE: u16 = 0o1;

/// Returns the ACL that a new file that is not executable gets from its directory's default ACL.
pub(super) fn of_new_file(default: &[u8]) -> Vec<u8> {
    let has_mask = tags(default).any(|tag| tag == MASK);
    // As the kernel does it: the requested mode limits the owner, the mask (without one the group), and others.
    let is_limited = |tag| matches!(tag, OWNER | MASK | OTHERS) || tag == GROUP && !has_mask;
    map(default, |tag, may| if is_limited(tag) { may & !EXECUTE } else { may })
}

/// Returns the ACL with the executable bit for everybody who may read, or for nobody. If the file could not get its group,
/// the group it has may do no more than all others.
pub(super) fn with(acl: &[u8], executable: bool, has_group: bool) -> Vec<u8> {
    let bits = |wanted: u16| entries(acl).find(|(tag, _)| *tag == wanted).map_or(0, |(_, may)| may);
    let is_so_already = (bits(OWNER) & EXECUTE != 0) == executable;
    let others = bits(OTHERS);
    map(acl, |tag, may| {
        let may = if tag == GROUP && !has_group { may & others } else { may };
        match executable {
            _ if is_so_already => may,
            true if may & READ != 0 => may | EXECUTE,
            true => may,
            false => may & !EXECUTE,
        }
    })
}

/// Returns a mode with the executable bit for everybody who may read, or for nobody.
pub(super) fn mode_with(mode: u32, executable: bool) -> u32 {
    match executable {
        _ if (mode & 0o100 != 0) == executable => mode,
        true => mode | (mode & 0o444) >> 2,
        false => mode & !0o111,
    }
}

fn tags(acl: &[u8]) -> impl Iterator<Item = u16> {
    entries(acl).map(|(tag, _)| tag)
}

fn entries(acl: &[u8]) -> impl Iterator<Item = (u16, u16)> {
    acl.get(HEADER..).unwrap_or_default().chunks_exact(ENTRY).map(parts)
}

fn parts(entry: &[u8]) -> (u16, u16) {
    (u16::from_le_bytes([entry[0], entry[1]]), u16::from_le_bytes([entry[2], entry[3]]))
}

fn map(acl: &[u8], change: impl Fn(u16, u16) -> u16) -> Vec<u8> {
    let mut acl = acl.to_vec();
    for entry in acl.get_mut(HEADER..).unwrap_or_default().chunks_exact_mut(ENTRY) {
        let (tag, may) = parts(entry);
        entry[2..4].copy_from_slice(&change(tag, may).to_le_bytes());
    }
    acl
}
