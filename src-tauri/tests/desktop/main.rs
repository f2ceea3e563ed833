//! The app as a person has it: its window in the real web view, its icon, its notifications and its keyring, each on
//! the test's own display and session bus.

#![allow(clippy::unwrap_used)]

mod app;
mod choosing;
mod closing;
mod daemon;
mod file_manager;
mod kept;
mod keyring;
mod link;
mod notifications;
mod pair;
mod past;
mod picker;
mod requests;
mod security;
mod session;
mod start;
mod tray;
mod tray_host;
mod webdriver;
mod window;
mod wizard;
