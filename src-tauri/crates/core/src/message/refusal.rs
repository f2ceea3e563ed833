//! A refusal as it is encoded. Newer kinds are sent together with an older code, which programs that do not know the
//! kind understand.

use serde::{Deserialize, Serialize};

use super::size::{MAX_REASON, MAX_REFUSAL};
use crate::reason::{Reason, shortened};

/// The name of `RefusalCode::ClockWasWrong`.
const CLOCK_WAS_WRONG: &str = "clock-was-wrong";
/// The name of `RefusalCode::Overwriting`.
const OVERWRITING: &str = "overwriting";

/// Why the hub refuses a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
#[serde(from = "OnTheWire", into = "OnTheWire")]
pub struct Refusal {
    /// The kind, for programs.
    pub code: RefusalCode,
    /// What failed, and on what.
    pub reason: Reason,
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
    /// The same as `message`, as data. Programs that do not know it show the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

impl Refusal {
    /// Makes a refusal of this kind.
    pub fn new(code: RefusalCode, reason: impl Into<Reason>) -> Self {
        Refusal { code, reason: reason.into() }
    }

    /// Returns the refusal with its texts cut to `MAX_REASON` bytes in all.
    pub fn shortened(self) -> Self {
        Refusal { reason: self.reason.shortened(MAX_REASON), ..self }
    }
}

impl From<OnTheWire> for Refusal {
    fn from(OnTheWire { code, message, hint, kind, reason }: OnTheWire) -> Self {
        let code = match kind.as_deref() {
            Some(CLOCK_WAS_WRONG) => RefusalCode::ClockWasWrong,
            Some(OVERWRITING) => RefusalCode::Overwriting,
            _ => code,
        };
        let reason = reason.filter(Reason::is_bounded).unwrap_or_else(|| Reason::said(message, hint));
        Refusal { code, reason }
    }
}

impl From<Refusal> for OnTheWire {
    fn from(Refusal { code, reason }: Refusal) -> Self {
        let (code, kind) = match code {
            RefusalCode::ClockWasWrong => (RefusalCode::NotFound, Some(CLOCK_WAS_WRONG.to_owned())),
            RefusalCode::Overwriting => (RefusalCode::Internal, Some(OVERWRITING.to_owned())),
            code => (code, None),
        };
        let message = shortened(reason.to_string(), MAX_REFUSAL);
        let (hint, reason) = match reason.is_said() {
            true => (reason.text("hint").map(str::to_owned), None),
            false => (None, Some(reason)),
        };
        OnTheWire { code, message, hint, kind, reason }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::RelPath;
    use crate::plan::Obstructed;

    #[test]
    fn a_kind_that_came_later_is_understood_by_programs_that_do_not_know_it() {
        let said = |hint: Option<&str>| Reason::said("m".into(), hint.map(Into::into));
        let refusal = Refusal { code: RefusalCode::ClockWasWrong, reason: said(Some("h")) };
        let text = serde_json::to_string(&refusal).unwrap();
        assert_eq!(text, r#"{"code":"not-found","message":"m","hint":"h","kind":"clock-was-wrong"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        let refusal = Refusal { code: RefusalCode::Overwriting, reason: said(None) };
        let text = serde_json::to_string(&refusal).unwrap();
        assert_eq!(text, r#"{"code":"internal","message":"m","kind":"overwriting"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        let newer = r#"{"code":"held","message":"m","kind":"something-newer"}"#;
        assert_eq!(serde_json::from_str::<Refusal>(newer).unwrap().code, RefusalCode::Held);
        let older = r#"{"code":"bad-request","message":"m"}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Refusal>(older).unwrap()).unwrap(), older);
    }

    #[test]
    fn a_reason_is_sent_as_data_and_as_a_text_for_programs_that_do_not_know_it() {
        let path = RelPath::new("a").unwrap();
        let refusal = Refusal { code: RefusalCode::Held, reason: Obstructed::NoName { path }.into() };
        let text = serde_json::to_string(&refusal).unwrap();
        let expected = r#"{"code":"held","message":"no-conflict-name: path a","reason":{"code":"no-conflict-name","params":{"path":"a"}}}"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
        let too_large = text.replace(r#""path":"a""#, &format!(r#""path":"{}""#, "a".repeat(5_000)));
        let kept = serde_json::from_str::<Refusal>(&too_large).unwrap().reason;
        assert_eq!(kept, Reason::said("no-conflict-name: path a".into(), None));
    }
}
