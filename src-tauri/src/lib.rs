//! The desktop app: a window, a tray icon and notifications around the engine.
//!
//! One more front of the engine's API: what it shows it asks for, what it changes it asks for, too. It decides
//! nothing about syncing. Nothing outside of this crate knows Tauri.

mod app;
pub mod args;
mod backend;
mod commands;
mod desktop;
mod front;
mod herald;
mod notify;
mod place;
mod preferences;
mod pulse;
mod settings;
mod shell;
mod tray;
mod window;

pub use app::{Error, run};
