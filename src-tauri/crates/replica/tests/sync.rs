//! The loop with a hub and other machines: what one person does is what the others see.

#![allow(clippy::unwrap_used, missing_docs)]

mod house;

use house::{House, path, write_tree};
use syncit_core::message::ToHub;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::Role;
use syncit_replica::disk::{Disk, DiskErrorKind, Place};
use syncit_replica::step::{Command, Effect, Event, Hint, Hold, Phase};
use syncit_testkit::{DiskOptions, Tree};

/// Machine 1 has `before`, the person of machine 1 does something, then all have `after`.
fn check(before: &str, change: impl Fn(&House), after: &str) -> House {
    let mut house = House::synced(&[before, "", ""]);
    assert_eq!(house.tree(1), Tree::parse(before).to_string(), "before");
    change(&house);
    house.settle();
    for number in 0..3 {
        assert_eq!(house.tree(number), Tree::parse(after).to_string(), "machine {number}: {:?}", house.state(number));
        assert_eq!(house.state(number).pending, 0, "machine {number}: {:?}", house.state(number));
    }
    house
}

#[test]
fn a_tree_arrives_whole() {
    let tree = r#"
        empty/
        docs/report.txt "one"
        docs/deep/er/still.txt "two"
        docs/none ""
        run.sh x "sh"
        latest -> docs/report.txt
        big.bin "0123456789"*300000
        middle.bin "abc"*100000
    "#;
    check(tree, |_| (), tree);
}

#[test]
fn a_new_file_arrives() {
    check("a \"1\"", |house| write_tree(house.disk(0), "b/c \"2\""), "a \"1\"\nb/c \"2\"");
}

#[test]
fn an_edit_arrives() {
    check("a \"1\"", |house| assert!(house.disk(0).write(&path("a"), b"22")), "a \"22\"");
}

#[test]
fn a_deletion_arrives() {
    check("a \"1\"\nd/b \"2\"", |house| assert!(house.disk(0).delete(&path("a"))), "d/b \"2\"");
}

#[test]
fn a_directory_goes_with_all_in_it() {
    let before = "a \"1\"\nd/b \"2\"\nd/e/c \"3\"\nd/e/f/";
    check(before, |house| assert!(house.disk(0).delete(&path("d"))), "a \"1\"");
}

#[test]
fn a_moved_directory_sends_no_content() {
    let before = "d/b \"2\"*1000\nd/e/c \"3\"*200000";
    let after = "n/b \"2\"*1000\nn/e/c \"3\"*200000";
    let house = check(before, |house| assert!(house.disk(0).move_to(&path("d"), &path("n"))), after);
    assert_eq!(house.bytes_up, 201_036, "only what the first push sent, and one chunk list");
    let moves = house.messages.iter().filter_map(|(_, message)| match message {
        ToHub::Offer { items, .. } => Some(items.iter().filter(|item| item.moved_from.is_some()).count()),
        _ => None,
    });
    assert_eq!(moves.sum::<usize>(), 2, "both files are told as moved");
}

#[test]
fn a_case_only_rename_arrives() {
    check("report \"1\"", |house| assert!(house.disk(0).move_to(&path("report"), &path("Report"))), "Report \"1\"");
}

#[test]
fn a_copy_is_not_fetched_twice() {
    let copied = |house: &House| write_tree(house.disk(0), "b \"x\"*300000");
    let house = check("a \"x\"*300000", copied, "a \"x\"*300000\nb \"x\"*300000");
    assert!(house.bytes_up < 301_000, "{}", house.bytes_up);
    assert!(house.bytes_down < 602_000, "{}", house.bytes_down);
}

#[test]
fn an_executable_bit_arrives_without_content() {
    let house = check("a \"1\"", |house| assert!(house.disk(0).make_executable(&path("a"), true)), "a x \"1\"");
    assert_eq!((house.bytes_up, house.bytes_down), (1, 2));
}

#[test]
fn types_change() {
    check(
        "a \"1\"\nb/c \"2\"\nl -> a",
        |house| {
            for gone in ["a", "b", "l"] {
                assert!(house.disk(0).delete(&path(gone)));
            }
            write_tree(house.disk(0), "a/x \"3\"\nb \"4\"\nl \"5\"");
        },
        "a/x \"3\"\nb \"4\"\nl \"5\"",
    );
}

