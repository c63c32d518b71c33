//! What the derive says: one case per mistake, on hand-written types, with the whole text of the error.

#[test]
fn mistakes_are_told_on_their_tokens() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
}
