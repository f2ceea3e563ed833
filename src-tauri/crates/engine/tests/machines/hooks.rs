//! Git hooks of other machines, with the real git.

use std::path::Path;
use std::process::Command as Program;

use syncit_engine::api::Command;

use super::harness::Machines;
use super::{CLIENTS, clients_with_docs};

/// Runs git in the repository of a machine; returns true if that worked.
fn git(root: &Path, args: &[&str]) -> bool {
    let mut git = Program::new("git");
    git.current_dir(root).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    git.env("HOME", root.parent().unwrap()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Ana").env(format!("GIT_{who}_EMAIL"), "ana@example.org");
    }
    git.args(args).output().is_ok_and(|output| output.status.success())
}

/// Checks the tree out once more on a machine, and returns true if the hook ran.
fn runs(m: &Machines, name: &str) -> bool {
    let root = m.root(name, "docs");
    let mark = root.parent().unwrap().join("mark");
    let _ = std::fs::remove_file(&mark);
    assert!(git(&root, &["checkout", "-q", "main"]), "{name} cannot check out");
    mark.exists()
}

fn set(m: &Machines, name: &str, value: &str) {
    let (folder, key) = (Some("docs".into()), Some("git-hooks".into()));
    m.call(name, Command::Settings { folder, key, value: Some(value.into()) });
}

#[test]
fn a_hook_of_another_machine_does_not_run_until_a_person_allows_it() {
    let mut m = clients_with_docs();
    let made = m.root("laptop", "docs");
    if !git(&made, &["init", "-q", "-b", "main"]) {
        eprintln!("skipped: there is no git here");
        return;
    }
    m.write("laptop", "a", "1");
    assert!(git(&made, &["add", "a"]) && git(&made, &["commit", "-q", "-m", "first"]));
    m.write("laptop", ".git/hooks/post-checkout", "#!/bin/sh\ntouch ../mark\n");
    m.make_executable("laptop", ".git/hooks/post-checkout");
    m.settle(&CLIENTS);
    assert_eq!(CLIENTS.map(|name| runs(&m, name)), [true, false]);

    set(&m, "desktop", "as-they-are");
    m.settle(&CLIENTS);
    assert_eq!(CLIENTS.map(|name| runs(&m, name)), [true, true]);
    m.write("laptop", ".git/hooks/post-checkout", "#!/bin/sh\ntouch ../mark # another\n");
    m.settle(&CLIENTS);
    assert_eq!(CLIENTS.map(|name| runs(&m, name)), [true, true]);

    // The setting survives a restart.
    m.stop("desktop");
    m.start("desktop");
    m.settle(&CLIENTS);
    assert_eq!(CLIENTS.map(|name| runs(&m, name)), [true, true]);
    set(&m, "desktop", "not-executable");
    m.settle(&CLIENTS);
    assert_eq!(CLIENTS.map(|name| runs(&m, name)), [true, false]);
    let (folder, key) = (Some("docs".into()), Some("git-hooks".into()));
    let sometimes = Command::Settings { folder, key, value: Some("sometimes".into()) };
    assert_eq!(m.refusal("desktop", sometimes), "bad-setting");
}
