//! What the demo says of its steps: for a person in their language, and in English for JSON.

use std::path::PathBuf;

use syncit_core::{Reason, reasons};

reasons! {
    /// What is going on until the next step is done.
    pub enum Doing {
        /// The tree is copied.
        "demo-copying" Copying,
        /// So many of its files are.
        "demo-copying--so-far" CopyingSoFar { done: u64, files: u64 },
        /// The machines are paired.
        "demo-pairing" Pairing,
        /// The folder is shared and linked.
        "demo-sharing" Sharing,
        /// A file is edited.
        "demo-editing" Editing,
        /// A directory is moved.
        "demo-moving" Moving,
        /// A file is deleted.
        "demo-deleting" Deleting,
        /// A file is edited twice at once.
        "demo-conflicting" Conflicting,
        /// A machine is off.
        "demo-switching-off" SwitchingOff,
        /// The machines are compared.
        "demo-comparing" Comparing,
        /// Something is waited for, with so many paths to go.
        "demo-awaiting" Awaiting { what: Reason, paths: u64 },
    }
}

reasons! {
    /// What is waited for.
    pub enum Awaited {
        /// A machine hears of the folder.
        "demo-awaited--folder" Folder,
        /// The whole folder is on all machines.
        "demo-awaited--tree" Tree,
        /// An edit is on another machine.
        "demo-awaited--edit" Edit,
        /// A move is on another machine.
        "demo-awaited--move" Move,
        /// A deletion is on the other machines.
        "demo-awaited--deletion" Deletion,
        /// Both machines list a conflict.
        "demo-awaited--conflict" Conflict,
        /// A machine that was off has everything.
        "demo-awaited--desktop" Desktop,
    }
}

reasons! {
    /// What was done.
    pub enum Done {
        /// The folder is on all machines.
        "demo-shared" Shared { files: u64, bytes: u64 },
        /// A file was edited.
        "demo-edited" Edited { path: PathBuf },
        /// A directory was moved.
        "demo-moved" Moved { from: PathBuf, to: PathBuf, files: u64 },
        /// A file was deleted.
        "demo-deleted" Deleted { path: PathBuf },
        /// A file was edited on two machines at once.
        "demo-conflicted" Conflicted { path: PathBuf },
        /// A machine was off and caught up.
        "demo-caught-up" CaughtUp,
        /// All machines have the same.
        "demo-equal" Equal { files: u64, bytes: u64 },
    }
}

reasons! {
    /// What differs between the machines.
    pub enum Difference {
        /// A path that one machine lacks.
        "demo-difference--only-in" OnlyIn { path: PathBuf, directory: PathBuf },
        /// A path of which type, size or mode differs.
        "demo-difference--kind" Kind { path: PathBuf },
        /// A file of which the content differs.
        "demo-difference--content" Content { path: PathBuf },
        /// It took too long.
        "demo-difference--gave-up" GaveUp { what: Reason },
        /// A machine still lacks something.
        "demo-difference--unfinished" Unfinished { machine: String, cause: String },
        /// A machine lacks something that it does not name.
        "demo-difference--late" Late { machine: String },
    }
}

reasons! {
    /// Where the tree comes from.
    pub enum Origin {
        /// A directory.
        "demo-origin--copy" Copy { path: PathBuf },
        /// A checkout.
        "demo-origin--git" Git { path: PathBuf },
    }
}
