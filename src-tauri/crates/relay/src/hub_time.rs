//! Converts journal time to hub time in everything that leaves the relay.

use syncit_core::Timestamp;
use syncit_core::hub_clock::Course;
use syncit_core::message::{Answer, ToClient, Verdict};

/// Converts journal time to hub time in a message to a machine.
pub(crate) fn convert_to_hub_time(course: &Course, message: &mut ToClient) {
    if course.is_even() {
        return;
    }
    let to_hub_time = |at: &mut Timestamp| *at = course.hub_time(*at);
    match message {
        ToClient::News { entries, .. } => entries.iter_mut().for_each(|entry| to_hub_time(&mut entry.at)),
        ToClient::Answered { answer: Ok(answer), .. } => answer_in_hub_time(course, answer),
        ToClient::Verdicts { verdicts, .. } => {
            for (_, verdict) in verdicts {
                match verdict {
                    Verdict::Accepted(accepted) => to_hub_time(&mut accepted.at),
                    Verdict::Stale { current, found, in_the_way, .. } => {
                        let others = in_the_way.iter_mut().map(|(_, there)| there);
                        let all = std::iter::once(current).chain(found).chain(others);
                        all.filter(|it| it.machine.is_some()).for_each(|it| to_hub_time(&mut it.at));
                    }
                    Verdict::Want(_) | Verdict::Refused(_) => {}
                }
            }
        }
        _ => {}
    }
}

/// Converts journal time to hub time in an answer.
pub(crate) fn answer_in_hub_time(course: &Course, answer: &mut Answer) {
    if course.is_even() {
        return;
    }
    let to_hub_time = |at: &mut Timestamp| *at = course.hub_time(*at);
    match answer {
        Answer::Machines { machines } => {
            for machine in machines {
                machine.last_seen.iter_mut().for_each(to_hub_time);
                machine.backlogs.iter_mut().filter_map(|backlog| backlog.up_to_date_at.as_mut()).for_each(to_hub_time);
            }
        }
        Answer::History { entries, next } => {
            entries.iter_mut().for_each(|line| to_hub_time(&mut line.entry.at));
            next.iter_mut().for_each(|cursor| to_hub_time(&mut cursor.at));
        }
        Answer::Versions { versions, .. } => versions.iter_mut().for_each(|line| to_hub_time(&mut line.entry.at)),
        Answer::Version { entry } => to_hub_time(&mut entry.at),
        Answer::Restored { at, .. } => at.iter_mut().for_each(to_hub_time),
        Answer::Holds { holds } => holds.iter_mut().for_each(|hold| to_hub_time(&mut hold.began_at)),
        Answer::Lacking { entries, .. } => entries.iter_mut().for_each(|lack| to_hub_time(&mut lack.entry.at)),
        _ => {}
    }
}
