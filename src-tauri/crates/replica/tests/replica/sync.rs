//! The loop with a hub and other machines: the others see what one person does.

use syncit_core::message::ToHub;
use syncit_replica::event::FolderCommand;
use syncit_testkit::{DiskOptions, Tree};

use crate::house::{House, path, write_tree};

/// Starts with `before`, changes something on machine 1, and checks that all machines then have `after`.
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
    // What the hub already has counts as done.
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
        house.command(number, FolderCommand::Rescan);
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
    house.command(0, FolderCommand::Rescan);
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    assert_eq!((house.state(0).pending, house.state(1).pending, house.state(1).files), (0, 0, 1_000));
    assert!(house.disk(0).delete(&path("d1")));
    house.command(0, FolderCommand::Rescan);
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
    assert!(
        again.iter().all(|(_, message)| matches!(message, ToHub::Attach { .. } | ToHub::Backlog { .. })),
        "{again:?}"
    );
    write_tree(house.disk(1), "b \"2\"");
    house.settle();
    assert_eq!(house.tree(0), "a \"1\"\nb \"2\"\n");
}

/// Makes two machines, the second one with a FAT disk.
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
    house.command(1, FolderCommand::Rescan);
    house.settle();
    house.restart(1);
    house.connect(1);
    house.settle();
    let offers = house.messages[before..].iter().filter(|(_, message)| matches!(message, ToHub::Offer { .. }));
    assert_eq!(offers.count(), 0);
    // An edit there keeps the executable bit, and a bit set here is no change there.
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

/// Deletes a directory elsewhere while a directory in it is ignored here, and so it stays. Then removes the rule;
/// something may have been added meanwhile.
#[track_caller]
fn check_rule_taken_back(added: &str, expected: &str) {
    let mut house = House::synced(&["b/f/one \"1\"\na \"1\"", ""]);
    house.disconnect(1);
    assert!(house.disk(1).delete(&path("b")));
    assert!(house.disk(0).write(&path(".syncitignore"), b"f/\n"));
    house.wait(5_000);
    house.connect(1);
    house.settle();
    house.disconnect(1);
    if !added.is_empty() {
        assert!(house.disk(0).write(&path(added), b"2"));
    }
    assert!(house.disk(0).delete(&path(".syncitignore")));
    house.wait(5_000);
    house.connect(1);
    house.settle();
    for number in 0..2 {
        assert_eq!(house.tree(number), Tree::parse(expected).to_string(), "machine {number}");
        assert_eq!((house.state(number).pending, house.state(number).problems), (0, Vec::new()), "machine {number}");
    }
}

#[test]
fn a_directory_that_stayed_for_what_was_ignored_goes_with_the_rule_unless_something_is_new_in_it() {
    check_rule_taken_back("", "a \"1\"");
    check_rule_taken_back("b/f/two", "a \"1\"\nb/f/two \"2\"");
    check_rule_taken_back("b/two", "a \"1\"\nb/two \"2\"");
}

#[test]
fn a_directory_that_stayed_for_what_is_ignored_in_it_goes_with_the_last_of_that() {
    let mut house = House::synced(&["d/a \"1\"\nb \"2\"", ""]);
    assert!(house.disk(0).write(&path(".syncitignore"), b"*.o"));
    house.settle();
    assert!(["d/x.o", "d/y.o"].iter().all(|name| house.disk(1).write(&path(name), b"3")));
    house.settle();
    assert!(house.disk(0).delete(&path("d")));
    house.settle();
    for left in ["d/x.o", "d/y.o"] {
        assert!(house.tree(1).contains(left), "{}", house.tree(1));
        assert!(house.disk(1).delete(&path(left)));
        house.settle();
    }
    assert_eq!(house.tree(0), house.tree(1));
    assert_eq!(house.state(1).pending, 0);
}

/// When the new name is first examined, the file was already written through it, so only the inode shows which file it
/// is.
#[test]
fn a_write_through_a_name_that_was_just_made_is_seen_under_the_old_one() {
    let mut house = House::synced(&["d/old \"first\"", ""]);
    assert!(house.disk(0).hard_link(&path("d/old"), &path("d/new")));
    assert!(house.disk(0).write(&path("d/new"), b"second"));
    house.settle();
    for number in 0..2 {
        assert_eq!(house.tree(number), "d/\nd/new \"second\"\nd/old \"second\"\n", "machine {number}");
    }
}
