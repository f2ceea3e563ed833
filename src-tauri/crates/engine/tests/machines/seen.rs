//! The history while the hub is away: it lists what the machine has seen itself, and says so.

use syncit_core::message::Action;
use syncit_engine::api::{Command, HistoryPage, HistoryRequest, Reply, SeenBy, SyncState};

use super::CLIENTS;
use super::harness::Machines;

fn page(m: &Machines, request: HistoryRequest) -> HistoryPage {
    match m.call("laptop", Command::History(request)) {
        Reply::History(page) => page,
        other => panic!("{other:?}"),
    }
}

fn shown(page: &HistoryPage) -> Vec<(&str, &str, Action, &str)> {
    page.lines.iter().map(|it| (it.folder.as_str(), it.path.as_str(), it.action, it.machine.as_str())).collect()
}

#[test]
fn without_the_hub_the_history_is_what_was_seen_here_and_says_so() {
    let mut m = Machines::new(&super::ALL);
    m.share_docs(&CLIENTS);
    m.share("laptop", "other");
    m.write("laptop", "first", "1");
    m.settle(&CLIENTS);
    m.write("desktop", "sub/Second", "22");
    m.settle(&["desktop", "laptop"]);
    std::fs::write(m.root("laptop", "other").join("third"), "3").unwrap();
    m.settle(&CLIENTS);
    m.write("laptop", "first", "again");
    m.settle(&CLIENTS);
    let of_hub = page(&m, HistoryRequest::default());
    assert_eq!(of_hub.seen_by, None);
    m.stop("hub");
    m.until_state("laptop", SyncState::Offline);
    // Also after a start without the hub.
    for round in 0..2 {
        if round == 1 {
            m.stop("laptop");
            m.start("laptop");
            m.until("laptop", "opened", |status| status.folders.iter().all(|folder| folder.path.is_some()));
        }
        let all = page(&m, HistoryRequest::default());
        assert_eq!(all.seen_by, Some(SeenBy { machine: "laptop".into(), hub: "hub".into() }));
        let changed = Action::Changed;
        let expected = [
            ("docs", "first", changed, "laptop"),
            ("other", "third", changed, "laptop"),
            ("docs", "sub/Second", changed, "desktop"),
            ("docs", "sub", changed, "desktop"),
        ];
        let mut told = shown(&all);
        // Both were accepted at the same time.
        told[2..].sort_by_key(|line| std::cmp::Reverse(line.1));
        assert_eq!(told, expected, "round {round}");
        // Each line is one of the hub's lines, with the same version.
        for line in &all.lines {
            assert!(
                of_hub.lines.iter().any(|it| (&it.version, &it.at, it.size) == (&line.version, &line.at, line.size))
            );
        }
        let first = page(&m, HistoryRequest { limit: Some(3), ..HistoryRequest::default() }).lines;
        let before = Some(first[2].version.clone());
        let rest = page(&m, HistoryRequest { before, ..HistoryRequest::default() }).lines;
        assert_eq!([first, rest].concat(), all.lines);
        let narrowed =
            |request: HistoryRequest| page(&m, request).lines.into_iter().map(|it| it.path).collect::<Vec<_>>();
        let none = HistoryRequest::default;
        assert_eq!(narrowed(HistoryRequest { folder: Some("other".into()), ..none() }), ["third"]);
        assert_eq!(narrowed(HistoryRequest { machine: Some("Desktop".into()), ..none() }).len(), 2);
        assert_eq!(narrowed(HistoryRequest { search: Some("SECOND".into()), ..none() }), ["sub/Second"]);
        assert_eq!(narrowed(HistoryRequest { path: Some("sub".into()), ..none() }).len(), 2);
        assert_eq!(
            narrowed(HistoryRequest { since: Some("2999-01-01T00:00:00Z".parse().unwrap()), ..none() }),
            [""; 0]
        );
        assert_eq!(narrowed(HistoryRequest { since: Some(all.lines[3].at.parse().unwrap()), ..none() }).len(), 4);
        assert_eq!(narrowed(HistoryRequest { kinds: vec![Action::Deleted, Action::Added], ..none() }), [""; 0]);
    }
    for (request, code) in [
        (HistoryRequest { folder: Some("nowhere".into()), ..HistoryRequest::default() }, "offline"),
        (HistoryRequest { machine: Some("nobody".into()), ..HistoryRequest::default() }, "no-such-machine"),
        (HistoryRequest { before: Some("1-2-00000000".into()), ..HistoryRequest::default() }, "bad-argument"),
    ] {
        assert_eq!(m.refusal("laptop", Command::History(request)), code);
    }
    let versions = Command::Versions { folder: "docs".into(), path: "first".into() };
    assert_eq!(m.refusal("laptop", versions), "offline");
    m.start("hub");
    m.until("laptop", "online", |status| status.hub.as_ref().unwrap().online);
    assert_eq!(page(&m, HistoryRequest::default()), of_hub);
}
