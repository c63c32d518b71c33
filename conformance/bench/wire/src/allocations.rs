//! Counts allocations, for all readers and writers alike.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often a call allocates, growing included, and what it returns.
pub fn of<T>(call: impl FnOnce() -> T) -> (usize, T) {
    let region = Region::new(ALLOCATOR);
    let returned = call();
    let change = region.change();
    (change.allocations + change.reallocations, returned)
}
