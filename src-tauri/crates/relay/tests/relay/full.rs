//! What happens when the hub's disk is full, or fails.

use expect_test::expect;

use crate::{TWO, check, check_faults};

/// Entries without content make the journal grow, too. What is below a refused directory is refused for the same
/// reason.
#[test]
fn below_the_minimum_only_deletions_are_taken() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > free 999
            > laptop: offer 2 b "new" on 0; copy "1" on 0; -a on 1; d/ on 0; d/x "1" on 0; link -> t on 0
            laptop < verdicts 2
                0 refused DiskFull: hub-disk-full
                1 refused DiskFull: hub-disk-full
                2 accepted 2 gone by laptop
                3 refused DiskFull: hub-disk-full
                4 refused DiskFull: hub-disk-full
                5 refused DiskFull: hub-disk-full
            desk < changed 2
            > free 1000
            > laptop: offer 3 copy "1" on 0; d/ on 0; link -> t on 0
            laptop < verdicts 3
                0 accepted 3 "1" by laptop
                1 accepted 4 dir by laptop
                2 accepted 5 -> t by laptop
            desk < changed 5
        "#]],
    );
}

/// Moving and restoring could continue forever. Both halves of a move wait together.
#[test]
fn below_the_minimum_nothing_is_moved_or_brought_back() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0; b "2" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 "2" by laptop
            desk < changed 2
            > laptop: offer 2 -b on 2
            laptop < verdicts 2
                0 accepted 3 gone by laptop
            desk < changed 3
            > free 999
            > laptop: offer 3 -a on 1; c "1" on 0 from a@1
            laptop < verdicts 3
                0 refused DiskFull: hub-disk-full
                1 refused DiskFull: hub-disk-full
            > laptop: ask restore newest b
            laptop < no: DiskFull: hub-disk-full--request
            > laptop: ask would-restore newest b
            laptop < restored version 2, 1: Added b
            > own restore newest b
            hub's person < no: DiskFull: hub-disk-full--request
            > free 1000
            > laptop: offer 4 -a on 1; c "1" on 0 from a@1
            laptop < verdicts 4
                0 accepted 4 gone by laptop
                1 accepted 5 "1" by laptop
            desk < changed 5
        "#]],
    );
}

#[test]
fn a_full_disk_refuses_content_and_goes_on() {
    check_faults(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > fault 1
            > laptop: offer 2 b "new" on 0; -a on 1 &
            > desk: offer 1 d/ on 0
            laptop < verdicts 2
                0 refused DiskFull: hub-disk-full
                1 accepted 2 gone by laptop
            desk < verdicts 1
                0 refused DiskFull: hub-disk-full
            desk < changed 2
            > fault 0
            > laptop: offer 3 b "new" on 0
            laptop < verdicts 3
                0 accepted 3 "new" by laptop
            desk < changed 3
        "#]],
    );
}

#[test]
fn a_disk_without_any_room_refuses_every_change() {
    check_faults(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > fault 2
            > laptop: offer 2 -a on 1; b "new" on 0 &
            > desk: offer 1 a "1" on 0
            laptop < verdicts 2
                0 refused DiskFull: hub-disk-full
                1 refused DiskFull: hub-disk-full
            desk < verdicts 1
                0 accepted 1 "1" by laptop
            > own share more
            hub's person < no: DiskFull: hub-disk-full--request
            > phone: hello
            phone < welcome phone at hub
            > phone: attach
            phone < attached latest 1 common 0 runs 1:1 to Write
            > desk: news 0
            desk < news upto 1
                a 1 "1" by laptop
            > desk: cut
            > fault 0
            > own share more
            hub's person < shared
            laptop < arranged
            phone < arranged
        "#]],
    );
}

#[test]
fn another_fault_of_the_store_ends_the_relay() {
    check_faults(
        TWO,
        expect![[r#"
            > fault 3
            > laptop: offer 1 a "1" on 0
            the relay ends: writing: input/output error
        "#]],
    );
}
