//! What roles and access leave out: it is counted, listed and shown, and is synced once they change.

use syncit_core::message::Action;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, DifferenceLine, EntryKind, LeftOutKind, Reply, SyncState};

use super::harness::Machines;
use super::{CLIENTS, clients_with_docs};

fn differences(m: &Machines, name: &str) -> Vec<DifferenceLine> {
    match m.call(name, Command::Differences { folder: "docs".into(), after: None, limit: None }) {
        Reply::Differences(lines) => lines,
        other => panic!("{other:?}"),
    }
}

fn set_role(m: &Machines, name: &str, role: SyncMode) {
    let (key, value) = (Some("role".into()), Some(role.to_string()));
    m.call(name, Command::Settings { folder: Some("docs".into()), key, value });
}

#[test]
fn what_a_role_leaves_out_is_listed_and_flows_with_another_role() {
    let m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.write("laptop", "dir/x", "1");
    m.settle(&CLIENTS);
    set_role(&m, "desktop", SyncMode::SendOnly);
    m.write("laptop", "a", "22");
    m.write("laptop", "new", "333");
    m.settle(&CLIENTS);
    let status = m.until("desktop", "in sync", |status| status.state == SyncState::InSync);
    let docs = &status.folders[0];
    assert_eq!((docs.not_applied, docs.not_sent, docs.pending, docs.may_write), (2, 0, 0, true));
    assert_eq!(status.summary.sentence, "In sync, except for 2 incoming changes not applied");
    let lines = differences(&m, "desktop");
    let shown: Vec<_> = lines.iter().map(|line| (line.path.as_str(), line.change, line.why)).collect();
    let not_applied = LeftOutKind::NotApplied;
    assert_eq!(shown, [("a", Action::Changed, not_applied), ("new", Action::Added, not_applied)]);
    assert_eq!((lines[0].machine.as_str(), lines[0].at.is_some()), ("laptop", true));
    let side = |side: &Option<syncit_engine::api::SideLine>| side.as_ref().map(|side| (side.kind, side.size));
    assert_eq!((side(&lines[0].here), side(&lines[0].there)), (Some((EntryKind::File, 1)), Some((EntryKind::File, 2))));
    assert_eq!((side(&lines[1].here), side(&lines[1].there)), (None, Some((EntryKind::File, 3))));
    let rest = Command::Differences { folder: "docs".into(), after: Some("a".into()), limit: Some(1) };
    assert_eq!(m.call("desktop", rest), Reply::Differences(lines[1..].to_vec()));
    // The other way round, own changes are listed.
    set_role(&m, "desktop", SyncMode::ReceiveOnly);
    m.settle(&CLIENTS);
    assert_eq!((differences(&m, "desktop"), m.read("desktop", "a")), (vec![], b"22".to_vec()));
    m.write("desktop", "mine", "4");
    m.remove("desktop", "dir/x");
    m.settle(&["desktop", "laptop"]);
    let lines = differences(&m, "desktop");
    let shown: Vec<_> = lines.iter().map(|line| (line.path.as_str(), line.change, line.why)).collect();
    let not_sent = LeftOutKind::NotSent;
    assert_eq!(shown, [("dir/x", Action::Deleted, not_sent), ("mine", Action::Added, not_sent)]);
    assert_eq!((lines[1].machine.as_str(), lines[1].at.is_some()), ("desktop", true));
    assert!(m.has("laptop", "dir/x") && !m.has("laptop", "mine"));
    set_role(&m, "desktop", SyncMode::TwoWay);
    assert_eq!(m.same_docs(&["desktop", "laptop"]), "a = 22\ndir/\nmine = 4\nnew = 333");
    assert_eq!(differences(&m, "desktop"), []);
    assert_eq!(
        m.refusal("hub", Command::Differences { folder: "docs".into(), after: None, limit: None }),
        "not-linked"
    );
}

