//! The `syncit` program as people and scripts use it: separate processes, their output and exit codes, killed in
//! the middle of their work.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod before;
mod conflicts;
mod contract;
mod demo;
mod everywhere;
mod file_managers;
mod floods;
mod holds;
mod inviting;
mod killed;
mod languages;
mod large;
mod local;
mod machines;
mod many;
mod mounted;
mod past;
mod pausing_by_itself;
mod real_world;
mod roles;
mod safety;
mod selection;
mod storm;
mod verify;
mod web;
