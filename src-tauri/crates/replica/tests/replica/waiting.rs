//! What the loop waits for: a file that is being written, a pause, a person's decision, a full disk.

use syncit_core::replica_store::SyncMode;
use syncit_replica::disk::{Disk, DiskErrorKind, Place};
use syncit_replica::event::{Effect, Event, FolderCommand, Hint, Hold, Phase};
use syncit_replica::ignore_rules::IGNORE_FILE;
use syncit_testkit::Tree;

use crate::house::{House, path, write_tree};

#[test]
fn a_file_is_taken_when_it_is_closed_or_quiet() {
    let mut house = House::synced(&["", ""]);
    let file = house.disk(0).open_to_write(&path("a")).unwrap();
    house.disk(0).write_on(&file, b"half");
    house.wait(200);
    assert_eq!((house.tree(1), house.state(0).pending), (String::new(), 1));
    house.wait(400);
    assert_eq!(house.tree(1), "a \"half\"\n");
    house.disk(0).write_on(&file, b" and half");
    house.disk(0).close(file);
    house.wait(50);
    assert_eq!(house.tree(1), "a \"half and half\"\n");
}

#[test]
fn a_file_that_was_just_made_is_not_taken_before_its_content() {
    let mut house = House::synced(&["", ""]);
    let file = house.disk(0).open_to_write(&path("a")).unwrap();
    house.wait(200);
    assert_eq!((house.tree(1), house.state(0).pending), (String::new(), 1));
    house.disk(0).write_on(&file, b"whole");
    house.disk(0).close(file);
    house.wait(50);
    assert_eq!(house.tree(1), "a \"whole\"\n");
    let _never_written = house.disk(0).open_to_write(&path("b")).unwrap();
    house.wait(400);
    assert_eq!(house.tree(1), "a \"whole\"\nb \"\"\n");
}

#[test]
fn a_file_that_is_never_quiet_is_taken_after_ten_seconds() {
    let mut house = House::synced(&["", ""]);
    let file = house.disk(0).open_to_write(&path("log")).unwrap();
    for _ in 0..98 {
        house.disk(0).write_on(&file, b".");
        house.wait(100);
    }
    assert_eq!(house.tree(1), "");
    for _ in 0..5 {
        house.disk(0).write_on(&file, b".");
        house.wait(100);
    }
    assert!(house.tree(1).starts_with("log "), "{}", house.tree(1));
}

#[test]
fn a_repository_is_pushed_only_while_quiet() {
    let mut house = House::synced(&["", ""]);
    write_tree(house.disk(0), ".git/index.lock \"\"\n.git/HEAD \"main\"\na \"1\"");
    house.wait(1_000);
    assert_eq!(house.tree(1), Tree::parse(".git/\na \"1\"").to_string());
    house.settle();
    assert_eq!(house.tree(1), Tree::parse(".git/\na \"1\"").to_string(), "the lock is still there");
    house.wait(700_000);
    assert_eq!(house.state(0).problems[0].path, Some(path(".git/index.lock")));
    assert!(house.disk(0).delete(&path(".git/index.lock")));
    house.settle();
    assert_eq!(house.tree(1), Tree::parse(".git/HEAD \"main\"\na \"1\"").to_string());
    assert_eq!(house.state(0).problems, []);
}

/// The file is empty first, then partly written: what the old rules kept here is not sent meanwhile.
#[test]
fn an_ignore_file_that_is_written_anew_keeps_its_rules_until_it_is_whole() {
    let mut house = House::synced(&["", ""]);
    assert!(house.disk(0).write(&path(IGNORE_FILE), b"*.log\n"));
    house.settle();
    write_tree(house.disk(0), "a.log \"private\"");
    house.settle();
    for (part, rest) in [("", "# anew\n*.log\n"), ("# anew\n*.l", "og\n")] {
        let file = house.disk(0).open_to_write(&path(IGNORE_FILE)).unwrap();
        house.disk(0).write_on(&file, part.as_bytes());
        house.wait(1_500);
        assert!(!house.tree(1).contains("private"), "sent while {part:?} was all of the rules");
        house.disk(0).write_on(&file, rest.as_bytes());
        house.disk(0).close(file);
        house.settle();
        assert!(!house.tree(1).contains("private"), "sent in the end");
    }
    assert!(house.disk(0).write(&path(IGNORE_FILE), b"# none"));
    house.settle();
    assert!(house.tree(1).contains("private"));
}