#[test]
fn a_change_in_a_large_file_sends_what_changed() {
    let content = |changed: bool| {
        let mut bytes = vec![0; 8 << 20];
        let mut state = 1_u32;
        for byte in &mut bytes {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (state >> 24) as u8;
        }
        if changed {
            bytes[4 << 20..][..1_000].fill(0);
        }
        bytes
    };
    let mut house = House::synced(&["", ""]);
    assert!(house.disk(0).write(&path("big"), &content(false)));
    house.settle();
    let before = (house.bytes_up, house.bytes_down);
    assert!(house.disk(0).write(&path("big"), &content(true)));
    house.settle();
    assert_eq!(house.tree(0), house.tree(1));
    assert_eq!(house.state(1).pending, 0);
    assert!(house.bytes_up - before.0 < 3 << 20, "{}", house.bytes_up - before.0);
    assert!(house.bytes_down - before.1 < 3 << 20, "{}", house.bytes_down - before.1);
}

#[test]
fn what_is_shown_of_a_transfer_is_what_was_sent() {
    let mut house = House::synced(&["a \"abcdefg\"*400000", ""]);
    let all = 2_800_000;
    assert_eq!(std::mem::take(&mut house.shown), [(1 << 20, all), (2 << 20, all), (all, all)]);
    // What the hub has already counts as done.
    assert!(house.disk(0).append(&path("a"), b"more"));
    house.settle();
    assert!(
        !house.shown.is_empty() && house.shown.iter().all(|(done, total)| *done > 1_500_000 && *total == 2_800_004),
        "{:?}",
        house.shown
    );
}

#[test]
fn nothing_echoes() {
    let mut house = House::synced(&["a \"1\"\nd/b \"2\"", "", ""]);
    let offers = |house: &House| house.messages.iter().filter(|(_, it)| matches!(it, ToHub::Offer { .. })).count();
    let before = offers(&house);
    for number in 0..3 {
        house.command(number, Command::Rescan);
    }
    house.settle();
    house.restart(1);
    house.connect(1);
    house.settle();
    assert_eq!(offers(&house), before);
}

#[test]
fn equal_trees_merge_without_content() {
    let tree = "a \"1\"\nd/b \"2\"*100000";
    let house = House::synced(&[tree, tree]);
    assert_eq!((house.tree(0), house.state(1).pending, house.bytes_down), (house.tree(1), 0, 0));
}

#[test]
fn two_edits_are_both_kept() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disconnect(1);
    assert!(house.disk(0).write(&path("a"), b"from the first"));
    assert!(house.disk(1).write(&path("a"), b"from the second"));
    house.settle();
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(0), house.tree(1));
    let tree = house.tree(0);
    assert!(tree.contains("a \"from the first\"") && tree.contains("\"from the second\""), "{tree}");
    for number in 0..2 {
        assert_eq!((house.state(number).conflicts, house.state(number).phase), (1, Phase::Attention));
    }
}

#[test]
fn an_edit_survives_a_deletion() {
    let mut house = House::synced(&["a \"1\"\nd/b \"2\"", ""]);
    house.disconnect(1);
    assert!(house.disk(0).delete(&path("d")));
    assert!(house.disk(1).write(&path("d/b"), b"edited"));
    house.settle();
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nd/b \"edited\"").to_string());
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn what_happened_offline_on_both_sides_meets() {
    let mut house = House::synced(&["a \"1\"\nb \"2\"", ""]);
    house.disconnect(0);
    house.disconnect(1);
    write_tree(house.disk(0), "x/y \"3\"");
    assert!(house.disk(0).delete(&path("a")));
    write_tree(house.disk(1), "z \"4\"");
    house.settle();
    house.connect(0);
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("b \"2\"\nx/y \"3\"\nz \"4\"").to_string());
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn many_files_arrive() {
    let text: String = (0..1_000).map(|n| format!("d{}/f{n} \"content {n}\"\n", n % 10)).collect();
    let mut house = House::synced(&["", ""]);
    house.machines[0].is_watched = false;
    write_tree(house.disk(0), &text);
    house.command(0, Command::Rescan);
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    assert_eq!((house.state(0).pending, house.state(1).pending, house.state(1).files), (0, 0, 1_000));
    assert!(house.disk(0).delete(&path("d1")));
    house.command(0, Command::Rescan);
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn ignored_things_stay_here() {
    let mut house =
        House::synced(&["a \"1\"\nb.tmp \"2\"\n.DS_Store \"3\"\n.syncitignore \"?.log\\n\"\nx.log \"4\"", ""]);
    assert_eq!(house.tree(1), Tree::parse("a \"1\"\nb.tmp \"2\"\n.syncitignore \"?.log\\n\"").to_string());
    let ignored = house.machines[0].replica.ignored(None).unwrap();
    let ignored: Vec<(&str, &str)> = ignored.iter().map(|it| (it.path.as_str(), it.from.as_str())).collect();
    assert_eq!(ignored, [(".DS_Store", "built-in"), ("x.log", ".syncitignore")]);
    assert!(house.disk(0).write(&path(".syncitignore"), b"[oops\n*.tmp\n"));
    house.settle();
    assert!(house.tree(1).contains("x.log") && house.tree(1).contains("b.tmp"), "{}", house.tree(1));
    let problems = house.state(0).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].path, Some(path(".syncitignore")));
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
    house.command(0, Command::Fence(1));
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
    house.command(0, Command::Rescan);
    house.step(0, Event::Hints(vec![Hint::Root]));
    house.settle();
    assert_eq!((house.state(0).hold, house.tree(1)), (Some(Hold::OtherFolder), "a \"1\"\n".to_owned()));
}

