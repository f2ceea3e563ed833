//! What must be true after a storm: nothing differs unless it is listed, nothing is lost, and no status is false.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::machines::{Machines, THREE, Thing, tree};

use super::hand::{Key, Ledger, key};

/// Returns what each machine has at the paths where they differ, except paths that some machine ignores and paths with
/// something that is never synced.
pub fn differences(machines: &Machines, roots: &[PathBuf; 3]) -> Option<String> {
    let trees = roots.each_ref().map(|root| tree(root));
    let mut left_out: BTreeSet<PathBuf> = THREE.iter().flat_map(|name| ignored(machines, name)).collect();
    for tree in &trees {
        left_out.extend(tree.iter().filter(|(_, thing)| matches!(thing, Thing::Other)).map(|(path, _)| path.clone()));
    }
    let paths: BTreeSet<&PathBuf> = trees.iter().flat_map(BTreeMap::keys).collect();
    let differing = paths.into_iter().filter(|path| {
        let is_left_out = path.ancestors().any(|above| left_out.contains(above));
        !is_left_out && (trees[0].get(*path) != trees[1].get(*path) || trees[0].get(*path) != trees[2].get(*path))
    });
    let lines: Vec<String> = differing
        .map(|path| {
            let sides = [0, 1, 2].map(|at| format!("{} {}", THREE[at], show(trees[at].get(path))));
            format!("{path:?}: {}", sides.join(", "))
        })
        .collect();
    (!lines.is_empty())
        .then(|| format!("{} paths differ:\n  {}", lines.len(), lines[..lines.len().min(12)].join("\n  ")))
}

fn show(thing: Option<&Thing>) -> String {
    match thing {
        None => "nothing".into(),
        Some(Thing::File(content, executable)) => {
            let first = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let mark = if *executable { "*" } else { "" };
            format!("{:?}{mark} ({} bytes)", String::from_utf8_lossy(&first[..first.len().min(30)]), content.len())
        }
        Some(other) => format!("{other:?}"),
    }
}

/// Returns what a machine lists as ignored.
pub fn ignored(machines: &Machines, name: &str) -> BTreeSet<PathBuf> {
    let lines = machines.json(name, "ignored docs");
    lines.as_array().unwrap().iter().map(|line| PathBuf::from(line["path"].as_str().unwrap())).collect()
}

/// Returns the status of every machine, for a failure message.
pub fn told(machines: &Machines) -> String {
    let lines = THREE.map(|name| {
        let folder = machines.json(name, "folders")[0].clone();
        let problems = folder["problems"].as_array().map_or(0, Vec::len);
        format!(
            "{name} says {}, {} pending, {problems} problems {}",
            folder["state"], folder["pending"], folder["problems"]
        )
    });
    lines.join("\n")
}

/// Returns true if a settled machine's status says that it is settled.
pub fn is_at_rest(folder: &Value) -> bool {
    let only_conflicts = folder["state"] == "attention" && folder["conflicts"].as_u64() > Some(0);
    (folder["state"] == "in-sync" || only_conflicts)
        && folder["pending"] == 0
        && folder["problems"].as_array().is_some_and(Vec::is_empty)
}

/// Returns the contents that nobody removed and that are in no tree; those that are not even in a version come first.
pub fn lost(machines: &Machines, roots: &[PathBuf; 3], ledger: &Ledger) -> Option<String> {
    let mut present: BTreeSet<Key> = BTreeSet::new();
    for root in roots {
        present.extend(tree(root).values().filter_map(|thing| match thing {
            Thing::File(content, _) => Some(key(content)),
            _ => None,
        }));
    }
    let missing: Vec<Key> =
        ledger.written.iter().filter(|(key, it)| it.is_live && !present.contains(key)).map(|(key, _)| *key).collect();
    if missing.is_empty() {
        return None;
    }
    let kept = versions_of(machines, &missing);
    let (only_kept, lost): (Vec<_>, Vec<_>) = missing.into_iter().partition(|key| kept.contains(key));
    let name = |keys: &[Key]| keys.iter().map(|key| ledger.written[key].by.clone()).collect::<Vec<_>>().join("\n  ");
    if !lost.is_empty() {
        return Some(format!("lost, not even kept as a version:\n  {}", name(&lost)));
    }
    // If a person removes a name at the moment when a file is put in place there, a version is all that can be kept.
    (!ledger.is_unsure).then(|| format!("deleted by nobody, and only kept as versions:\n  {}", name(&only_kept)))
}

/// Returns which of these contents the hub keeps as versions.
fn versions_of(machines: &Machines, wanted: &[Key]) -> BTreeSet<Key> {
    const HUB: &str = THREE[0];
    let mut found = BTreeSet::new();
    let out = machines.at(HUB, "a version");
    let mut page = "history --folder docs --limit 1000".to_owned();
    loop {
        let answer = machines.json(HUB, &page);
        let lines = answer.as_array().unwrap();
        let Some(last) = lines.last() else { return found };
        page = format!("history --folder docs --limit 1000 --before {}", last["version"].as_str().unwrap());
        for line in lines.iter().filter(|line| wanted.iter().any(|key| Some(key.size) == line["size"].as_u64())) {
            let (path, version) = (line["path"].as_str().unwrap(), line["version"].as_str().unwrap());
            let _ = fs::remove_file(&out);
            // A path may begin with a dash.
            let words = ["restore", "--version", version, "--to", out.to_str().unwrap(), "--", "docs", path];
            if machines.syncit_words(HUB, &words).code == Some(0) {
                found.insert(key(&fs::read(&out).unwrap()));
            }
        }
    }
}
