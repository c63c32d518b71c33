//! Work on many pairs, spread over the processor's cores; the results come in the order of the pairs.
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// More pairs than this are not left to one thread in one piece.
const PIECE: usize = 128;
/// More threads than this are not started.
const THREADS: usize = 16;
/// A search goes deep: each thread has what a main thread has (bytes).
const STACK: usize = 8 << 20;

/// Does the work for every item. Neighbours that are `alike` are done together, in their order.
pub(crate) fn spread<T: Sync, R: Send>(
    items: &[T],
    alike: impl Fn(&T, &T) -> bool,
    work: impl Fn(&[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    let chunks: Vec<&[T]> = items
        .chunk_by(alike)
        .flat_map(|alike| alike.chunks(PIECE))
        .collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let run = || {
        while let Some((index, chunk)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            chunks.get(index).map(|chunk| (index, chunk))
        } {
            let results = work(chunk);
            done.lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .push((index, results));
        }
    };
    thread::scope(|scope| {
        for _ in 1..cores.min(THREADS).min(chunks.len()) {
            // Where no thread can be had, this one does all the work.
            let _helper = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, run);
        }
        run();
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, results)| results).collect()
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