#[test]
fn what_was_displaced_goes_at_once_when_the_folder_is_to_be_unlinked() {
    let mut house = House::synced(&["a \"1\"", ""]);
    write_tree(house.disk(0), "a \"2\"");
    house.work();
    let left = |house: &House| house.disk(1).read_dir(&Place::Own("staging".into())).unwrap().len();
    assert!(left(&house) > 0, "a version was displaced");
    house.command(1, Command::LetGo);
    house.work();
    assert_eq!(left(&house), 0);
}

#[test]
fn while_held_only_a_slow_timer_is_left() {
    let mut house = House::synced(&["a \"1\"", ""]);
    // Something that was displaced waits to be let go, something new to be read.
    write_tree(house.disk(0), "a \"2\"");
    house.work();
    house.disk(1).write_own("folder.json", b"{}");
    write_tree(house.disk(1), "b \"1\"");
    house.command(1, Command::Rescan);
    house.step(1, Event::Hints(vec![Hint::Root]));
    house.work();
    assert_eq!(house.state(1).hold, Some(Hold::OtherFolder));
    let before = house.machines[1].effects.len();
    house.wait(60_000 * 10);
    let after: Vec<&Effect> = house.machines[1].effects[before..].iter().collect();
    assert!(after.len() <= 11 && after.iter().all(|effect| matches!(effect, Effect::WakeAt(_))), "{after:?}");
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
fn a_fence_waits_for_both_directions() {
    let mut house = House::synced(&["", ""]);
    house.disconnect(0);
    write_tree(house.disk(0), "mine \"1\"");
    write_tree(house.disk(1), "yours \"2\"");
    house.settle();
    house.connect(0);
    house.command(0, Command::Fence(5));
    while !house.machines[0].effects.contains(&Effect::Fenced(5)) {
        house.wait(1);
        assert!(house.now() < 60_000, "the fence is never reached");
    }
    assert_eq!(house.tree(0), Tree::parse("mine \"1\"\nyours \"2\"").to_string());
    house.machines[0].is_watched = false;
    write_tree(house.disk(0), "unwatched \"3\"");
    house.command(0, Command::Fence(6));
    house.settle();
    assert!(house.machines[0].effects.contains(&Effect::Fenced(6)));
    assert!(house.tree(1).contains("unwatched"));
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
    assert!(state.problems[0].message.contains("full"), "{state:?}");
    write_tree(house.disk(1), "c \"3\"");
    house.command(1, Command::SetRole(Role::SendOnly));
    house.wait(61_000);
    assert_eq!(house.state(1).problems.len(), 1, "it is still full");
    house.machines[1].store.set_full(false);
    house.wait(61_000);
    assert_eq!(house.state(1).problems, []);
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nb \"2\"\nc \"3\"").to_string());
    house.command(1, Command::SetRole(Role::TwoWay));
    house.settle();
    assert_eq!((house.tree(1), house.state(1).phase), (house.tree(0), Phase::InSync));
}