/// Steps until a fence of machine 0 is reached, calling `before_each` before each step.
#[track_caller]
fn wait_for_fence(house: &mut House, mut before_each: impl FnMut(&mut House, u32)) {
    house.command(0, FolderCommand::Fence(9));
    for n in 0..200 {
        before_each(house, n);
        house.wait(50);
        if house.machines[0].effects.contains(&Effect::Fenced(9)) {
            return;
        }
    }
    panic!("the fence is never reached");
}

#[test]
fn a_fence_ends_while_others_go_on_writing() {
    let mut house = House::synced(&["a \"1\"", ""]);
    wait_for_fence(&mut house, |house, n| assert!(house.disk(1).write(&path(&format!("f{n}")), b"more")));
}

#[test]
fn a_fence_ends_though_an_ignore_file_was_taken_away_just_before() {
    let mut house = House::synced(&["a \"1\"", ""]);
    assert!(house.disk(0).write(&path(IGNORE_FILE), b"*.o"));
    house.settle();
    assert!(house.disk(0).delete(&path(IGNORE_FILE)));
    wait_for_fence(&mut house, |_, _| {});
}

/// What the old rules kept here is sent before the fence ends, though nobody has looked at it when the fence begins.
#[test]
fn a_fence_waits_for_what_a_rule_that_was_just_taken_back_had_hidden() {
    for is_half_written in [false, true] {
        let mut house = House::synced(&["a \"1\"", ""]);
        assert!(house.disk(0).write(&path(IGNORE_FILE), b"/c/\n"));
        house.settle();
        write_tree(house.disk(0), "c/one \"1\"");
        house.settle();
        let file = house.disk(0).open_to_write(&path(IGNORE_FILE)).unwrap();
        if is_half_written {
            house.wait(400);
        }
        house.disk(0).write_on(&file, b"# none\n");
        house.disk(0).close(file);
        wait_for_fence(&mut house, |_, _| {});
        assert!(house.tree(1).contains("c/one"), "half written: {is_half_written}\n{}", house.tree(1));
    }
}

#[test]
fn a_fence_waits_for_both_directions() {
    let mut house = House::synced(&["", ""]);
    house.disconnect(0);
    write_tree(house.disk(0), "mine \"1\"");
    write_tree(house.disk(1), "yours \"2\"");
    house.settle();
    house.connect(0);
    house.command(0, FolderCommand::Fence(5));
    while !house.machines[0].effects.contains(&Effect::Fenced(5)) {
        house.wait(1);
        assert!(house.now() < 60_000, "the fence is never reached");
    }
    assert_eq!(house.tree(0), Tree::parse("mine \"1\"\nyours \"2\"").to_string());
    house.machines[0].is_watched = false;
    write_tree(house.disk(0), "unwatched \"3\"");
    house.command(0, FolderCommand::Fence(6));
    house.settle();
    assert!(house.machines[0].effects.contains(&Effect::Fenced(6)));
    assert!(house.tree(1).contains("unwatched"));
}

/// A directory was deleted elsewhere while a file in it is being written here: nothing is planned for either yet.
#[test]
fn a_fence_waits_for_what_nothing_is_planned_for_now() {
    let mut house = House::synced(&["x/a \"1\"", ""]);
    let file = house.disk(0).open_to_write(&path("x/b")).unwrap();
    house.disk(0).write_on(&file, b"half of it");
    assert!(house.disk(1).delete(&path("x")));
    house.wait(100);
    house.command(0, FolderCommand::Fence(5));
    while !house.machines[0].effects.contains(&Effect::Fenced(5)) {
        house.wait(1);
        assert!(house.now() < 60_000, "the fence is never reached");
    }
    assert_eq!(house.tree(0), house.tree(1));
    assert!(house.tree(1).contains("half of it"), "{}", house.tree(1));
}

