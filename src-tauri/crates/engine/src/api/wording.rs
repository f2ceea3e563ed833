//! How the parts of replies are worded.

use syncit_words::Voice;

use super::conflicts::ConflictLine;
use super::error::ApiError;
use super::reply::Reply;
use super::sentence::Sentence;
use super::status::{FolderStatus, HubStatus, InTheWay, ProblemLine, Status};
use super::words::{Worded, with_name};

impl Worded for ApiError {
    fn word(&mut self, voice: &Voice) {
        if let Some(reason) = &self.reason {
            self.message = voice.message(reason);
            self.hint = voice.hint(reason);
        }
    }
}

impl Worded for Sentence {
    fn word(&mut self, voice: &Voice) {
        Sentence::word(self, voice);
    }
}

impl Worded for ConflictLine {
    fn word(&mut self, voice: &Voice) {
        self.why_not.word(voice);
        self.failure.word(voice);
    }
}

impl Worded for ProblemLine {
    fn word(&mut self, voice: &Voice) {
        self.message = voice.message(&self.reason);
        self.hint = voice.hint(&self.reason).unwrap_or_default();
    }
}

impl Worded for FolderStatus {
    fn word(&mut self, voice: &Voice) {
        self.problems.word(voice);
        self.hold.word(voice);
        for problem in &mut self.problems {
            problem.hint = with_name(&problem.hint, &self.name);
        }
    }
}

impl Worded for HubStatus {
    fn word(&mut self, voice: &Voice) {
        if let Some(reason) = &self.reason {
            self.trouble = Some(voice.message(reason));
            self.hint = voice.hint(reason);
        }
    }
}

impl Worded for InTheWay {
    fn word(&mut self, voice: &Voice) {
        self.reason.word(voice);
    }
}

impl Worded for Status {
    fn word(&mut self, voice: &Voice) {
        self.hub.word(voice);
        self.folders.word(voice);
        self.summary.word(voice);
    }
}

impl Worded for Reply {
    fn word(&mut self, voice: &Voice) {
        match self {
            Reply::Status(status) => status.word(voice),
            Reply::Folders(folders) => folders.word(voice),
            Reply::Held(held) => held.word(voice),
            Reply::Doctor(checks) => checks.word(voice),
            Reply::Folder { notes, .. } => notes.word(voice),
            Reply::Estimate(estimate) => estimate.problem.word(voice),
            Reply::Wait { in_the_way, .. } => in_the_way.word(voice),
            Reply::Conflicts(lines) => lines.word(voice),
            _ => {}
        }
    }
}
