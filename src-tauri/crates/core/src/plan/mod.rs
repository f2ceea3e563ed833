//! What to do where the three trees of a replica differ.
//!
//! `plan` is a pure, total function: it cannot fail, and for the same rows it returns the same steps in the same order.
//! A step never loses content that only one side has.
//!
//! `table` decides what each path needs by itself, `tree` what its directories allow, and `follow` where the edit of a
//! moved file goes; `order` pairs moves and sorts the steps into an order in which they can be carried out.

mod follow;
mod order;
mod step;
mod surroundings;
mod table;
mod tree;

pub use step::Step;
pub use surroundings::Surroundings;
pub use table::{LeftOut, left_out_alone, left_out_entirely};
pub use tree::Obstructed;

use crate::path::RelPath;
use crate::replica_store::Row;

/// Returns the steps for these rows: the dirty ones among all pending rows, in path order.
///
/// Rows that must be included (a parent to be created first, or what is to be removed below a
/// removed directory) are looked up in `around`. A row without a step is settled, unknown, or waits
/// for information about a row above or below it. So whoever writes a row must include its pending
/// ancestors and descendants in the next plan.
pub fn plan(rows: &[Row], around: &dyn Surroundings) -> Vec<Step> {
    let mut planner = tree::Planner::new(rows, around);
    planner.run();
    order::in_order(planner.into_planned())
}

/// Returns those of these rows, in path order, that differ and stay different because of this machine's role. No step
/// is ever planned for them, so they are not pending work.
pub fn left_out(rows: &[Row], around: &dyn Surroundings) -> Vec<(RelPath, LeftOut)> {
    let Some(left_out) = LeftOut::by(around.sync_mode()) else { return Vec::new() };
    let mut planner = tree::Planner::new(rows, around);
    let paths = rows.iter().map(|row| row.path.clone());
    paths.filter(|path| planner.is_left_out(path)).map(|path| (path, left_out)).collect()
}
