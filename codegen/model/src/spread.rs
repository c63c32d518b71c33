//! Work on many things, spread over the processor's cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this are not started.
const THREADS: usize = 16;
/// Schemas nest deep: each thread has what a main thread has (bytes).
const STACK: usize = 8 << 20;

/// Does the work for every item; the results come in the order of the items, however many cores there are.
///
/// A thread takes `chunk` neighbours at a time.
///
/// ```
/// let lengths = tidings_model::spread(&["a", "bcd", "ef"], 1, |text| text.len());
/// assert_eq!(lengths, [1, 3, 2]);
/// ```
pub fn spread<T: Sync, R: Send>(
    items: &[T],
    chunk: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(chunk.max(1)).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let run = || {
        while let Some((index, chunk)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            chunks.get(index).map(|chunk| (index, chunk))
        } {
            let results: Vec<R> = chunk.iter().map(&work).collect();
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((index, results));
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
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
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
        for chunk in [0, 1, 7, 5_000] {
            assert_eq!(spread(&items, chunk, |item| item * 2), doubled);
        }
        assert!(spread(&[0_usize; 0], 1, |item| *item).is_empty());
    }
}
