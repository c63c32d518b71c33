//! orders-server
fn main() {}
