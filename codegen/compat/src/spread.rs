//! Work on many pairs, spread over the processor's cores; the results come in the order of the pairs.

/// More pairs than this are not left to one thread in one piece.
const PIECE: usize = 128;

/// Does the work for every item. Neighbours that are `alike` are done together, in their order.
pub(crate) fn spread<T: Sync, R: Send>(
    items: &[T],
    alike: impl Fn(&T, &T) -> bool,
    work: impl Fn(&[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    let pieces: Vec<&[T]> = items
        .chunk_by(alike)
        .flat_map(|alike| alike.chunks(PIECE))
        .collect();
    let done = tidings_model::spread(&pieces, 1, |piece| work(piece));
    done.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn results_come_in_order() {
        let items: Vec<usize> = (0..1_003).collect();
        let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
        let twice = |items: &[usize]| items.iter().map(|item| item * 2).collect();
        assert_eq!(spread(&items, |a, b| a / 7 == b / 7, twice), doubled);
        assert_eq!(spread(&items, |_, _| true, twice), doubled);
        assert!(spread(&[0_usize; 0], |_, _| true, twice).is_empty());
    }
}
