//! `syncit history` and `syncit activity`: what happened, from the hub's journal, or from what this machine has seen
//! while the hub is unreachable. The two views are siblings and do not know each other.

mod at_hub;
mod page;
mod seen_here;

use std::time::{Duration, Instant};

use crate::api::{HistoryPage, HistoryRequest, Reply};
use crate::error::{Error, Result};
use crate::runtime::{RunningRole, Runtime};

pub(crate) use self::at_hub::activity;

/// How long to wait for an attempt to reach the hub, and for the first one.
const PATIENCE: Duration = Duration::from_secs(1);
const FIRST_PATIENCE: Duration = Duration::from_secs(3);

/// Runs `syncit history`: from the hub, or from this machine if the hub is unreachable.
pub(crate) fn history(runtime: &Runtime, request: &HistoryRequest) -> Result<Reply> {
    page_of(runtime, request).map(Reply::History)
}

fn page_of(runtime: &Runtime, request: &HistoryRequest) -> Result<HistoryPage> {
    if is_hub_away(runtime) {
        return seen_here::history(runtime, request);
    }
    match at_hub::history(runtime, request) {
        Ok(lines) => Ok(HistoryPage { lines, seen_by: None }),
        // The connection was lost just now.
        Err(Error::Offline { .. }) => seen_here::history(runtime, request),
        Err(error) => Err(error),
    }
}

/// Returns true if a client's hub is unreachable, even while an attempt is running.
fn is_hub_away(runtime: &Runtime) -> bool {
    let RunningRole::Client(client) = runtime.running() else { return false };
    let status = client.status();
    if !status.online {
        let patience = if status.trouble.is_some() { PATIENCE } else { FIRST_PATIENCE };
        client.await_news(Instant::now() + patience);
    }
    !client.status().online
}
