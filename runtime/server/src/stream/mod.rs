//! From the log to one reader: sans HTTP.

pub(crate) mod chunk;
pub(crate) mod control;
pub(crate) mod feed;
pub(crate) mod plan;
pub(crate) mod projection;
pub(crate) mod reader;
pub(crate) mod ring;
pub(crate) mod start;
