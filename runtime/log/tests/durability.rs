//! What survives: reopening, crashes that lose every unsynced write, full disks, foreign files.

use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex};
use tidings_log::{Entry, EventLog, Limit, Redb, TopicName};

fn orders() -> TopicName {
    TopicName::new("orders", []).expect("a name")
}

fn entry(payload: &str) -> Entry {
    Entry::new(orders(), 1, "order.placed/1", payload.to_owned())
}

async fn payloads(log: &Redb) -> Vec<String> {
    let page = log
        .read(&orders(), 0, Limit::default())
        .await
        .expect("read");
    page.records
        .iter()
        .map(|r| String::from_utf8_lossy(&r.payload).into_owned())
        .collect()
}

/// A disk with a write cache: reads see everything, a crash keeps what was synced, and of the
/// writes since then a subset that the test chooses, since a disk may write back in any order.
#[derive(Clone, Debug, Default)]
struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    seen: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Change>,
    /// Bytes that still fit; none is a disk without end.
    room: Option<usize>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Length(length) => bytes.resize(*length, 0),
            Change::Write(at, data) => {
                let end = at + data.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*at..end].copy_from_slice(data);
            }
        }
    }
}

impl Disk {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("no test panics with the disk in hand")
    }

    /// The disk as a machine finds it after losing power: `kept` says which unsynced writes made it.
    fn after_crash(&self, mut kept: impl FnMut(usize) -> bool) -> Disk {
        let state = self.state();
        let mut bytes = state.synced.clone();
        for (at, change) in state.unsynced.iter().enumerate() {
            if kept(at) {
                change.apply(&mut bytes);
            }
        }
        let state = State {
            seen: bytes.clone(),
            synced: bytes,
            ..State::default()
        };
        Disk(Arc::new(Mutex::new(state)))
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state();
        let from = offset as usize;
        let bytes = state.seen.get(from..from + out.len());
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        if state.room.is_some_and(|room| len as usize > room) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let change = Change::Length(len as usize);
        change.apply(&mut state.seen);
        state.unsynced.push(change);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        state.synced = state.seen.clone();
        state.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        if state.room == Some(0) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let change = Change::Write(offset as usize, data.to_vec());
        change.apply(&mut state.seen);
        state.unsynced.push(change);
        Ok(())
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash_that_loses_every_unsynced_write() {
    let disk = Disk::default();
    let log = Redb::with_backend(disk.clone()).expect("a log");
    let epoch = log.bounds(&orders()).await.expect("bounds").epoch;
    let mut expected = Vec::new();
    for n in 0..20 {
        log.append(vec![entry(&format!("{n}-a")), entry(&format!("{n}-b"))])
            .await
            .expect("durable");
        expected.extend([format!("{n}-a"), format!("{n}-b")]);
        // No writes, every second one, a pseudo-random half: a disk may write back any of them.
        for pattern in 0..4 {
            let crashed = disk.after_crash(|at| match pattern {
                0 => false,
                1 => at % 2 == 0,
                2 => (at * 2_654_435_761 + n).is_multiple_of(3),
                _ => true,
            });
            let again = Redb::with_backend(crashed).expect("opens after a crash");
            assert_eq!(
                payloads(&again).await,
                expected,
                "crash pattern {pattern} after batch {n}"
            );
            assert_eq!(again.bounds(&orders()).await.expect("bounds").epoch, epoch);
        }
    }
}

#[tokio::test]
async fn a_crash_in_the_middle_of_a_commit_keeps_a_batch_whole_or_not_at_all() {
    let disk = Disk::default();
    let log = Redb::with_backend(disk.clone()).expect("a log");
    log.append(vec![entry("1")]).await.expect("durable");
    // From here on the disk takes writes and syncs nothing, as if power failed in the commit.
    let before = disk.after_crash(|_| false);
    drop(log.append(vec![entry("2"), entry("3")]).await);
    for cut in [before, disk.after_crash(|_| true)] {
        let log = Redb::with_backend(cut).expect("opens");
        let seen = payloads(&log).await;
        assert!(
            seen == ["1"] || seen == ["1", "2", "3"],
            "a torn batch: {seen:?}"
        );
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_shows_nothing() {
    let disk = Disk::default();
    let log = Redb::with_backend(disk.clone()).expect("a log");
    log.append(vec![entry("fits")]).await.expect("durable");
    let head = log.watch(&orders()).await.expect("watched");
    disk.state().room = Some(0);
    let error = log
        .append(vec![entry(&"x".repeat(1 << 20))])
        .await
        .expect_err("no room");
    assert_eq!(error.id(), "log/disk-full");
    assert_eq!(*head.borrow(), 1, "what is not durable is not visible");
    assert_eq!(payloads(&log).await, ["fits"]);
    // After a restart on a disk with room, the acknowledged event is there.
    let log = Redb::with_backend(disk.after_crash(|_| true)).expect("opens");
    assert_eq!(payloads(&log).await, ["fits"]);
}

/// The environment variable that makes the test below write for ever, and names the file.
const WRITER: &str = "TIDINGS_LOG_TEST_WRITER";

/// The process that the test kills: it appends for ever and prints each seq once it is acknowledged.
async fn write_for_ever(path: std::ffi::OsString) {
    let log = Redb::open(path).expect("a log");
    loop {
        // Several at once, so that a kill finds appends in every state.
        let staged: Vec<_> = (0..8)
            .map(|_| log.append(vec![entry("x"), entry("y")]))
            .collect();
        for pending in staged {
            let cursors = pending.await.expect("durable");
            println!("acked {}", cursors[1].seq);
        }
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9_at_any_moment() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    if let Some(path) = std::env::var_os(WRITER) {
        return write_for_ever(path).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.redb");
    let mut epoch = None;
    // Kills after so many acknowledgements; primes, so that they fall at all places of a group.
    for acks in [1, 2, 3, 7, 13, 31, 61] {
        let mut writer = Command::new(std::env::current_exe().expect("this test"))
            .args([
                "--exact",
                "what_was_acknowledged_survives_kill_9_at_any_moment",
                "--nocapture",
            ])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("spawned");
        let lines = BufReader::new(writer.stdout.take().expect("piped")).lines();
        let seqs = lines.map_while(Result::ok).filter_map(|line| {
            let (_, seq) = line.rsplit_once("acked ")?;
            seq.parse::<u64>().ok()
        });
        let acked = seqs.take(acks).last().expect("it acknowledges");
        writer.kill().expect("SIGKILL");
        writer.wait().expect("gone");
        let log = Redb::open(&path).expect("opens after a kill");
        let bounds = log.bounds(&orders()).await.expect("bounds");
        assert!(
            bounds.head >= acked,
            "{acked} was acknowledged, the head is {}",
            bounds.head
        );
        assert_eq!(bounds.head % 2, 0, "a batch of two is there whole");
        assert_eq!(*epoch.get_or_insert(bounds.epoch.clone()), bounds.epoch);
        let mut seen = 0;
        while seen < bounds.head {
            let page = log
                .read(&orders(), seen, Limit::default())
                .await
                .expect("read");
            for record in page.records {
                seen += 1;
                assert_eq!(record.seq, seen);
                assert_eq!(record.payload, if seen % 2 == 1 { "x" } else { "y" });
            }
        }
    }
}

#[tokio::test]
async fn reopening_keeps_records_epoch_and_seqs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.redb");
    let log = Redb::open(&path).expect("a log");
    let first = log.append(vec![entry("1")]).await.expect("durable");
    drop(log);
    let log = Redb::open(&path).expect("opens");
    let second = log.append(vec![entry("2")]).await.expect("durable");
    assert_eq!((first[0].seq, second[0].seq), (1, 2));
    assert_eq!(first[0].epoch, second[0].epoch);
    assert_eq!(payloads(&log).await, ["1", "2"]);
}

#[tokio::test]
async fn a_second_opener_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.redb");
    let _log = Redb::open(&path).expect("a log");
    assert_eq!(
        Redb::open(&path).expect_err("open already").id(),
        "log/locked"
    );
}

#[tokio::test]
async fn a_lazy_log_mints_new_epochs_after_an_unclean_stop_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.redb");
    let copy = folder.path().join("crashed.redb");
    let log = Redb::open_lazy(&path).expect("a log");
    let epoch = log.append(vec![entry("1")]).await.expect("appended")[0]
        .epoch
        .clone();
    // What a crash leaves behind: the file as it is while the log is open.
    std::fs::copy(&path, &copy).expect("copied");
    drop(log);
    let clean = Redb::open_lazy(&path).expect("opens");
    assert_eq!(clean.bounds(&orders()).await.expect("bounds").epoch, epoch);
    assert_eq!(payloads(&clean).await, ["1"]);
    // Also when the next start is not lazy.
    let crashed = Redb::open(&copy).expect("opens");
    let minted = crashed.bounds(&orders()).await.expect("bounds").epoch;
    assert_ne!(minted, epoch);
    drop(crashed);
    let again = Redb::open(&copy).expect("opens");
    assert_eq!(again.bounds(&orders()).await.expect("bounds").epoch, minted);
}

#[tokio::test]
async fn files_of_others_are_refused_with_a_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.redb");
    std::fs::write(
        &path,
        "not a redb file, but long enough to hold a header".repeat(200),
    )
    .expect("written");
    let error = Redb::open(&path).expect_err("a foreign file");
    assert!(error.id().starts_with("log/"), "{error}");
    let missing = folder.path().join("no/such/folder/log.redb");
    assert_eq!(Redb::open(missing).expect_err("no folder").id(), "log/io");
}

#[tokio::test]
async fn flipped_bytes_are_told_or_harmless_and_never_a_panic() {
    let disk = Disk::default();
    let log = Redb::with_backend(disk.clone()).expect("a log");
    for n in 0..50 {
        log.append(vec![entry(&format!("payload-{n}"))])
            .await
            .expect("durable");
    }
    drop(log);
    let length = disk.state().synced.len();
    for at in (0..length).step_by(length / 97) {
        let flipped = disk.after_crash(|_| true);
        flipped.state().seen[at] ^= 0x10;
        let Ok(log) = Redb::with_backend(flipped) else {
            continue;
        };
        if let Err(error) = log.read(&orders(), 0, Limit::default()).await {
            assert!(error.id().starts_with("log/"), "{error}");
        }
    }
}
