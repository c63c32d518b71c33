//! Requests in, response bodies out.

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod body;
pub(crate) mod connect;
#[cfg(feature = "axum")]
pub(crate) mod route;
#[cfg(feature = "axum")]
pub(crate) mod serve;
