//! The desktop app: a window, a tray icon and notifications around the engine.
//!
//! It is one more front of the engine's API: everything that it shows or changes goes through the API. It decides
//! nothing about syncing. Nothing outside this crate knows Tauri.

mod app;
pub mod args;
mod backend;
mod commands;
mod desktop;
mod errand;
mod errands;
mod front;
mod heartbeat;
mod language;
mod notifier;
mod notify;
mod place;
mod preferences;
mod reasons;
mod remembered;
mod renderer;
mod settings;
mod shell;
mod tray;
mod window;

pub use app::{Error, run};
