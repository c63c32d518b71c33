//! tidings-generate
