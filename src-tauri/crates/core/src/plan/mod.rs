//! What is to be done where the three trees of a replica differ.
//!
//! `plan` is a pure, total function: it cannot fail, and for the same rows it gives the same steps
//! in the same order. A step never loses content that only one side has.
//!
//! `table` says what each path asks for by itself, `tree` what its directories allow, `follow` where an edit
//! goes whose file was moved, `order` pairs moves and puts the steps into an order in which they can be carried out.

mod follow;
mod order;
mod step;
mod surroundings;
mod table;
mod tree;

pub use step::Step;
pub use surroundings::Surroundings;
pub use table::{LeftOut, left_out_alone, left_out_entirely};

use crate::path::RelPath;
use crate::replica_store::Row;

/// Says what is to be done about these rows: the dirty ones of all pending rows, in path order.
///
/// Rows that must come along (a parent that is to be made first, what is to be removed below a
/// directory that goes) are looked up in `around`. A row that gets no step is settled, unknown, or
/// waits for what is known of a row above it or below it: whoever writes a row gives those of its
/// ancestors and descendants that are pending to the next plan.
pub fn plan(rows: &[Row], around: &dyn Surroundings) -> Vec<Step> {
    let mut planner = tree::Planner::new(rows, around);
    planner.run();
    order::in_order(planner.into_planned())
}

/// Says which of these rows, in path order, differ and stay so because of this machine's role: no step is planned for
/// them however often they are given, and they are no work that waits.
pub fn left_out(rows: &[Row], around: &dyn Surroundings) -> Vec<(RelPath, LeftOut)> {
    let Some(left_out) = LeftOut::by(around.role()) else { return Vec::new() };
    let mut planner = tree::Planner::new(rows, around);
    let paths = rows.iter().map(|row| row.path.clone());
    paths.filter(|path| planner.is_left_out(path)).map(|path| (path, left_out)).collect()
}
