//! Requests in, response bodies out.

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod body;
pub(crate) mod connect;
pub(crate) mod route;
pub(crate) mod serve;
