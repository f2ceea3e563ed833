//! Mass deletions on real disks: held before the first deletion is passed on, and released when the files are back.

use syncit_engine::api::{Command, Reply, SyncState};

use crate::{ALL, CLIENTS, Machines};

const PHOTOS: usize = 300;

fn photo(n: usize) -> String {
    format!("photos/{n:03}.jpg")
}

fn photos(m: &Machines, name: &str) -> usize {
    (0..PHOTOS).filter(|n| m.has(name, &photo(*n))).count()
}

#[test]
fn nothing_of_a_mass_deletion_is_passed_on_and_putting_the_files_back_ends_it() {
    let m = Machines::new(&ALL);
    m.share_docs(&CLIENTS);
    (0..PHOTOS).for_each(|n| m.write("laptop", &photo(n), format!("photo {n}")));
    (0..10).for_each(|n| m.write("laptop", &format!("letters/{n}"), format!("letter {n}")));
    let before = m.same_docs(&CLIENTS);

    m.remove("laptop", "photos");
    let is_held = |status: &syncit_engine::api::Status| {
        assert_eq!(photos(&m, "desktop"), PHOTOS, "some were passed on");
        let Reply::Held(lines) = m.call("desktop", Command::Held) else { panic!() };
        status.state == SyncState::Held && lines.iter().any(|line| line.files == PHOTOS as u64)
    };
    m.until("desktop", "held", is_held);
    let Reply::Held(lines) = m.call("desktop", Command::Held) else { panic!() };
    assert!(lines[0].cause.contains("in photos") && !lines[0].cause.contains("passed on"), "{lines:?}");
    assert_eq!(photos(&m, "desktop"), PHOTOS);

    (0..PHOTOS).for_each(|n| m.write("laptop", &photo(n), format!("photo {n}")));
    for name in CLIENTS {
        m.until_state(name, SyncState::InSync);
    }
    assert_eq!(m.same_docs(&CLIENTS), before);
    m.remove("laptop", &photo(7));
    assert!(!m.same_docs(&CLIENTS).contains("007.jpg"));
}
