//! Puts the parts together with threads and clocks, behind the one API that every front uses.

pub mod api;
