//! The command line in another language than English: it changes what people read, and nothing that programs do.

use serde_json::Value;

use crate::machines::{Answer, Machines};

/// Runs a command on a machine of a person who reads German.
fn in_german(machines: &Machines, name: &str, words: &str) -> Answer {
    let mut command = machines.command(name, &[]);
    command.env("LC_ALL", "de_DE.UTF-8").arg("--home").arg(machines.at(name, "home")).args(words.split(' '));
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Checks that a command answers in German, with the exit code that it has in English.
#[track_caller]
fn check_words(machines: &Machines, words: &str, expected: &[&str]) {
    let (english, german) = (machines.syncit("attic", words), in_german(machines, "attic", words));
    assert_eq!(german.code, english.code, "syncit {words}: {german:?}");
    let said = format!("{}{}", german.out, german.err);
    for part in expected {
        assert!(said.contains(part), "syncit {words} does not say {part:?}: {said}");
    }
}

/// Removes the sentences from JSON.
fn without_sentences(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_sentences),
        Value::Object(fields) => {
            fields.retain(|key, _| key != "message" && key != "hint");
            fields.values_mut().for_each(without_sentences);
        }
        _ => {}
    }
}

/// Checks that programs read the same in both languages.
#[track_caller]
fn check_json(machines: &Machines, words: &str) {
    let words = format!("--json {words}");
    let [english, german] = [machines.syncit("attic", &words), in_german(machines, "attic", &words)].map(|answer| {
        let mut value: Value = serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{words}: {answer:?}"));
        without_sentences(&mut value);
        (answer.code, value)
    });
    assert_eq!(german, english, "syncit {words}");
}

#[test]
fn what_people_read_is_german_and_what_programs_read_is_not() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.write("attic", "docs/letter.txt", "dear");
    machines.share_docs(&["attic"]);
    machines.settle(&["attic"]);

    check_words(&machines, "status", &["attic: synchron (der Hub)", "ORDNER  ZUSTAND", "Der Inhaltsspeicher belegt"]);
    check_words(&machines, "machines", &["RECHNER", "verbunden"]);
    check_words(&machines, "history", &["WANN", "hinzugefügt", "docs/letter.txt"]);
    check_words(&machines, "conflicts", &["Keine Konflikte."]);
    check_words(&machines, "invite", &["Auf dem anderen Rechner: syncit join", "(für einen Rechner, "]);
    check_words(
        &machines,
        "--help",
        &["Aufruf: syncit [OPTIONEN] <BEFEHL>", "Befehle:", "Optionen:", "Rückgabewerte:"],
    );
    check_words(&machines, "link --help", &["<NAME> <PFAD>", "Mögliche Werte:", "[Vorgabe: two-way]", "Beispiele:"]);
    check_words(&machines, "stauts", &["Fehler: den Befehl „stauts“ gibt es nicht", "Tipp: "]);
    check_words(&machines, "join --code 1", &["Fehler: ein Kopplungscode besteht aus sechs Ziffern\nTipp: "]);
    check_words(&machines, "wait --timeout soon", &["ungültiger Wert „soon“ für „--timeout <S>“"]);

    for words in ["folders", "history", "conflicts", "held", "settings", "store", "versions docs letter.txt", "key"] {
        check_json(&machines, words);
    }
    for words in ["stauts", "wait --timeout soon", "join --code 1", "history --since soon", "pause nothing"] {
        check_json(&machines, words);
    }
}
