//! Large content that is passed on while it arrives. The phone asked for it in its greeting, the desk did not.

use expect_test::expect;

use crate::check;
use crate::world::play;

const THREE: &str = "
    laptop: hello
    laptop: attach
    desk: hello
    desk: attach
    phone: hello
    phone: attach
";

#[test]
fn what_has_come_can_be_fetched_before_it_is_accepted() {
    check(
        THREE,
        expect![[r#"
            > laptop: offer 1 big "4 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 4)]
            > phone: fetch big "4 chunks of x" list
            phone < bodies 0:List(0)
            > phone: fetch big "4 chunks of x" 0+1
            phone < bodies 
            > laptop: upload 1 0c0 0c1
            phone < coming big "4 chunks of x" up to 2
            > phone: fetch big "4 chunks of x" list
            phone < bodies 0:List(0)
            > phone: fetch big "4 chunks of x" 0+4
            phone < bodies 0:Chunk(0) 0:Chunk(1)
            > laptop: upload 1 0c3 0c2!
            > phone: fetch big "4 chunks of x" 2+2
            phone < bodies 
            > laptop: send 1 0c2
            phone < came "4 chunks of x" as 1
            laptop < verdicts 1
                0 accepted 1 "4 chunks of x" by laptop
            desk < changed 1
            phone < changed 1
            > phone: fetch big "4 chunks of x" 2+2
            phone < bodies 0:Chunk(2) 0:Chunk(3)
            > phone: fetch big "4 chunks of y" 2+2
            phone < bodies  missing 0: NotFound
            > phone: news 0
            phone < news upto 1
                big 1 "4 chunks of x" by laptop
        "#]],
    );
}

#[test]
fn only_readers_are_told_and_given() {
    check(
        THREE,
        expect![[r#"
            > own access phone none
            hub's person < done
            phone < detached NotFound
            laptop < arranged
            desk < arranged
            phone < arranged
            > laptop: offer 1 big "3 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
            > laptop: upload 1 0c0
            > phone: fetch big "3 chunks of x" 0+1
            phone < bodies  missing 0: NotFound
            > desk: fetch big "3 chunks of x" 0+3
            desk < bodies 0:Chunk(0)
            > laptop: send 1 0c1 0c2
            laptop < verdicts 1
                0 accepted 1 "3 chunks of x" by laptop
            desk < changed 1
        "#]],
    );
}

#[test]
fn who_had_it_from_the_sender_is_told_what_it_came_to() {
    check(
        THREE,
        expect![[r#"
            > laptop: offer 1 a "3 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
            > laptop: upload 1 0c0
            phone < coming a "3 chunks of x" up to 1
            > desk: offer 1 a "mine" on 0
            desk < verdicts 1
                0 accepted 1 "mine" by desk
            laptop < changed 1
            phone < changed 1
            > laptop: upload 1 0c1
            > laptop: send 1 0c2
            phone < came "3 chunks of x" to nothing
            laptop < verdicts 1
                0 stale: 1 "mine" by desk
            > laptop: offer 2 b "3 chunks of y" on 0
            laptop < verdicts 2
                0 want [(2, 1)]
            > laptop: upload 2 0c2
            phone < coming b "3 chunks of y" up to 3
            > laptop: upload 2 0c0
            > laptop: cut
            phone < came "3 chunks of y" to nothing
        "#]],
    );
}

#[test]
fn a_folder_that_is_let_go_takes_what_was_coming_with_it() {
    check(
        THREE,
        expect![[r#"
            > laptop: offer 1 a "3 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
            > laptop: upload 1 0c0
            phone < coming a "3 chunks of x" up to 1
            > laptop: detach
            phone < came "3 chunks of x" to nothing
            > phone: fetch a "3 chunks of x" 0+1
            phone < bodies  missing 0: NotFound
            > laptop: attach
            laptop < attached latest 0 common 0 runs 1:0 to Write
            > laptop: offer 2 a "3 chunks of x" on 0
            laptop < verdicts 2
                0 want [(1, 2)]
            > laptop: upload 2 0c1
            phone < coming a "3 chunks of x" up to 2
            > own access laptop read
            hub's person < done
            laptop < attached latest 0 common 0 runs 1:0 to Read
            laptop < arranged
            desk < arranged
            phone < arranged
            > laptop: send 2 0c2
            phone < came "3 chunks of x" to nothing
            laptop < verdicts 2
                0 refused NotAllowed: may-not-change: folder docs
        "#]],
    );
}

#[test]
fn small_content_and_what_nobody_waits_for_are_told_of_by_the_news_alone() {
    check(
        THREE,
        expect![[r#"
            > laptop: offer 1 small "1 chunks of x" on 0
            laptop < verdicts 1
                0 accepted 1 "1 chunks of x" by laptop
            desk < changed 1
            phone < changed 1
            > phone: detach
            > laptop: offer 2 big "3 chunks of y" on 0
            laptop < verdicts 2
                0 want [(1, 2)]
            > laptop: upload 2 0c0
            > laptop: send 2 0c1 0c2
            laptop < verdicts 2
                0 accepted 2 "3 chunks of y" by laptop
            desk < changed 2
        "#]],
    );
}

#[test]
fn so_many_contents_of_a_connection_are_passed_on_at_once_and_others_are_told_of_when_they_are_accepted() {
    let offer = |n: u8| {
        let tag = char::from(b'A' + 2 * n);
        format!("laptop: offer {n} f{n} \"4 chunks of {tag}\" on 0\nlaptop: upload {n} 0c2\n")
    };
    let first = "laptop: offer 0 f0 \"4 chunks of A\" on 0\nlaptop: send 0 0c0 0c1 0c2 0c3\n";
    let setup = format!("{THREE}\n{first}");
    let full: String = (1..=18).map(offer).collect();
    let (_, said) = play(&setup, &full);
    assert_eq!(said.matches("0 want [(2, 2)]").count(), 18, "{said}");
    assert_eq!(said.matches("phone < coming").count(), 16, "{said}");
    // A content that is accepted makes room for another one, and is announced like any other.
    let more = format!("laptop: send 18 0c3\nlaptop: send 1 0c3\n{}", offer(19));
    let (_, said) = play(&(setup + &full), &more);
    assert_eq!(said.matches("phone < changed").count(), 2, "{said}");
    assert_eq!(said.matches("phone < came").count(), 1, "{said}");
    assert_eq!(said.matches("phone < coming f19").count(), 1, "{said}");
}
