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
        let sevens: Vec<usize> = (0..1_003).map(|n| n / 7).collect();
        let told = spread(&sevens, PartialEq::eq, |piece| {
            vec![(piece[0], piece.len())]
        });
        let each: Vec<(usize, usize)> = (0..144).map(|n| (n, 7.min(1_003 - 7 * n))).collect();
        assert_eq!(told, each);
        let pieces = spread(&sevens, |_, _| true, |piece| vec![piece.len()]);
        assert_eq!(pieces, [[128; 7].as_slice(), &[107]].concat());
    }
}
