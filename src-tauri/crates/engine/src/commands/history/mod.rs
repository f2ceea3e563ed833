//! `syncit history` and `syncit activity`: what happened, as the hub's journal has it, or while the hub is away as this
//! machine has seen it. The two views are siblings; neither knows the other.

mod at_hub;
mod page;
mod seen_here;

use std::time::{Duration, Instant};

use crate::api::{HistoryPage, HistoryRequest, Reply};
use crate::error::{Error, Result};
use crate::runtime::{RunningRole, Runtime};

pub(crate) use self::at_hub::activity;

/// How long an attempt to reach the hub is waited for, and how long the first one.
const PATIENCE: Duration = Duration::from_secs(1);
const FIRST_PATIENCE: Duration = Duration::from_secs(3);

/// `syncit history`: as the hub has it, or if it is away as this machine has seen it.
pub(crate) fn history(runtime: &Runtime, request: &HistoryRequest) -> Result<Reply> {
    page_of(runtime, request).map(Reply::History)
}

fn page_of(runtime: &Runtime, request: &HistoryRequest) -> Result<HistoryPage> {
    if is_hub_away(runtime) {
        return seen_here::history(runtime, request);
    }
    match at_hub::history(runtime, request) {
        Ok(lines) => Ok(HistoryPage { lines, seen_by: None }),
        // It went away just now.
        Err(Error::Offline { .. }) => seen_here::history(runtime, request),
        Err(error) => Err(error),
    }
}

/// Returns true if a client's hub cannot be reached, also if it is just tried.
fn is_hub_away(runtime: &Runtime) -> bool {
    let RunningRole::Client(client) = runtime.running() else { return false };
    let status = client.status();
    if !status.online {
        let patience = if status.trouble.is_some() { PATIENCE } else { FIRST_PATIENCE };
        client.await_news(Instant::now() + patience);
    }
    !client.status().online
}
