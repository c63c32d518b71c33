use proc_macro2::TokenStream;

/// The two conversions of `Payload`, and what stands beside them.
pub(super) struct Conversions {
    pub(super) to_value: TokenStream,
    pub(super) from_value: TokenStream,
    pub(super) beside: TokenStream,
}
