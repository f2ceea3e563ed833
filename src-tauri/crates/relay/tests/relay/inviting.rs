//! Which machines may invite others, and what their invitations may give.

use expect_test::expect;

use crate::{TWO, check};

#[test]
fn only_whom_the_owner_lets_invite_may_ask_for_an_invitation() {
    check(
        TWO,
        expect![[r#"
            > laptop: ask invite 10
            laptop < no: NotAllowed: may-not-invite: hub hub, machine laptop
            > laptop: ask invitation
            laptop < no: NotAllowed: may-not-invite: hub hub, machine laptop
            > laptop: ask allow-invites laptop on
            laptop < no: NotAllowed: only-at-hub
            > own allow-invites laptop on
            hub's person < done
            machines changed
            laptop < arranged
            desk < arranged
            > laptop: ask invite 10
            laptop: Open { minutes: 10, may: None }
            > laptop: ask invite 10 read
            laptop: Open { minutes: 10, may: Some(Read) }
            > laptop: ask invite 0
            laptop < no: BadRequest: invitation-minutes-out-of-range: most 1440
            > laptop: ask invite 1441
            laptop < no: BadRequest: invitation-minutes-out-of-range: most 1440
            > laptop: ask invitation
            laptop: Show
            > laptop: ask cancel-invite
            laptop: Cancel
            > desk: ask invite 10
            desk < no: NotAllowed: may-not-invite: hub hub, machine desk
            > laptop: ask machines
            laptop < machines: hub online 1000 s, laptop online 1000 s may invite, desk online 1000 s, phone never
            > desk: ask machines
            desk < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s, phone never
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s may invite, desk online 1000 s, phone never
            > own invite 10 none
            hub's person: Open { minutes: 10, may: Some(None) }
            > own allow-invites hub on
            hub's person < no: BadRequest: hub-may-all
            > own allow-invites nobody on
            hub's person < no: NotFound: no-such-machine-at-hub
        "#]],
    );
}

#[test]
fn the_permission_lasts_over_a_restart_and_ends_with_the_machine() {
    check(
        TWO,
        expect![[r#"
            > own allow-invites laptop on
            hub's person < done
            machines changed
            laptop < arranged
            desk < arranged
            > restart
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: ask invite 10
            laptop: Open { minutes: 10, may: None }
            > own allow-invites laptop off
            hub's person < done
            machines changed
            laptop < arranged
            > laptop: ask invite 10
            laptop < no: NotAllowed: may-not-invite: hub hub, machine laptop
            > laptop: ask cancel-invite
            laptop: Cancel
            > own allow-invites laptop on
            hub's person < done
            machines changed
            laptop < arranged
            > own forget laptop
            hub's person < done
            laptop < goodbye NotAllowed: not-paired-with-hub
            laptop closed
            machines changed
            > laptop: pair laptop
            machines changed
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: ask invite 10
            laptop < no: NotAllowed: may-not-invite: hub hub, machine laptop
        "#]],
    );
}

#[test]
fn a_machine_invites_to_no_more_than_it_may_itself() {
    check(
        TWO,
        expect![[r#"
            > own allow-invites laptop on
            hub's person < done
            machines changed
            laptop < arranged
            desk < arranged
            > laptop: pair laptop read
            machines changed
            laptop < arranged
            desk < arranged
            > laptop: ask invite 10
            laptop: Open { minutes: 10, may: Some(Read) }
            > laptop: ask invite 10 write
            laptop < no: NotAllowed: may-not-invite--to-write: hub hub, machine laptop
            > laptop: pair laptop none
            laptop < detached NotFound
            machines changed
            laptop < arranged
            desk < arranged
            > laptop: ask invite 10
            laptop < no: NotAllowed: may-not-invite--no-access: hub hub, machine laptop
        "#]],
    );
}

#[test]
fn what_a_machine_let_in_gets_no_more_than_it_has_to_any_folder() {
    check(
        "own access laptop read",
        expect![[r#"
            > phone: pair phone
            machines changed
            > tablet: pair tablet by laptop
            machines changed
            > watch: pair watch none by laptop
            machines changed
            > own accesses
            hub's person < accesses: laptop Read, laptop Write, desk Write, desk Write, phone Write, phone Write, another Read, another Write, another None, another None
        "#]],
    );
}

#[test]
fn a_machine_does_not_lift_what_the_owner_refused_to_another() {
    check(
        "desk: pair desk read\nown forget desk",
        expect![[r#"
            > desk: pair desk write by laptop
            machines changed
            > own accesses
            hub's person < accesses: laptop Write, laptop Write, phone Write, phone Write, desk Read, desk Read
        "#]],
    );
}

#[test]
fn whoever_shows_an_invitation_is_told_that_it_changed() {
    check(
        TWO,
        expect![[r#"
            > laptop: invitation
            laptop < arranged
            > phone: invitation
        "#]],
    );
}
