//! A folder on a machine: the replica on real and simulated disks, alone or in a house of several machines and a hub.

#![allow(clippy::unwrap_used, missing_docs)]

mod backlog;
mod conflicts;
mod crash;
mod following;
mod git;
mod git_rules;
mod holds;
mod hooks;
mod hostile_hub;
mod house;
mod lacking;
mod late_verdicts;
mod moves;
mod permissions;
mod quiet;
mod real;
mod roles;
mod room;
mod roots;
mod sizes;
mod sweep;
mod sync;
mod waiting;
mod watching;
