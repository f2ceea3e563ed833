//! What a person names, and what is wrong with it: folders, machines, paths, versions.

use std::path::PathBuf;

use syncit_core::path::BadPath;
use syncit_core::reasons;

reasons! {
    /// What is wrong with something that a person named.
    pub enum Misnamed {
        /// A name that is not valid for a folder or a machine.
        "bad-name--of-yours" BadName { name: String, cause: BadPath },
        /// A path that is not valid inside a folder.
        "bad-path--in-folder" BadPathInFolder { path: String, cause: BadPath },
        /// No such folder is shared, as far as this machine knows.
        "no-such-folder" NoFolder { folder: String },
        /// The folder is not linked here.
        "not-linked" NotLinked { folder: String },
        /// The folder is linked here, but its directory or database cannot be opened.
        "not-open" NotOpen { folder: String },
        /// The folder is already linked here.
        "is-linked" IsLinked { folder: String, path: PathBuf },
        /// No such machine is known.
        "no-such-machine" NoMachine { machine: String },
        /// A path that is no subfolder.
        "no-such-subfolder" NoSubfolder { folder: String, subfolder: String },
        /// A setting that does not exist.
        "no-such-setting" NoSetting { key: String },
        /// A text that names no version of a folder's files.
        "not-found--version" NoVersion { version: String },
        /// What was there at that time was no file.
        "bad-argument--no-content" NoContent { path: String },
    }
}
