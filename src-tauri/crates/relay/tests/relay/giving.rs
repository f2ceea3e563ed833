//! What machines receive to catch up.

use expect_test::expect;

use crate::{TWO, check};

#[test]
fn catching_up_works_from_any_position() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0; d/ on 0; d/b "2" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 dir by laptop
                2 accepted 3 "2" by laptop
            desk < changed 3
            > laptop: offer 2 a "3" on 1; -d/b on 3
            laptop < verdicts 2
                0 accepted 4 "3" by laptop
                1 accepted 5 gone by laptop
            desk < changed 5
            > desk: news 0
            desk < news upto 5
                d 2 dir by laptop
                a 4 "3" by laptop
                d/b 5 gone by laptop
            > desk: news 1
            desk < news upto 5
                d 2 dir by laptop
                a 4 "3" by laptop
                d/b 5 gone by laptop
            > desk: news 4
            desk < news upto 5
                d/b 5 gone by laptop
            > desk: news 5
            desk < news upto 5
            > desk: news 99
            desk < news upto 5
        "#]],
    );
}

#[test]
fn own_entries_alone_are_told_at_the_next_tick() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > tick 1
            laptop < changed 1
            > tick 1
            > laptop: offer 2 b "1" on 0 &
            > desk: offer 1 c "1" on 0
            laptop < verdicts 2
                0 accepted 2 "1" by laptop
            desk < verdicts 1
                0 accepted 3 "1" by desk
            laptop < changed 3
            desk < changed 3
            > tick 1
        "#]],
    );
}

#[test]
fn content_is_given_by_path_and_seq() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 big "3 chunks of x" on 0; d/ on 0; empty "" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
                1 accepted 1 dir by laptop
                2 accepted 2 "" by laptop
            desk < changed 2
            > laptop: send 1 0c0 0c1 0c2
            laptop < verdicts 1
                0 accepted 3 "3 chunks of x" by laptop
            desk < changed 3
            > desk: get big@3 list
            desk < bodies 0:List(0)
            > desk: get big@3 0+2 2+1
            desk < bodies 0:Chunk(0) 0:Chunk(1) 0:Chunk(2)
            > desk: get big@3 2+1 0+1
            desk < bodies  missing 0: BadRequest
            > desk: get big@3 1+3
            desk < bodies  missing 0: BadRequest
            > desk: get big@3 0+4294967295
            desk < bodies  missing 0: BadRequest
            > desk: get big@9 list
            desk < bodies  missing 0: NotFound
            > desk: get d@1 list
            desk < bodies  missing 0: BadRequest
            > desk: get empty@2 list
            desk < bodies 
        "#]],
    );
}

#[test]
fn who_may_not_read_is_told_of_no_folder() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > own access desk none
            hub's person < done
            desk < detached NotFound
            laptop < arranged
            desk < arranged
            > desk: attach
            desk < detached NotFound
            > desk: news 0
            desk < detached NotFound
            > desk: get a@1 list
            desk < bodies  missing 0: NotFound
            > desk: offer 1 b "2" on 0
            desk < verdicts 1
                0 refused NotFound: no-such-folder-at-hub
            > desk: ask folders
            desk < folders: other Write
            > desk: ask history 9
            desk < history: 
            > desk: ask history 9 docs
            desk < no: NotFound: no-such-folder-at-hub
        "#]],
    );
}

#[test]
fn who_may_read_may_not_write() {
    check(
        TWO,
        expect![[r#"
            > own access desk read
            hub's person < done
            desk < attached latest 0 common 0 runs 1:0 to Read
            laptop < arranged
            desk < arranged
            > desk: offer 1 b "2" on 0; -a on 0
            desk < verdicts 1
                0 refused NotAllowed: may-not-change: folder docs
                1 refused NotAllowed: may-not-change: folder docs
            > own totals
            hub's person < 0 bytes for 0 now and 0 past, None free
            > desk: news 0
            desk < news upto 0
            > desk: attach
            desk < attached latest 0 common 0 runs 1:0 to Read
            > desk: ask folders
            desk < folders: docs Read, other Write
            > own access hub read
            hub's person < no: BadRequest: hub-may-all
        "#]],
    );
}

#[test]
fn who_took_up_a_folder_is_told_at_once_what_it_may_do_with_it_now() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
            desk < changed 1
            > own access desk read
            hub's person < done
            desk < attached latest 1 common 1 runs 1:1 to Read
            laptop < arranged
            desk < arranged
            > own access desk read
            hub's person < done
            laptop < arranged
            desk < arranged
            > own access desk write
            hub's person < done
            desk < attached latest 1 common 1 runs 1:1 to Write
            laptop < arranged
            desk < arranged
        "#]],
    );
}
