//! How the command line says that something could not be done.

use std::path::Path;

use serde_json::json;
use syncit_core::show::printable;
use syncit_engine::api::ApiError;

/// An error for a person or, as JSON, for a program. The exit code is always 2.
#[derive(Debug)]
pub struct Failure(ApiError);

impl Failure {
    /// What was typed cannot be meant.
    pub fn usage(message: String, hint: Option<String>) -> Self {
        Failure(ApiError { code: "usage".into(), message, hint, path: None })
    }

    /// A path that cannot be meant.
    pub fn bad_path(path: &Path, why: &str, hint: &str) -> Self {
        let path = path.display().to_string();
        let message = format!("cannot use the path {path}: {why}");
        Failure(ApiError { code: "bad-path".into(), message, hint: Some(hint.into()), path: Some(path) })
    }

    /// Something of this computer failed.
    pub fn local(code: &str, message: String, hint: Option<String>) -> Self {
        Failure(ApiError { code: code.into(), message, hint, path: None })
    }

    /// Prints it: to standard error, or as JSON to standard output.
    pub fn report(&self, as_json: bool) {
        let ApiError { code, message, hint, path } = &self.0;
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

/// What the engine's own start has to say, before there is anybody to ask.
pub fn from_engine(error: syncit_engine::Error) -> Failure {
    Failure(error.into())
}
