//! The way to the engine that is asked.

use syncit_engine::Home;
use syncit_engine::api::ApiError;
use syncit_engine::control::Client;
use syncit_words::{Front, Language, Voice};

use crate::failure::Failure;

/// Connects to the engine that runs on this home, and has it answer in this language.
pub fn connect(home: &Home, language: Language) -> Result<Client, Failure> {
    let client = Client::connect(home).map_err(ApiError::from)?;
    Ok(client.speaking(Voice { language, front: Front::CommandLine }))
}