#[test]
fn roles_are_kept_to() {
    let mut house = House::synced(&["a \"1\"", "", ""]);
    house.command(1, Command::SetRole(Role::ReceiveOnly));
    house.command(2, Command::SetRole(Role::SendOnly));
    house.settle();
    assert!(house.disk(0).write(&path("a"), b"new"));
    write_tree(house.disk(1), "kept \"here\"");
    write_tree(house.disk(2), "sent \"on\"");
    house.settle();
    // Who only sends applies nothing, and what it sent before it leaves as the others made it.
    assert_eq!(house.tree(0), Tree::parse("a \"new\"\nsent \"on\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"new\"\nkept \"here\"\nsent \"on\"").to_string());
    assert_eq!(house.tree(2), Tree::parse("a \"1\"\nsent \"on\"").to_string());
    assert!(house.disk(2).write(&path("a"), b"newest"));
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"newest\"\nsent \"on\"").to_string());
}

#[test]
fn two_machines_that_only_send_come_to_rest() {
    let mut house = House::synced(&["", "", ""]);
    house.command(0, Command::SetRole(Role::SendOnly));
    house.command(1, Command::SetRole(Role::SendOnly));
    write_tree(house.disk(0), "a \"1\"\nd/x \"1\"");
    write_tree(house.disk(1), "a \"2\"\nd/x \"2\"");
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nd/x \"1\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"2\"\nd/x \"2\"").to_string());
    assert_eq!(house.tree(2), Tree::parse("a \"2\"\nd/x \"2\"").to_string());
}

#[test]
fn a_pause_keeps_changes_for_later() {
    let mut house = House::synced(&["", ""]);
    house.command(0, Command::Pause);
    write_tree(house.disk(0), "a \"1\"");
    house.settle();
    assert_eq!((house.tree(1), house.state(0).phase), (String::new(), Phase::Paused));
    house.command(0, Command::Resume);
    house.settle();
    assert_eq!((house.tree(1), house.state(0).phase), ("a \"1\"\n".to_owned(), Phase::InSync));
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
fn what_was_written_over_at_the_last_moment_is_kept() {
    let mut house = House::synced(&["a \"old\"", ""]);
    house.machines[1].is_watched = false;
    assert!(house.disk(1).write(&path("a"), b"unseen"));
    assert!(house.disk(0).write(&path("a"), b"newer"));
    house.settle();
    let tree = house.tree(1);
    assert!(tree.contains("a \"newer\"") && tree.contains("\"unseen\""), "{tree}");
}

#[test]
fn who_may_only_read_keeps_changes_to_itself() {
    let mut house = House::new(&["a \"1\"", ""]);
    house.allow(1, Access::Read);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    write_tree(house.disk(1), "mine \"2\"");
    write_tree(house.disk(0), "yours \"3\"");
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nyours \"3\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"1\"\nmine \"2\"\nyours \"3\"").to_string());
}

#[test]
fn a_hub_restored_from_a_backup_gets_back_what_it_lost() {
    let mut house = House::synced(&["a \"1\"\nb \"2\"", ""]);
    let backup = house.hub_store().backup();
    write_tree(house.disk(1), "c \"3\"");
    assert!(house.disk(0).write(&path("a"), b"later"));
    assert!(house.disk(0).delete(&path("b")));
    house.settle();
    house.hub_store().restore(&backup);
    house.restart_hub(2);
    house.settle();
    // What was deleted after the backup comes back; nothing that was written is lost.
    for number in 0..2 {
        let tree = house.tree(number);
        let has = |line: &str| tree.lines().any(|it| it == line);
        assert!(has("b \"2\"") && has("c \"3\"") && tree.contains("\"later\""), "{tree}");
        assert_eq!(house.state(number).pending, 0);
    }
    assert_eq!(house.tree(0), house.tree(1));
}

#[test]
fn a_hub_that_only_restarted_changes_nothing() {
    let mut house = House::synced(&["a \"1\"", ""]);
    let sent = house.messages.len();
    house.restart_hub(2);
    house.settle();
    let again = &house.messages[sent..];
    assert!(again.iter().all(|(_, message)| matches!(message, ToHub::Attach { .. })), "{again:?}");
    write_tree(house.disk(1), "b \"2\"");
    house.settle();
    assert_eq!(house.tree(0), "a \"1\"\nb \"2\"\n");
}

#[test]
fn a_copy_of_a_conflict_says_of_what() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disconnect(1);
    assert!(house.disk(0).write(&path("a"), b"one"));
    assert!(house.disk(1).write(&path("a"), b"two"));
    house.settle();
    house.connect(1);
    house.settle();
    let conflicts = house.machines[0].replica.conflicts().unwrap();
    let of: Vec<_> = conflicts.iter().map(|conflict| conflict.original.path.clone()).collect();
    assert_eq!(of, [path("a")]);
    let copy = conflicts[0].copy.path.as_str();
    assert!(copy.starts_with("a (conflict, m2, "), "{copy}");
}

