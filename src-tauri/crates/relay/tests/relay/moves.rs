//! Moves are accepted as a whole, and a machine that edits a moved file is told its new path.

use expect_test::expect;

use crate::{TWO, check};

#[test]
fn an_edit_of_what_was_moved_is_told_where_it_went() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
            desk < changed 1
            > laptop: bare 2 -a on 1; b "x" on 0 from a@1
            laptop < verdicts 2
                0 accepted 2 gone by laptop
                1 accepted 3 "x" by laptop
            desk < changed 3
            > laptop: bare 3 -b on 3; c "x" on 0 from b@3
            laptop < verdicts 3
                0 accepted 4 gone by laptop
                1 accepted 5 "x" by laptop
            desk < changed 5
            > laptop: bare 4 a "other" on 1
            laptop < verdicts 4
                0 stale: 2 gone by laptop
            > desk: bare 1 a "y" on 1
            desk < verdicts 1
                0 stale: 2 gone by laptop, moved to c
            > desk: offer 2 c "y" on 5
            desk < verdicts 2
                0 accepted 6 "y" by desk
            laptop < changed 6
            > desk: bare 3 a "y" on 1
            desk < verdicts 3
                0 stale: 2 gone by laptop, found 6 "y" by desk
            > desk: bare 4 a "z" on 1
            desk < verdicts 4
                0 stale: 2 gone by laptop
        "#]],
    );
}

#[test]
fn what_was_edited_where_it_went_is_told_nothing_of() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0; other "x" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
                1 accepted 2 "x" by laptop
            desk < changed 2
            > laptop: bare 2 -a on 1; b "x" on 0 from a@1
            laptop < verdicts 2
                0 accepted 3 gone by laptop
                1 accepted 4 "x" by laptop
            desk < changed 4
            > laptop: offer 3 b "z" on 4
            laptop < verdicts 3
                0 accepted 5 "z" by laptop
            desk < changed 5
            > desk: bare 1 a "y" on 1
            desk < verdicts 1
                0 stale: 3 gone by laptop
            > laptop: offer 4 a "new" on 3
            laptop < verdicts 4
                0 accepted 6 "new" by laptop
            desk < changed 6
            > laptop: offer 5 -a on 6
            laptop < verdicts 5
                0 accepted 7 gone by laptop
            desk < changed 7
            > desk: bare 2 a "y" on 6
            desk < verdicts 2
                0 stale: 7 gone by laptop
        "#]],
    );
}

#[test]
fn no_half_of_a_move_is_taken_without_the_other() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0; b "z" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
                1 accepted 2 "z" by laptop
            desk < changed 2
            > desk: bare 1 -a on 1; b "x" on 0 from a@1
            desk < verdicts 1
                0 stale: 1 "x" by laptop
                1 stale: 2 "z" by laptop
            > desk: bare 2 -a on 1; d/b "x" on 0 from a@1
            desk < verdicts 2
                0 stale: 1 "x" by laptop
                1 stale: 0 gone by nobody, in the way d 0 gone by nobody
            > laptop: offer 2 a "y" on 1
            laptop < verdicts 2
                0 accepted 3 "y" by laptop
            desk < changed 3
            > desk: bare 3 -a on 1; c "x" on 0 from a@1
            desk < verdicts 3
                0 stale: 3 "y" by laptop
                1 stale: 0 gone by nobody
            > desk: bare 4 -a on 3; c "y" on 0 from a@3
            desk < verdicts 4
                0 accepted 4 gone by desk
                1 accepted 5 "y" by desk
            laptop < changed 5
        "#]],
    );
}

#[test]
fn a_file_as_it_was_before_it_was_moved_and_edited_is_known() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
            desk < changed 1
            > laptop: offer 2 a "y" on 1
            laptop < verdicts 2
                0 accepted 2 "y" by laptop
            desk < changed 2
            > laptop: bare 3 -a on 2; b "y" on 0 from a@2
            laptop < verdicts 3
                0 accepted 3 gone by laptop
                1 accepted 4 "y" by laptop
            desk < changed 4
            > desk: bare 1 b "x" on 0
            desk < verdicts 1
                0 stale: 4 "y" by laptop, found 1 "x" by laptop
            > desk: bare 2 b "w" on 0
            desk < verdicts 2
                0 stale: 4 "y" by laptop
        "#]],
    );
}
