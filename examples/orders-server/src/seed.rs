//! The example's randomness: one seed gives one shop, so a run can be shown again.

/// `SplitMix64`.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to and without `high`; `low` where there is none.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)).max(1);
        low + u32::try_from(self.bits() % span).unwrap_or(0)
    }

    /// True this often in a hundred.
    pub fn percent(&mut self, chance: u32) -> bool {
        self.between(0, 100) < chance
    }

    /// One of the choices.
    pub fn pick<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        const { assert!(N > 0, "there must be something to choose from") };
        choices[self.index(N).unwrap_or(0)]
    }

    /// A place in a list of this length; `None` where it is empty.
    pub fn index(&mut self, length: usize) -> Option<usize> {
        (length > 0).then(|| usize::try_from(self.bits() % length as u64).unwrap_or(0))
    }
}
