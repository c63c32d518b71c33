//! Work on many pairs, spread over the processor's cores; the results come in the order of the pairs.
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Neighbours share a version, and are done by one thread.
const CHUNK: usize = 20;
/// More threads than this are not started.
const THREADS: usize = 16;
/// A search goes deep: each thread has what a main thread has (bytes).
const STACK: usize = 8 << 20;

/// Does the work for every item.
pub(crate) fn spread<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(CHUNK).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let run = || {
        while let Some((index, chunk)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            chunks.get(index).map(|chunk| (index, chunk))
        } {
            let results: Vec<R> = chunk.iter().map(&work).collect();
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
        assert_eq!(spread(&items, |item| item * 2), doubled);
        assert!(spread(&[0_usize; 0], |item| *item).is_empty());
    }
}
