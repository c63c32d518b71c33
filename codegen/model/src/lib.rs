//! tidings-model
