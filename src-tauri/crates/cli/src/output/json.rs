//! Replies in JSON as the contract defines them: the value alone, without the name of its kind.

use serde_json::{Value, json};
use syncit_engine::api::Reply;

/// Returns what `--json` prints for a reply; none if there is nothing to print.
pub fn to_json(reply: &Reply) -> Option<Value> {
    let value = match reply {
        Reply::Done | Reply::Changed => return None,
        Reply::Folder { folder, path, .. } => json!({ "folder": folder, "path": path }),
        Reply::History(page) => json!(page.lines),
        Reply::Selected(selected) => json!(selected.subfolders),
        // The command takes one path.
        Reply::Where(lines) => json!(lines.first()?),
        Reply::Wait { in_the_way, .. } => json!({ "in_the_way": in_the_way }),
        other => {
            // The kind's name is the only key around the value.
            let Ok(Value::Object(named)) = serde_json::to_value(other) else { return None };
            named.into_iter().next()?.1
        }
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_engine::api::{Discovered, HistoryPage, SeenBy, Whereabouts};

    use super::*;

    #[test]
    fn values_stand_alone() {
        let hub = Reply::Hub { machine: "attic".into(), listen: vec!["[::]:22082".into()] };
        assert_eq!(to_json(&hub), Some(json!({ "machine": "attic", "listen": ["[::]:22082"] })));
        let found = Reply::Discover(vec![Discovered { name: "attic".into(), addresses: vec![] }]);
        assert_eq!(to_json(&found), Some(json!([{ "name": "attic", "addresses": [] }])));
        let wait = Reply::Wait { in_the_way: vec![], timed_out: true };
        assert_eq!(to_json(&wait), Some(json!({ "in_the_way": [] })));
        let folder =
            Reply::Folder { folder: "Photos".into(), path: "/srv/p".into(), notes: vec!["…".to_owned().into()] };
        assert_eq!(to_json(&folder), Some(json!({ "folder": "Photos", "path": "/srv/p" })));
        let seen_by = Some(SeenBy { machine: "laptop".into(), hub: "attic".into() });
        assert_eq!(to_json(&Reply::History(HistoryPage { lines: vec![], seen_by })), Some(json!([])));
        let place = Whereabouts { asked: "/a".into(), folder: None, path: None, state: None, machines: vec![] };
        let nowhere = json!({ "asked": "/a", "folder": null, "path": null, "state": null, "machines": [] });
        assert_eq!(to_json(&Reply::Where(vec![place])), Some(nowhere));
        assert_eq!(to_json(&Reply::Done), None);
    }
}
