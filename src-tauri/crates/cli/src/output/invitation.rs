//! Invitations, as text for a person.

use jiff::Timestamp;
use syncit_core::relay_store::Access;
use syncit_core::show::printable;
use syncit_engine::api::{Discovered, Invite};
use syncit_words::{Language, until};

use super::style::{bold, columns, dim, finish};

/// Returns an invitation with its code, or why it is no longer valid.
pub(super) fn show_invite(language: Language, invite: &Invite, now: Timestamp) -> String {
    if invite.burnt {
        return language.say("invite-burnt", [("wrong-codes", wrong_codes(language, invite).into())]);
    }
    let mut lines = vec![
        code(language, invite, now),
        String::new(),
        language.say("invite-how", [("address", invite.address.clone().into())]),
    ];
    if let Some(machine) = &invite.opened_by {
        lines.insert(1, language.say("invite-opened-by", [("machine", printable(machine).into())]));
    }
    if let Some(link) = &invite.link {
        lines.push(language.say("invite-link", [("link", printable(link).into())]));
    }
    lines.extend(match invite.may {
        Some(Access::None) => Some(language.say("invite-may-nothing", [])),
        Some(Access::Read) => Some(language.say("invite-may-read", [])),
        Some(Access::Write) | None => None,
    });
    let others: Vec<_> =
        invite.addresses.iter().filter(|other| **other != invite.address).map(String::as_str).collect();
    if !others.is_empty() {
        lines.push(dim(&language.say("invite-other-addresses", [("addresses", others.join(", ").into())])));
    }
    if !invite.wrong_codes.is_empty() {
        lines.push(wrong_codes_so_far(language, invite));
    }
    lines.join("\n")
}

/// Returns the line with the code.
fn code(language: Language, invite: &Invite, now: Timestamp) -> String {
    let code = match invite.code.split_at_checked(3) {
        Some((head, tail)) => format!("{head} {tail}"),
        None => invite.code.clone(),
    };
    let ends = until(language, &invite.expires_at, now);
    let valid = language.say("invite-valid", [("tries", invite.attempts_left.into()), ("ends", ends.into())]);
    let code = language.say("invite-code", [("code", bold(&code).into())]);
    format!("{code}   {}", dim(&valid))
}

/// Says how many wrong codes came so far, and from where.
pub fn wrong_codes_so_far(language: Language, invite: &Invite) -> String {
    language.say("invite-wrong-codes", [("wrong-codes", wrong_codes(language, invite).into())])
}

fn wrong_codes(language: Language, invite: &Invite) -> String {
    let all = invite.wrong_codes.iter().map(|wrong| {
        let arguments = [("count", wrong.count.into()), ("address", wrong.address.clone().into())];
        language.say("invite-wrong-codes-from", arguments)
    });
    all.collect::<Vec<_>>().join(", ")
}

/// Returns the hubs that were found.
pub(super) fn show_discovered(language: Language, found: &[Discovered]) -> String {
    if found.is_empty() {
        return language.say("discover-none", []);
    }
    let mut table = columns(language, &["column-hub", "column-addresses"]);
    for hub in found {
        table.add_row([printable(&hub.name), printable(&hub.addresses.join(", "))]);
    }
    finish(&mut table)
}
