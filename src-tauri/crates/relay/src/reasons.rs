//! Why the hub refuses something, as data. The machine that asked words it for its user.
//!
//! The names of a folder or of the hub are in a reason only if the machine that is refused may know them.

use syncit_core::reason::Shape;
use syncit_core::{Reason, RelPath, Timestamp, reasons};

/// The families of reasons of this crate.
pub const REASONS: &[&[Shape]] =
    &[Denied::ALL, NotTaken::ALL, NotServed::ALL, NotRestored::ALL, BadAsk::ALL, BrokenProtocol::ALL, Breach::ALL];

reasons! {
    /// What a machine may not do, or what does not exist, as far as it may know.
    pub enum Denied {
        /// The folder does not exist, or the machine has no access to it: both get the same words.
        "no-such-folder-at-hub" NoSuchFolder,
        /// The same for a folder that the machine still has a copy of. Maybe only that machine still knows its name.
        "no-longer-shared--with-this" FolderGone,
        /// The folder is shared with nobody any more.
        "no-longer-shared" FolderEnded,
        /// The machine may only read the folder.
        "may-not-change" ReadOnly { folder: String },
        /// The key is not paired, or no longer.
        "not-paired-with-hub" NotPaired,
        /// Only the hub's own user may do it.
        "only-at-hub" OnlyAtHub,
        /// The home, or the copy of a folder, is connected already.
        "home-in-use" CopiedHome,
        /// The two programs speak different versions of the protocol. `older` is the machine that needs an update.
        "other-protocol" OtherProtocol { machine: String, version: String, hub: String, hub_version: String, older: String },
        /// No machine with this id is paired.
        "no-such-machine-at-hub" NoSuchMachine,
        /// Another folder has the name, perhaps one that the machine has no access to.
        "taken-at-hub--folder" FolderNameTaken { name: String },
        /// Another machine has the name.
        "taken-at-hub--machine" MachineNameTaken { name: String },
        /// The hub itself cannot be forgotten.
        "hub-stays" HubStays,
        /// The hub's own access is not limited.
        "hub-may-all" HubMayAll,
        /// The hub shares as many folders as it can.
        "hub-folders-full" FoldersFull,
        /// The machine shares as many folders as one may.
        "machine-folders-full" TooManyFolders { shared: usize, limit: u32, hub: String },
        /// The hub's owner does not let the machine invite others.
        "may-not-invite" MayNotInvite { machine: String, hub: String },
        /// The machine has no access by default that it could pass on.
        "may-not-invite--no-access" NothingToPassOn { machine: String, hub: String },
        /// The machine only reads by default, and the invitation would let another one write.
        "may-not-invite--to-write" MayNotInviteToWrite { machine: String, hub: String },
    }
}

reasons! {
    /// Why the hub does not take what a machine offers.
    pub enum NotTaken {
        /// The disk is too full. It is offered again by itself.
        "hub-disk-full" DiskFull,
        /// The same for a request of a person.
        "hub-disk-full--request" DiskFullNow,
        /// The machine has as much in the folders as one may.
        "machine-quota-full" QuotaFull { most: u64, hub: String },
        /// An entry that no hub takes, whoever offers it.
        "not-acceptable" NotAcceptable { cause: Reason },
        /// The hub asked for the content, and it was not sent: the file has changed meanwhile.
        "content-did-not-come" DidNotCome,
        /// An entry above it is one that no machine can take.
        "invalid-above" InvalidAbove,
        /// Most of the folder was deleted at once on this machine.
        "mass-deletion-held" MassDeletion { folder: String },
        /// Many files were overwritten on this machine with what cannot be read.
        "mass-overwriting-held" MassOverwriting { folder: String },
    }
}

reasons! {
    /// Why the hub does not give content.
    pub enum NotServed {
        /// The path never had this version, or retention took it.
        "not-served--no-version" NoVersion,
        /// The content of a version that there is was let go.
        "not-served--not-kept" NotKept,
        /// The content was damaged on the hub's disk.
        "not-served--damaged" Damaged,
    }
}

