//! tidings-wire