#[test]
fn what_was_sent_is_made_durable_in_batches() {
    let mut house = House::synced(&["", ""]);
    for n in 0..100 {
        assert!(house.disk(0).write(&path(&format!("f{n}")), n.to_string().as_bytes()));
        house.wait(5);
    }
    house.settle();
    let syncs = house.machines[0].effects.iter().filter(|effect| matches!(effect, Effect::Sync(_))).count();
    assert!((1..=2).contains(&syncs), "{syncs}");
    assert!(house.machines[0].store.rows().iter().all(|row| !row.is_pending()));
}

#[test]
fn what_is_deleted_while_it_is_made_durable_does_not_come_back() {
    let mut house = House::synced(&["", ""]);
    for name in ["a", "b"] {
        assert!(house.disk(0).write(&path(name), name.as_bytes()));
    }
    house.work();
    // The disk shows that it is gone before the watcher does.
    house.machines[0].is_watched = false;
    assert!(house.disk(0).delete(&path("a")));
    house.settle();
    assert_eq!((house.tree(0).as_str(), house.tree(1).as_str()), ("b \"b\"\n", "b \"b\"\n"));
    assert!(house.machines[0].store.rows().iter().all(|row| !row.is_pending()));
}

#[test]
fn at_rest_only_a_slow_timer_is_left() {
    let mut house = House::synced(&["a \"1\"\nd/b \"2\"", ""]);
    let before = house.machines[1].effects.len();
    house.wait(60_000 * 10);
    let after: Vec<&Effect> = house.machines[1].effects[before..].iter().collect();
    assert!(after.len() <= 11 && after.iter().all(|effect| matches!(effect, Effect::WakeAt(_))), "{after:?}");
}

#[test]
fn a_pause_keeps_changes_for_later() {
    let mut house = House::synced(&["", ""]);
    house.command(0, FolderCommand::Pause);
    write_tree(house.disk(0), "a \"1\"");
    house.settle();
    assert_eq!((house.tree(1), house.state(0).phase), (String::new(), Phase::Paused));
    house.command(0, FolderCommand::Resume);
    house.settle();
    assert_eq!((house.tree(1), house.state(0).phase), ("a \"1\"\n".to_owned(), Phase::InSync));
}

#[test]
fn an_emptied_root_is_held_and_deletes_nothing() {
    let text: String = (0..12).map(|n| format!("f{n} \"{n}\"\n")).collect();
    let mut house = House::synced(&[&text, ""]);
    for n in 0..12 {
        assert!(house.disk(0).delete(&path(&format!("f{n}"))));
    }
    house.settle();
    assert_eq!(house.state(0).hold, Some(Hold::Emptied));
    assert_eq!(house.tree(1), Tree::parse(&text).to_string());
    write_tree(house.disk(0), "back \"1\"");
    house.settle();
    assert_eq!((house.state(0).hold, house.tree(1)), (None, Tree::parse("back \"1\"").to_string()));
}

#[test]
fn the_one_directory_with_everything_is_renamed_without_alarm_however_the_hints_come() {
    let text: String = (0..12).map(|n| format!("all/f{n} \"{n}\"\n")).collect();
    let mut house = House::synced(&[&text, ""]);
    assert!(house.disk(0).move_to(&path("all"), &path("everything")));
    house.machines[0].is_watched = false;
    house.step(0, Event::Hints(vec![Hint::Path(path("all"))]));
    house.command(0, FolderCommand::Fence(1));
    house.work();
    let told = |house: &House| house.machines[0].effects.iter().any(|it| matches!(it, Effect::Blocked { .. }));
    assert!(house.state(0).pending > 0, "the old names are gone, the new one is not known yet");
    assert_eq!((house.state(0).hold, told(&house)), (None, false));
    house.step(0, Event::Hints(vec![Hint::Path(path("everything")), Hint::Cookie(1)]));
    house.settle();
    assert_eq!((house.state(0).hold, told(&house)), (None, false));
    assert_eq!(house.tree(1), Tree::parse(&text.replace("all/", "everything/")).to_string());
}