/// Two machines, the second with a FAT disk.
fn with_fat(first: &str) -> House {
    let mut house = House::on_disks(&[(first, DiskOptions::default()), ("", DiskOptions::FAT)]);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    house
}

#[test]
fn what_a_fat_disk_cannot_hold_does_not_echo() {
    let mut house = with_fat("run.sh x \"sh\"\nplain \"1\"\nlink -> plain");
    assert_eq!(house.tree(1), Tree::parse("run.sh \"sh\"\nplain \"1\"").to_string());
    let before = house.messages.len();
    house.command(1, Command::Rescan);
    house.settle();
    house.restart(1);
    house.connect(1);
    house.settle();
    let offers = house.messages[before..].iter().filter(|(_, message)| matches!(message, ToHub::Offer { .. }));
    assert_eq!(offers.count(), 0);
    // An edit there keeps the bit, and a bit set here is no news there.
    assert!(house.disk(1).write(&path("run.sh"), b"edited"));
    assert!(house.disk(0).make_executable(&path("plain"), true));
    house.settle();
    assert!(house.disk(1).write(&path("plain"), b"2"));
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("run.sh x \"edited\"\nplain x \"2\"\nlink -> plain").to_string());
    assert_eq!(house.state(0).pending + house.state(1).pending, 0, "{:?}", house.state(1));
}

#[test]
fn a_change_is_put_in_place_without_an_exchange() {
    let mut house = with_fat("a \"1\"\nd/b \"2\"");
    assert!(house.disk(0).write(&path("a"), b"11"));
    assert!(house.disk(0).delete(&path("d")) && house.disk(0).write(&path("d"), b"a file now"));
    house.settle();
    assert_eq!(house.tree(1), Tree::parse("a \"11\"\nd \"a file now\"").to_string());
    assert_eq!(house.state(1).problems, []);
}

#[test]
fn case_twins_are_a_problem_where_names_fold_and_lose_nothing() {
    let mut house = with_fat("read \"small\"\nRead \"big\"");
    house.wait(120_000);
    assert_eq!(house.tree(0), Tree::parse("read \"small\"\nRead \"big\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("Read \"big\"").to_string());
    assert_eq!(house.state(1).problems.len(), 1, "{:?}", house.state(1));
}

#[test]
fn a_case_only_rename_arrives_where_names_fold() {
    let mut house = with_fat("read \"1\"\nd/x \"2\"");
    assert!(house.disk(0).move_to(&path("read"), &path("Read")));
    house.settle();
    assert_eq!(house.tree(1), Tree::parse("Read \"1\"\nd/x \"2\"").to_string());
    assert!(house.disk(1).move_to(&path("Read"), &path("READ")));
    assert!(house.disk(1).move_to(&path("d"), &path("D")));
    house.settle();
    for number in 0..2 {
        assert_eq!(house.tree(number), Tree::parse("READ \"1\"\nD/x \"2\"").to_string(), "machine {number}");
        assert_eq!((house.state(number).pending, house.state(number).problems), (0, Vec::new()));
    }
}

#[test]
fn what_is_removed_right_after_it_was_sent_stays_removed() {
    let mut house = House::synced(&["", ""]);
    assert!(house.disk(0).write(&path("a"), b"1"));
    house.work();
    assert_eq!((house.tree(1).as_str(), house.state(0).pending), ("a \"1\"\n", 0), "it is sent, and that shows");
    assert!(house.disk(0).delete(&path("a")));
    house.settle();
    assert_eq!((house.tree(0).as_str(), house.tree(1).as_str()), ("", ""));
}

#[test]
fn what_is_changed_again_right_after_it_was_sent_is_no_conflict() {
    let mut house = House::synced(&["", ""]);
    for content in ["1", "2", "3"] {
        assert!(house.disk(0).write(&path("a"), content.as_bytes()));
        house.work();
        assert_eq!(house.tree(1), format!("a \"{content}\"\n"));
    }
    assert!(house.disk(1).write(&path("a"), b"4"));
    house.settle();
    assert_eq!((house.tree(0).as_str(), house.state(0).conflicts), ("a \"4\"\n", 0));
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
