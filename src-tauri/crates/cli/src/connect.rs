//! The way to the engine that is asked.

use syncit_engine::Home;
use syncit_engine::control::Client;

use crate::failure::Failure;

/// Connects to the engine that runs on this home.
pub fn connect(home: &Home) -> Result<Client, Failure> {
    Ok(Client::connect(home).map_err(syncit_engine::api::ApiError::from)?)
}