#[test]
fn a_root_without_its_marker_is_held() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disk(0).write_own("folder.json", b"{}");
    assert!(house.disk(0).delete(&path("a")));
    house.command(0, FolderCommand::Rescan);
    house.step(0, Event::Hints(vec![Hint::Root]));
    house.settle();
    assert_eq!((house.state(0).hold, house.tree(1)), (Some(Hold::OtherFolder), "a \"1\"\n".to_owned()));
}

#[test]
fn while_held_only_a_slow_timer_is_left() {
    let mut house = House::synced(&["a \"1\"", ""]);
    // A displaced file waits to be released, a new one to be read.
    write_tree(house.disk(0), "a \"2\"");
    house.work();
    house.disk(1).write_own("folder.json", br#"{"format":9}"#);
    write_tree(house.disk(1), "b \"1\"");
    house.command(1, FolderCommand::Rescan);
    house.step(1, Event::Hints(vec![Hint::Root]));
    house.work();
    assert_eq!(house.state(1).hold, Some(Hold::OtherFolder));
    let before = house.machines[1].effects.len();
    house.wait(60_000 * 10);
    let after: Vec<&Effect> = house.machines[1].effects[before..].iter().collect();
    assert!(after.len() <= 11 && after.iter().all(|effect| matches!(effect, Effect::WakeAt(_))), "{after:?}");
}

#[test]
fn what_was_displaced_goes_at_once_when_the_folder_is_to_be_unlinked() {
    let mut house = House::synced(&["a \"1\"", ""]);
    write_tree(house.disk(0), "a \"2\"");
    house.work();
    let left = |house: &House| house.disk(1).read_dir(&Place::Own("staging".into())).unwrap().len();
    assert!(left(&house) > 0, "a version was displaced");
    house.command(1, FolderCommand::ReleaseDisplaced);
    house.work();
    assert_eq!(left(&house), 0);
}

#[test]
fn a_full_disk_is_a_problem_that_ends() {
    let mut house = House::synced(&["", ""]);
    house.disk(1).fail_after(0, DiskErrorKind::Full);
    write_tree(house.disk(0), "a \"1\"\nb \"2\"");
    house.wait(1_000);
    assert_eq!(house.disk(1).failed(), 1, "the fault occurred");
    let state = house.state(1);
    assert_eq!((state.phase, state.problems.len(), state.files), (Phase::Attention, 1, 1), "{state:?}");
    house.wait(61_000);
    assert_eq!((house.tree(1), house.state(1).problems.len()), ("a \"1\"\nb \"2\"\n".to_owned(), 0));
}

#[test]
fn a_full_disk_under_the_store_heals_without_a_restart() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.machines[1].store.set_full(true);
    write_tree(house.disk(0), "b \"2\"");
    house.work();
    let state = house.state(1);
    assert_eq!((state.phase, state.problems.len()), (Phase::Attention, 1), "{state:?}");
    assert!(state.problems[0].reason.id().contains("full"), "{state:?}");
    write_tree(house.disk(1), "c \"3\"");
    house.command(1, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    house.wait(61_000);
    assert_eq!(house.state(1).problems.len(), 1, "it is still full");
    house.machines[1].store.set_full(false);
    house.wait(61_000);
    assert_eq!(house.state(1).problems, []);
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nb \"2\"\nc \"3\"").to_string());
    house.command(1, FolderCommand::SetSyncMode(SyncMode::TwoWay));
    house.settle();
    assert_eq!((house.tree(1), house.state(1).phase), (house.tree(0), Phase::InSync));
}

#[test]
fn what_can_be_read_again_in_directories_that_others_deleted_is_looked_at() {
    let mut house = House::synced(&["d/e/a \"1\"", ""]);
    house.disk(0).set_readable(&path("d/e/a"), false);
    house.settle();
    assert!(house.disk(1).delete(&path("d")));
    house.settle();
    assert_eq!(house.state(0).phase, Phase::Attention);
    house.disk(0).set_readable(&path("d/e/a"), true);
    house.settle();
    assert_eq!((house.tree(0), house.state(0).phase), (String::new(), Phase::InSync));
}
