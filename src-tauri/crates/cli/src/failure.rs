//! How the command line reports that something could not be done.

use std::path::Path;

use serde_json::json;
use syncit_core::show::printable;
use syncit_engine::api::ApiError;

/// An error for a person or, as JSON, for a program. The exit code is always 2.
#[derive(Debug)]
pub struct Failure(ApiError);

impl Failure {
    /// Creates an error about the usage of the command line.
    pub fn usage(message: String, hint: Option<String>) -> Self {
        Failure(ApiError { code: "usage".into(), message, hint, path: None, reason: None })
    }

    /// Creates an error about a path that cannot be used.
    pub fn bad_path(path: &Path, why: &str, hint: &str) -> Self {
        let path = path.display().to_string();
        let message = format!("cannot use the path {path}: {why}");
        Failure(ApiError { code: "bad-path".into(), message, hint: Some(hint.into()), path: Some(path), reason: None })
    }

    /// Creates an error about something on this computer.
    pub fn local(code: &str, message: String, hint: Option<String>) -> Self {
        Failure(ApiError { code: code.into(), message, hint, path: None, reason: None })
    }

    /// Prints the error: to standard error, or as JSON to standard output.
    pub fn report(&self, as_json: bool) {
        let ApiError { code, message, hint, path, .. } = &self.0;
        if as_json {
            crate::output::print_json(
                &json!({ "error": { "code": code, "message": message, "hint": hint, "path": path } }),
            );
            return;
        }
        let style = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{style}error:{style:#} {}", printable(message));
        if let Some(hint) = hint {
            let style = anstyle::Style::new().bold();
            anstream::eprintln!("{style}hint:{style:#} {}", printable(hint));
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure(error)
    }
}

/// Converts an error of the engine's start, when no engine can be asked yet.
pub fn from_engine(error: syncit_engine::Error) -> Failure {
    Failure(error.into())
}
