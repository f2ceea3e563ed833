//! Invitations that are opened by a machine other than the hub: who may, what they give, and what ends them.

use serde_json::{Value, json};

use crate::machines::{Machines, until};

/// Three machines, of which `attic` is the hub and lets `laptop` invite. `phone` is in no group yet.
fn where_the_laptop_may_invite(may: &str) -> Machines {
    let machines = Machines::unpaired(&["attic", "laptop", "phone"]);
    machines.become_hub("attic");
    let invitation = machines.json("attic", &format!("invite --may {may}"));
    machines.ok("laptop", &join(&invitation, "laptop"));
    machines.ok("attic", "allow-invites laptop on");
    machines
}

fn join(invitation: &Value, name: &str) -> String {
    let text = |key: &str| invitation[key].as_str().unwrap().to_owned();
    format!("join {} --code {} --name {name}", text("address"), text("code"))
}

fn machine(machines: &Machines, name: &str) -> Value {
    let all = machines.json("attic", "machines");
    all.as_array().unwrap().iter().find(|machine| machine["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn a_machine_invites_once_the_hubs_owner_lets_it() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.refused("laptop", "invite", "not-allowed", "laptop may not invite", "syncit allow-invites laptop on");
    machines.refused("laptop", "invite --show", "not-allowed", "laptop may not invite", "");
    assert_eq!(machine(&machines, "laptop")["may_invite"], false);
    machines.ok("attic", "allow-invites laptop on");
    assert!(machines.ok("attic", "machines").contains("may invite"));
    assert_eq!(machines.json("laptop", "invite --show"), Value::Null);

    let shown = machines.json("laptop", "invite");
    let at_the_hub = machines.json("attic", "invite --show");
    assert_eq!((&shown["code"], &shown["link"]), (&at_the_hub["code"], &at_the_hub["link"]));
    assert_eq!((&at_the_hub["opened_by"], &shown["opened_by"]), (&json!("laptop"), &Value::Null));
    assert_eq!(machines.json("laptop", "invite --show")["code"], shown["code"]);
    assert!(machines.ok("attic", "invite --show").contains("laptop shows this code"));
    assert!(machines.ok("attic", "machines").contains("shows a code"));
    machines.ok("laptop", "invite --cancel");
    assert_eq!(machines.json("attic", "invite --show"), Value::Null);
}

#[test]
fn a_third_machine_joins_by_the_code_or_the_link_that_a_client_shows() {
    let mut machines = where_the_laptop_may_invite("write");
    machines.ok("phone", &join(&machines.json("laptop", "invite"), "phone"));
    assert_eq!(machine(&machines, "phone")["online"], true);
    assert_eq!(machines.json("laptop", "invite --show"), Value::Null, "it was for one machine");
    machines.refused("phone", "invite", "not-allowed", "phone may not invite", "");
    assert!(machines.ok("attic", "log").contains("laptop"), "who opened it is in the log");

    machines.start("tablet");
    machines.ok("tablet", "settings discovery off");
    let told = machines.json("laptop", "invite --may none");
    let (link, code) = (told["link"].as_str().unwrap(), told["code"].as_str().unwrap());
    machines.ok("tablet", &format!("join {link} --code {code} --name tablet"));
    machines.write("laptop", "docs/a.txt", "a");
    machines.share_docs(&["laptop"]);
    assert_eq!(machine(&machines, "phone")["access"], json!({ "docs": "write" }));
    assert_eq!(machine(&machines, "tablet")["access"], json!({ "docs": "none" }));
}

#[test]
fn whom_a_reading_machine_invites_only_reads() {
    let machines = where_the_laptop_may_invite("read");
    machines.refused("laptop", "invite --may write", "not-allowed", "laptop may only read", "--may read");
    let told = machines.json("laptop", "invite");
    assert_eq!(told["may"], "read");
    machines.ok("phone", &join(&told, "phone"));
    machines.share_docs(&["attic"]);
    assert_eq!(machine(&machines, "phone")["access"], json!({ "docs": "read" }));
}

#[test]
fn what_the_owner_takes_back_ends_the_code_at_once() {
    let machines = where_the_laptop_may_invite("write");
    let told = machines.json("laptop", "invite");
    machines.ok("attic", "allow-invites laptop off");
    machines.refused("phone", &join(&told, "phone"), "no-invitation", "invitation", "syncit invite");
    machines.refused("laptop", "invite --show", "not-allowed", "laptop may not invite", "");

    machines.ok("attic", "allow-invites laptop on");
    let told = machines.json("laptop", "invite");
    machines.ok("attic", "forget laptop");
    machines.refused("phone", &join(&told, "phone"), "no-invitation", "invitation", "");
    machines.ok("laptop", "leave");
    machines.pair("attic", "laptop");
    machines.refused("laptop", "invite", "not-allowed", "laptop may not invite", "");
}

#[test]
fn one_invitation_is_open_and_the_hubs_owner_comes_first() {
    let machines = where_the_laptop_may_invite("write");
    let own = machines.json("attic", "invite");
    machines.refused("laptop", "invite", "not-allowed", "attic has an invitation open", "syncit invite --cancel");
    assert_eq!(machines.json("laptop", "invite --show"), Value::Null, "it must not see the hub's code");
    machines.ok("laptop", "invite --cancel");
    assert_eq!(machines.json("attic", "invite --show")["code"], own["code"]);
    machines.ok("attic", "invite --cancel");
    machines.ok("laptop", "invite");
    machines.ok("attic", "invite");
    assert_eq!(machines.json("laptop", "invite --show"), Value::Null);
}

#[test]
fn a_client_that_waits_hears_of_wrong_codes_and_of_who_joined() {
    let machines = where_the_laptop_may_invite("write");
    let mut command = machines.command("laptop", &[]);
    command.arg("--home").arg(machines.at("laptop", "home")).args(["--json", "invite", "--wait"]);
    let waiting = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let told = until("the laptop shows a code", || {
        let told = machines.json("laptop", "invite --show");
        told["code"].is_string().then_some(told)
    });
    let mut wrong = told.clone();
    wrong["code"] = json!(if told["code"] == "123456" { "654321" } else { "123456" });
    machines.refused("phone", &join(&wrong, "phone"), "wrong-code", "2 ", "");
    assert_eq!(machines.json("laptop", "invite --show")["wrong_codes"][0]["count"], 1);
    machines.ok("phone", &join(&told, "phone"));
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let last = String::from_utf8(output.stdout).unwrap();
    assert!(last.contains("\"joined\":\"phone\"") || last.contains("\"joined\": \"phone\""), "{last}");
}

#[test]
fn a_new_code_of_a_client_brings_no_new_tries() {
    let machines = where_the_laptop_may_invite("write");
    let mut told = machines.json("laptop", "invite");
    told["code"] = json!(if told["code"] == "123456" { "654321" } else { "123456" });
    machines.refused("phone", &join(&told, "phone"), "wrong-code", "2 ", "");
    machines.ok("laptop", "invite --cancel");
    let again = machines.json("laptop", "invite");
    assert_eq!((&again["attempts_left"], &again["wrong_codes"][0]["count"]), (&json!(8), &json!(1)));
    let at_the_hub = machines.json("attic", "invite");
    assert_eq!(at_the_hub["attempts_left"], 9, "its owner may begin anew");
}

#[test]
fn without_the_hub_there_is_no_code() {
    let mut machines = where_the_laptop_may_invite("write");
    machines.end("attic", "TERM");
    until("the laptop has noticed", || (machines.json("laptop", "status")["hub"]["online"] == false).then_some(()));
    machines.refused("laptop", "invite", "offline", "attic", "");
}
