//! tidings-macros
