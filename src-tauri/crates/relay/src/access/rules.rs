//! Access rules: the one check that every request passes.
//!
//! Deny by default. The relay looks up what the check depends on (who asks, and the access to the
//! folder) and never takes it from a message. For a machine, a folder that it has no access to does not
//! exist.

use syncit_core::message::RefusalCode;
use syncit_core::relay_store::Access;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The hub's own machine, which owns everything.
    Hub,
    /// A paired machine.
    Client,
    /// A key that is not paired, or no longer.
    Unknown,
}

/// The kinds of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// About one folder: to attach it and receive its notifications.
    Attach,
    /// About one folder: to detach it. It reveals nothing, so it needs no access.
    Detach,
    /// About one folder: its newest entries.
    News,
    /// About one folder: its content.
    Get,
    /// About one folder: what changed in it.
    History,
    /// About one folder: to change it.
    Offer,
    /// The readable folders, or what changed in them.
    ListFolders,
    /// The paired machines.
    ListMachines,
    /// To share a new folder.
    Share,
    /// To rename or forget the machine that asks.
    ChangeSelf,
    /// To rename or forget another machine, to stop sharing a folder, to set access, or to see sums over
    /// all folders.
    Own,
}

/// Returns why an action is not allowed. `access` is the one to the folder that the action is about;
/// other actions ignore it.
pub(crate) fn check_access(who: Who, act: Act, access: Access) -> Result<(), RefusalCode> {
    match (who, act) {
        (Who::Unknown, _) => Err(RefusalCode::NotAllowed),
        (_, Act::Detach | Act::ListFolders | Act::ListMachines | Act::Share | Act::ChangeSelf) => Ok(()),
        (Who::Hub, Act::Own) => Ok(()),
        (Who::Client, Act::Own) => Err(RefusalCode::NotAllowed),
        (_, Act::Attach | Act::News | Act::Get | Act::History) => match access {
            Access::None => Err(RefusalCode::NotFound),
            Access::Read | Access::Write => Ok(()),
        },
        (_, Act::Offer) => match access {
            Access::None => Err(RefusalCode::NotFound),
            Access::Read => Err(RefusalCode::NotAllowed),
            Access::Write => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn every_action_for_everyone() {
        let acts = [
            Act::Attach,
            Act::Detach,
            Act::News,
            Act::Get,
            Act::History,
            Act::Offer,
            Act::ListFolders,
            Act::ListMachines,
            Act::Share,
            Act::ChangeSelf,
            Act::Own,
        ];
        let mut table = String::from("                  none        read        write\n");
        for who in [Who::Hub, Who::Client, Who::Unknown] {
            for act in acts {
                let cell = |access| match check_access(who, act, access) {
                    Ok(()) => "yes".to_string(),
                    Err(code) => format!("{code:?}"),
                };
                let [none, read, write] = [Access::None, Access::Read, Access::Write].map(cell);
                let line = format!("{:<8}{:<14}{none:<12}{read:<12}{write}", format!("{who:?}"), format!("{act:?}"));
                table.push_str(line.trim_end());
                table.push('\n');
            }
        }
        expect![[r#"
                              none        read        write
            Hub     Attach        NotFound    yes         yes
            Hub     Detach        yes         yes         yes
            Hub     News          NotFound    yes         yes
            Hub     Get           NotFound    yes         yes
            Hub     History       NotFound    yes         yes
            Hub     Offer         NotFound    NotAllowed  yes
            Hub     ListFolders   yes         yes         yes
            Hub     ListMachines  yes         yes         yes
            Hub     Share         yes         yes         yes
            Hub     ChangeSelf    yes         yes         yes
            Hub     Own           yes         yes         yes
            Client  Attach        NotFound    yes         yes
            Client  Detach        yes         yes         yes
            Client  News          NotFound    yes         yes
            Client  Get           NotFound    yes         yes
            Client  History       NotFound    yes         yes
            Client  Offer         NotFound    NotAllowed  yes
            Client  ListFolders   yes         yes         yes
            Client  ListMachines  yes         yes         yes
            Client  Share         yes         yes         yes
            Client  ChangeSelf    yes         yes         yes
            Client  Own           NotAllowed  NotAllowed  NotAllowed
            Unknown Attach        NotAllowed  NotAllowed  NotAllowed
            Unknown Detach        NotAllowed  NotAllowed  NotAllowed
            Unknown News          NotAllowed  NotAllowed  NotAllowed
            Unknown Get           NotAllowed  NotAllowed  NotAllowed
            Unknown History       NotAllowed  NotAllowed  NotAllowed
            Unknown Offer         NotAllowed  NotAllowed  NotAllowed
            Unknown ListFolders   NotAllowed  NotAllowed  NotAllowed
            Unknown ListMachines  NotAllowed  NotAllowed  NotAllowed
            Unknown Share         NotAllowed  NotAllowed  NotAllowed
            Unknown ChangeSelf    NotAllowed  NotAllowed  NotAllowed
            Unknown Own           NotAllowed  NotAllowed  NotAllowed
        "#]]
        .assert_eq(&table);
    }
}
