//! The engines that are compared.

mod jsoncompat;
mod jsonsubschema;
mod tidings;
mod typify;

pub use jsoncompat::JsonCompat;
pub use jsonsubschema::JsonSubschema;
pub use tidings::Tidings;
pub use typify::typify;
