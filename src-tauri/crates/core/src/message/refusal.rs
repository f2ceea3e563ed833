//! A refusal as it is encoded. Newer kinds are sent together with an older code, which programs that do not know the
//! kind understand.

use serde::{Deserialize, Serialize};

use super::size::MAX_REFUSAL;

/// The name of `RefusalCode::ClockWasWrong`.
const CLOCK_WAS_WRONG: &str = "clock-was-wrong";
/// The name of `RefusalCode::Overwriting`.
const OVERWRITING: &str = "overwriting";

/// Why the hub refuses a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[serde(from = "OnTheWire", into = "OnTheWire")]
pub struct Refusal {
    /// The kind, for programs.
    pub code: RefusalCode,
    /// For people: what failed, and on what.
    pub message: String,
    /// For people: what to do.
    pub hint: Option<String>,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// The machine may not do that.
    NotAllowed,
    /// No such folder, machine, path or version (or none that this machine may know of).
    NotFound,
    /// The name is taken.
    NameTaken,
    /// The request is invalid.
    BadRequest,
    /// The hub's disk is too full.
    DiskFull,
    /// Another live connection has the same replica: the home was copied.
    CopiedHome,
    /// The other side speaks another version of the protocol.
    Protocol,
    /// Stopped for safety until a person decides.
    Held,
    /// The hub failed internally; a retry may help.
    Internal,
    /// The hub's clock was wrong at the requested moment. Sent to older programs as `NotFound`.
    #[serde(skip)]
    ClockWasWrong,
    /// A change that spoils a file is stopped for safety until a person decides. Sent to older programs as `Internal`,
    /// so that they retry now and then.
    #[serde(skip)]
    Overwriting,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OnTheWire {
    code: RefusalCode,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The newer kind that `code` stands for, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

impl Refusal {
    /// Returns the refusal with its texts cut to `MAX_REFUSAL` bytes each.
    pub fn shortened(self) -> Self {
        Refusal { message: shortened(self.message), hint: self.hint.map(shortened), ..self }
    }
}

fn shortened(mut text: String) -> String {
    const CUT: &str = "…";
    if text.len() > MAX_REFUSAL {
        let end = (0..=MAX_REFUSAL - CUT.len()).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push_str(CUT);
    }
    text
}

impl From<OnTheWire> for Refusal {
    fn from(OnTheWire { code, message, hint, kind }: OnTheWire) -> Self {
        let code = match kind.as_deref() {
            Some(CLOCK_WAS_WRONG) => RefusalCode::ClockWasWrong,
            Some(OVERWRITING) => RefusalCode::Overwriting,
            _ => code,
        };
        Refusal { code, message, hint }
    }
}

impl From<Refusal> for OnTheWire {
    fn from(Refusal { code, message, hint }: Refusal) -> Self {
        let (code, kind) = match code {
            RefusalCode::ClockWasWrong => (RefusalCode::NotFound, Some(CLOCK_WAS_WRONG.to_owned())),
            RefusalCode::Overwriting => (RefusalCode::Internal, Some(OVERWRITING.to_owned())),
            code => (code, None),
        };
        OnTheWire { code, message, hint, kind }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_kind_that_came_later_is_understood_by_programs_that_do_not_know_it() {
        let refusal = Refusal { code: RefusalCode::ClockWasWrong, message: "m".into(), hint: Some("h".into()) };
        let text = serde_json::to_string(&refusal).unwrap();
        assert_eq!(text, r#"{"code":"not-found","message":"m","hint":"h","kind":"clock-was-wrong"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        let refusal = Refusal { code: RefusalCode::Overwriting, message: "m".into(), hint: None };
        let text = serde_json::to_string(&refusal).unwrap();
        assert_eq!(text, r#"{"code":"internal","message":"m","kind":"overwriting"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        let newer = r#"{"code":"held","message":"m","kind":"something-newer"}"#;
        assert_eq!(serde_json::from_str::<Refusal>(newer).unwrap().code, RefusalCode::Held);
        let older = r#"{"code":"bad-request","message":"m"}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Refusal>(older).unwrap()).unwrap(), older);
    }
}