reasons! {
    /// Why a version, or a former state, cannot be had.
    pub enum NotRestored {
        /// The content of that time is damaged.
        "not-restored--damaged" Damaged { path: RelPath },
        /// The folder never had this path.
        "not-restored--never-there" NeverThere { path: RelPath, folder: String },
        /// The path has no such version.
        "not-restored--no-version" NoVersion { path: RelPath, folder: String },
        /// Only the version that is there now is kept.
        "not-restored--no-other" NoOther { path: RelPath },
        /// The path is gone, and no version of it is kept.
        "not-restored--none-kept" NoneKept { path: RelPath },
        /// A whole folder is restored by a moment.
        "not-restored--which-moment" WhichMoment,
        /// A directory is restored by a moment.
        "not-restored--which-moment-of" WhichMomentOf { path: RelPath },
        /// The path was not there at that moment.
        "not-restored--not-then" NotThen { path: RelPath, at: Timestamp, folder: String },
        /// What is above the path is no directory now.
        "not-restored--in-the-way" InTheWay { path: RelPath, above: RelPath },
        /// The moment is still to come.
        "not-restored--future" Future { at: Timestamp, now: Timestamp },
        /// The moment is before the folder was shared.
        "not-restored--before-shared" BeforeShared { at: Timestamp, folder: String, shared_at: Timestamp },
        /// The past of that moment was let go.
        "not-restored--not-kept" NotKept { at: Timestamp, days: u32, folder: String },
        /// The hub's clock was wrong then.
        "not-restored--clock-was-wrong" ClockWasWrong { at: Timestamp, from: Timestamp, until: Timestamp },
    }
}

reasons! {
    /// What is wrong with a request.
    pub enum BadAsk {
        /// A search for too long a text, or for too many kinds of changes.
        "search-too-long" SearchTooLong,
        /// A number of hours for which changes are not counted.
        "hours-out-of-range" Hours { most: u32 },
        /// A number of minutes for which no invitation is open.
        "invitation-minutes-out-of-range" InviteMinutes { most: u32 },
        /// A folder has no such setting.
        "no-such-folder-setting" NoSetting { name: String },
        /// A value that a setting of a folder cannot have.
        "folder-setting-out-of-range" BadSetting { name: String, value: u64, least: u64, most: u64 },
        /// Nothing of the folder is held back.
        "nothing-held-back" NothingHeld { folder: String },
        /// The path is no conflict copy.
        "no-conflict-copy-at-hub" NoConflictCopy { path: RelPath },
    }
}

reasons! {
    /// That a machine's program broke the protocol.
    pub enum BrokenProtocol {
        /// How.
        "broke-protocol" Breach { cause: Reason },
    }
}

reasons! {
    /// How a machine's program broke the protocol.
    pub enum Breach {
        /// It did not wait for the welcome.
        "breach--too-early" TooEarly,
        /// It greeted twice.
        "breach--second-hello" SecondHello,
        /// It names more incarnations than there can be.
        "breach--incarnations" Incarnations,
        /// It asks for too much content, or for content on the control lane.
        "breach--get" Get,
        /// It asks for chunks that are none of the content's.
        "breach--chunks" Chunks,
        /// It asks for more chunks than one get may.
        "breach--many-chunks" ManyChunks,
        /// It asks for the content of what is no file.
        "breach--no-file" NoFile,
        /// Too many entries in an offer.
        "breach--large-offer" LargeOffer,
        /// An offer names a path twice.
        "breach--path-twice" PathTwice,
        /// The number of the offer is in use.
        "breach--same-offer" SameOffer,
        /// Too many offers at once.
        "breach--many-offers" ManyOffers,
        /// The offers take too much memory.
        "breach--offers-memory" OffersMemory,
        /// A body of an entry that was not offered.
        "breach--unknown-body" UnknownBody,
        /// A body of a size that none has.
        "breach--body-size" BodySize,
        /// A body of an entry that has no content.
        "breach--needless-body" NeedlessBody,
        /// Too many chunk lists at once.
        "breach--lists-memory" ListsMemory,
        /// The chunks of a content are not of its size.
        "breach--other-size" OtherSize,
        /// The content is cut too finely.
        "breach--cut-too-finely" CutTooFinely,
        /// Too many contents to be looked at.
        "breach--quarantine" Quarantine,
    }
}