#[test]
fn what_a_machine_may_not_send_is_listed_and_goes_out_by_itself_once_it_may() {
    let m = clients_with_docs();
    m.write("laptop", "a", "1");
    m.settle(&CLIENTS);
    let access = |access| Command::Access { machine: "desktop".into(), folder: "docs".into(), access };
    m.call("hub", access(Access::Read));
    m.until("desktop", "told", |status| !status.folders[0].may_write);
    m.write("desktop", "mine", "2");
    m.settle(&["desktop", "laptop"]);
    let status = m.until_state("desktop", SyncState::InSync);
    assert_eq!((status.folders[0].not_sent, status.folders[0].problems.len()), (1, 0));
    assert_eq!(status.summary.sentence, "In sync, except for 1 local change not sent");
    assert_eq!(differences(&m, "desktop")[0].path, "mine");
    assert!(!m.has("laptop", "mine"));
    m.call("hub", access(Access::Write));
    // Nothing is done on the machine itself.
    m.until("desktop", "told", |status| status.folders[0].may_write);
    assert_eq!(m.same_docs(&["desktop", "laptop"]), "a = 1\nmine = 2");
    assert_eq!(m.status("desktop").summary.sentence, "Everything is in sync");
}

#[test]
fn a_machine_that_may_only_read_knows_so_when_it_starts_without_the_hub() {
    let mut m = clients_with_docs();
    let access = Command::Access { machine: "desktop".into(), folder: "docs".into(), access: Access::Read };
    m.call("hub", access);
    // Asks the hub, and remembers what it says.
    m.call("desktop", Command::Folders);
    m.stop("hub");
    m.stop("desktop");
    m.start("desktop");
    m.write("desktop", "mine", "1");
    let status = m.until("desktop", "the change seen", |status| status.folders[0].files == 1);
    let docs = &status.folders[0];
    assert_eq!((docs.state, docs.not_sent, docs.pending), (SyncState::Offline, 1, 0));
}

#[test]
fn roles_say_which_way_changes_go() {
    let m = Machines::new(&["hub", "laptop", "desktop", "mirror"]);
    m.share("laptop", "docs");
    m.link_as("desktop", "docs", SyncMode::SendOnly);
    m.link_as("mirror", "docs", SyncMode::ReceiveOnly);
    m.write("laptop", "from-laptop", "1");
    m.write("desktop", "from-desktop", "2");
    m.settle(&["laptop", "desktop"]);
    m.write("mirror", "from-mirror", "3");
    m.settle(&["laptop", "mirror"]);
    assert_eq!(m.tree("laptop", "docs"), "from-desktop = 2\nfrom-laptop = 1");
    assert_eq!(m.tree("desktop", "docs"), "from-desktop = 2");
    assert_eq!(m.tree("mirror", "docs"), "from-desktop = 2\nfrom-laptop = 1\nfrom-mirror = 3");
}

#[test]
fn access_is_what_the_hub_says() {
    let m = clients_with_docs();
    let access = |access| Command::Access { machine: "desktop".into(), folder: "docs".into(), access };
    m.call("hub", access(Access::Read));
    m.until("desktop", "told", |_| true);
    m.write("laptop", "a", "1");
    m.settle(&["laptop", "desktop"]);
    m.write("desktop", "b", "2");
    m.wait("desktop");
    m.wait("laptop");
    assert_eq!(m.tree("laptop", "docs"), "a = 1");
    assert_eq!(m.tree("desktop", "docs"), "a = 1\nb = 2");
    m.call("hub", access(Access::None));
    m.until("desktop", "cut off", |status| {
        let docs = status.folders.iter().find(|folder| folder.name == "docs").unwrap();
        docs.state == SyncState::Attention && !docs.problems.is_empty()
    });
    assert_eq!(m.refusal("laptop", access(Access::None)), "not-the-hub");
    m.write("laptop", "c", "3");
    m.settle(&["laptop"]);
    assert!(!m.has("desktop", "c"));
    m.call("hub", access(Access::Write));
    // Nothing is done on the machine itself, and it was connected all the time.
    assert_eq!(m.same_docs(&["desktop", "laptop"]), "a = 1\nb = 2\nc = 3");
}
