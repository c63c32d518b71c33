//! tidings-contract
