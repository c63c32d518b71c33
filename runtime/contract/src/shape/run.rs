/// One run over one value, with what it has spent.
#[derive(Default)]
pub(super) struct Check {
    pub(super) depth: u32,
    pub(super) steps: u32,
}
