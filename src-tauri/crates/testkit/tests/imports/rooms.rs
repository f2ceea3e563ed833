//! The rooms of the crates that have some, from the lowest to the highest: what each may know of the others.
//!
//! A name is a folder or file below `src`, with all that is in it. A longer name takes a part out of a room: what the room
//! remembers, say, which is known to more than the room itself is.

/// A room, and those that it may know.
pub type Room = (&'static str, &'static [&'static str]);

pub const ENGINE: &[Room] = &[
    ("api", &[]),
    ("cancel", &[]),
    ("task", &[]),
    ("uplink", &[]),
    ("error", &["api"]),
    ("machine", &["api", "error"]),
    ("present", &["api", "machine"]),
    ("typescript", &["api"]),
    ("folder", &["error", "machine", "present", "uplink"]),
    ("context", &["error", "folder", "machine", "task"]),
    ("client", &["context", "machine", "task", "uplink"]),
    ("hub", &["context", "error", "folder", "machine", "task", "uplink"]),
    (
        "runtime",
        &["api", "cancel", "client", "context", "error", "folder", "hub", "machine", "present", "task", "uplink"],
    ),
    ("queries", &["api", "client", "error", "folder", "machine", "present", "runtime", "task", "uplink"]),
    (
        "commands",
        &[
            "api", "cancel", "client", "context", "error", "folder", "hub", "machine", "present", "queries", "runtime",
            "task",
        ],
    ),
    ("handle", &["api", "cancel", "commands", "error", "runtime", "task"]),
    ("control", &["api", "cancel", "error", "handle", "machine"]),
    ("lib", &["cancel", "context", "control", "error", "handle", "machine", "present", "runtime"]),
];

/// Up to `replica` each room has only data and functions of it. `Replica` holds what all rooms remember; the rooms above
/// it extend it, and know nothing of each other.
pub const REPLICA: &[Room] = &[
    ("disk", &[]),
    ("disk/linux", &["disk"]),
    ("event", &["disk"]),
    ("ignore_rules", &[]),
    ("paths", &[]),
    ("workers", &[]),
    ("root/marker", &["disk"]),
    ("root/token", &["disk", "root/marker"]),
    ("watch", &["disk", "disk/linux", "event", "ignore_rules", "root/marker", "workers"]),
    ("root/memory", &["event"]),
    ("local/writing", &[]),
    ("local/memory", &["ignore_rules", "local/writing", "paths"]),
    ("hub/waiting", &[]),
    ("hub/stales", &[]),
    ("hub/memory", &["event", "hub/stales"]),
    ("queue/sets", &["paths"]),
    ("queue/problems", &["event"]),
    ("queue/memory", &["hub/memory", "paths", "queue/problems", "queue/sets"]),
    ("apply/kept", &["disk"]),
    ("apply/placements", &["disk"]),
    ("apply/fetches", &["apply/placements", "disk"]),
    (
        "replica",
        &[
            "apply/fetches",
            "apply/kept",
            "apply/placements",
            "disk",
            "event",
            "hub/memory",
            "hub/waiting",
            "ignore_rules",
            "local/memory",
            "queue/memory",
            "root/memory",
        ],
    ),
    ("root", &["disk", "event", "replica", "root/marker", "root/memory", "root/token"]),
    ("local", &["disk", "event", "ignore_rules", "local/memory", "local/writing", "paths", "replica"]),
    ("queue", &["disk", "event", "ignore_rules", "paths", "queue/memory", "queue/problems", "queue/sets", "replica"]),
    ("hub", &["disk", "event", "hub/memory", "hub/waiting", "queue/memory", "replica"]),
    (
        "apply",
        &[
            "apply/fetches",
            "apply/kept",
            "apply/placements",
            "disk",
            "event",
            "ignore_rules",
            "paths",
            "queue/memory",
            "replica",
        ],
    ),
    ("shown", &["disk", "ignore_rules", "replica"]),
    ("lib", &["apply", "replica", "root/memory"]),
];

/// Likewise: up to `turn` there is data, and what a turn may ask of it; the rooms above extend the turn.
pub const RELAY: &[Room] = &[
    ("config", &[]),
    ("step", &[]),
    ("turns", &[]),
    ("queue", &["step", "turns"]),
    ("refusal", &[]),
    ("after", &[]),
    ("hub_time", &[]),
    ("access/rules", &[]),
    ("serve/memory", &["step"]),
    ("holds/memory", &[]),
    ("past/memory", &[]),
    ("repair/memory", &[]),
    ("memory", &["holds/memory", "past/memory", "repair/memory", "serve/memory", "step"]),
    ("offers/content", &["memory", "refusal"]),
    ("turn", &["access/rules", "config", "hub_time", "memory", "refusal", "step"]),
    ("access", &["access/rules", "memory", "refusal", "turn"]),
    ("attach", &["access/rules", "memory", "refusal", "step", "turn"]),
    ("holds", &["access/rules", "after", "holds/memory", "memory", "offers/content", "refusal", "turn"]),
    ("offers", &["access/rules", "holds/memory", "memory", "offers/content", "refusal", "step", "turn"]),
    ("serve", &["access/rules", "memory", "refusal", "serve/memory", "step", "turn"]),
    ("past", &["access/rules", "after", "past/memory", "refusal", "turn"]),
    ("repair", &["access/rules", "after", "refusal", "repair/memory", "step", "turn"]),
    ("ask", &["access/rules", "after", "memory", "refusal", "step", "turn"]),
    ("clock", &["access/rules", "after", "memory", "past", "refusal", "turn"]),
    ("relay", &["access", "access/rules", "clock", "config", "hub_time", "memory", "refusal", "step", "turn"]),
    ("settings", &["access/rules", "after", "past", "refusal", "relay", "turn"]),
    ("lib", &["config", "relay"]),
];

pub const CLI: &[Room] = &[
    ("args", &[]),
    ("exit", &[]),
    ("output/style", &[]),
    ("output/time", &[]),
    ("output", &["output/style", "output/time"]),
    ("progress", &["args", "output/style"]),
    ("failure", &["output"]),
    ("connect", &["failure"]),
    ("signals", &["failure"]),
    ("settings", &["failure"]),
    ("request", &["args", "failure"]),
    ("restore", &["args", "failure"]),
    ("run", &["exit", "failure"]),
    ("log", &["exit", "failure", "output"]),
    ("invite", &["connect", "exit", "failure", "output"]),
    ("demo", &["args", "exit", "failure", "output", "output/style", "progress", "signals"]),
    (
        "main",
        &[
            "args", "connect", "demo", "exit", "failure", "invite", "log", "output", "progress", "request", "restore",
            "run", "settings",
        ],
    ),
];
