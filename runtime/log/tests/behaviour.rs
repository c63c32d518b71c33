//! What every engine does, run over each of them.

use std::future::Future;
use tidings_log::{Entry, EventLog, Limit, Memory, Redb, TopicName};

fn topic(values: &[&str]) -> TopicName {
    TopicName::new("orders", values.iter().copied()).expect("a name")
}

fn entry(topic: &TopicName, time: u64, payload: &str) -> Entry {
    Entry::new(topic.clone(), time, "order.placed/2", payload.to_owned())
}

async fn append(log: &dyn EventLog, entries: Vec<Entry>) -> Vec<u64> {
    let cursors = log.append(entries).await.expect("appended");
    cursors.iter().map(|cursor| cursor.seq).collect()
}

async fn payloads(log: &dyn EventLog, topic: &TopicName, after: u64) -> Vec<String> {
    let page = log
        .read(topic, after, Limit::default())
        .await
        .expect("read");
    let text = |payload: &[u8]| String::from_utf8_lossy(payload).into_owned();
    page.records
        .iter()
        .map(|record| text(&record.payload))
        .collect()
}

async fn records_come_back_as_they_were_appended(log: &dyn EventLog) {
    let orders = topic(&[]);
    let full = entry(&orders, 5, "{\"a\":1}")
        .key("o-1")
        .traceparent("00-ab-cd-01");
    let bare = entry(&orders, 6, "");
    let cursors = log.append(vec![full, bare]).await.expect("appended");
    let page = log.read(&orders, 0, Limit::default()).await.expect("read");
    let (first, second) = (&page.records[0], &page.records[1]);
    assert_eq!((first.seq, second.seq), (1, 2));
    assert_eq!((first.time, first.tag.as_str()), (5, "order.placed/2"));
    assert_eq!(first.key.as_deref(), Some("o-1"));
    assert_eq!(first.traceparent.as_deref(), Some("00-ab-cd-01"));
    assert_eq!(&first.payload[..], b"{\"a\":1}");
    assert_eq!(
        (second.key.as_ref(), second.traceparent.as_ref()),
        (None, None)
    );
    assert!(second.payload.is_empty());
    assert_eq!(cursors, [page.bounds.cursor(1), page.bounds.cursor(2)]);
    assert_eq!(page.bounds.tail(), cursors[1]);
}

async fn a_read_starts_after_its_position_and_keeps_its_limit(log: &dyn EventLog) {
    let orders = topic(&[]);
    let entries = (1..=10)
        .map(|n| entry(&orders, n, &format!("{n:0100}")))
        .collect();
    append(log, entries).await;
    assert_eq!(payloads(log, &orders, 8).await.len(), 2);
    assert_eq!(payloads(log, &orders, 10).await.len(), 0);
    assert_eq!(payloads(log, &orders, u64::MAX).await.len(), 0);
    for (records, bytes, expected) in [(3, usize::MAX, 3), (100, 500, 2), (100, 1, 1)] {
        let page = log
            .read(&orders, 4, Limit { records, bytes })
            .await
            .expect("read");
        assert_eq!(
            page.records.len(),
            expected,
            "{records} records, {bytes} bytes"
        );
        assert_eq!(page.records[0].seq, 5);
    }
}

async fn topics_have_lives_of_their_own(log: &dyn EventLog) {
    let (one, two) = (topic(&["a"]), topic(&["b"]));
    let mixed = vec![
        entry(&one, 1, "1"),
        entry(&two, 1, "2"),
        entry(&one, 1, "3"),
    ];
    assert_eq!(append(log, mixed).await, [1, 1, 2]);
    assert_eq!(payloads(log, &one, 0).await, ["1", "3"]);
    assert_eq!(payloads(log, &two, 0).await, ["2"]);
    let epochs = (log.bounds(&one).await, log.bounds(&two).await);
    assert_ne!(
        epochs.0.expect("bounds").epoch,
        epochs.1.expect("bounds").epoch
    );
}

async fn a_topic_without_records_has_the_epoch_that_its_first_will_get(log: &dyn EventLog) {
    let quiet = topic(&["quiet"]);
    let before = log.bounds(&quiet).await.expect("bounds");
    assert_eq!((before.first, before.head), (1, 0));
    assert!(before.continues(0) && !before.continues(1));
    assert_eq!(log.topics("orders", None, 10).await.expect("topics"), []);
    append(log, vec![entry(&quiet, 1, "1")]).await;
    assert_eq!(
        log.bounds(&quiet).await.expect("bounds").epoch,
        before.epoch
    );
}

async fn trimming_takes_from_the_front_only(log: &dyn EventLog) {
    let orders = topic(&[]);
    let times = [10, 20, 15, 30, 5];
    append(
        log,
        times
            .map(|time| entry(&orders, time, &time.to_string()))
            .into(),
    )
    .await;
    assert_eq!(log.trim(&orders, 10).await.expect("trimmed"), 0);
    // The clock went back after 20: what is behind it stays, since continuity has no holes.
    assert_eq!(log.trim(&orders, 20).await.expect("trimmed"), 1);
    let bounds = log.bounds(&orders).await.expect("bounds");
    assert_eq!((bounds.first, bounds.head), (2, 5));
    assert!(bounds.continues(1) && !bounds.continues(0));
    assert_eq!(payloads(log, &orders, 0).await, ["20", "15", "30", "5"]);
    assert_eq!(log.trim(&orders, 100).await.expect("trimmed"), 4);
    let bounds = log.bounds(&orders).await.expect("bounds");
    assert_eq!((bounds.first, bounds.head), (6, 5));
    assert!(bounds.continues(5) && !bounds.continues(4));
    assert_eq!(
        append(log, vec![entry(&orders, 7, "on")]).await,
        [6],
        "no seq is used twice"
    );
    assert_eq!(
        log.trim(&topic(&["nowhere"]), 100).await.expect("trimmed"),
        0
    );
}

async fn a_long_topic_is_trimmed_whole(log: &dyn EventLog) {
    let orders = topic(&[]);
    append(log, (0..10_000).map(|n| entry(&orders, n, "x")).collect()).await;
    assert_eq!(log.trim(&orders, 9_999).await.expect("trimmed"), 9_999);
    let bounds = log.bounds(&orders).await.expect("bounds");
    assert_eq!((bounds.first, bounds.head), (10_000, 10_000));
}

async fn a_watched_topic_tells_its_head_and_reads_the_same(log: &dyn EventLog) {
    let orders = topic(&[]);
    append(log, vec![entry(&orders, 1, "1")]).await;
    let mut head = log.watch(&orders).await.expect("watched");
    assert_eq!(*head.borrow_and_update(), 1);
    append(log, vec![entry(&orders, 2, "2"), entry(&orders, 3, "3")]).await;
    head.changed().await.expect("the log lives");
    assert_eq!(*head.borrow_and_update(), 3);
    for after in 0..4 {
        let expected: Vec<_> = (after + 1..=3).map(|n| n.to_string()).collect();
        assert_eq!(
            payloads(log, &orders, after).await,
            expected,
            "after {after}"
        );
    }
    log.trim(&orders, 3).await.expect("trimmed");
    let page = log.read(&orders, 1, Limit::default()).await.expect("read");
    assert_eq!((page.bounds.first, page.records[0].seq), (3, 3));
    assert_eq!(log.bounds(&orders).await.expect("bounds"), page.bounds);
}

async fn a_watched_topic_that_runs_far_ahead_still_reads_whole(log: &dyn EventLog) {
    let orders = topic(&[]);
    let _head = log.watch(&orders).await.expect("watched");
    for n in 0..40 {
        append(log, vec![entry(&orders, n, &"x".repeat(16 << 10))]).await;
    }
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let page = log
            .read(
                &orders,
                after,
                Limit {
                    records: 7,
                    bytes: 1 << 20,
                },
            )
            .await
            .expect("read");
        let Some(last) = page.records.last() else {
            break;
        };
        after = last.seq;
        seen.extend(page.records.iter().map(|record| record.seq));
    }
    assert_eq!(seen, (1..=40).collect::<Vec<_>>());
}

async fn order_is_fixed_when_it_is_staged(log: &dyn EventLog) {
    let orders = topic(&[]);
    let staged: Vec<_> = (0..100)
        .map(|n| log.append(vec![entry(&orders, n, &n.to_string())]))
        .collect();
    // Waiting in another order, or not at all, changes nothing.
    for (n, pending) in staged
        .into_iter()
        .enumerate()
        .rev()
        .filter(|(n, _)| n % 3 != 0)
    {
        assert_eq!(pending.await.expect("appended")[0].seq, n as u64 + 1);
    }
    let expected: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(payloads(log, &orders, 0).await, expected);
}

async fn topics_are_listed_by_stream(log: &dyn EventLog) {
    let names =
        ["orders", "orders2", "order", "stream"].map(|s| TopicName::new(s, []).expect("a name"));
    let mut entries: Vec<_> = names.iter().map(|name| entry(name, 1, "x")).collect();
    entries.extend(["b", "a", "c"].map(|value| entry(&topic(&[value]), 1, "x")));
    append(log, entries).await;
    let all = log.topics("orders", None, 10).await.expect("topics");
    let shown: Vec<_> = all.iter().map(TopicName::as_str).collect();
    assert_eq!(shown, ["orders", "orders/a", "orders/b", "orders/c"]);
    let rest = log
        .topics("orders", Some(all[1].clone()), 1)
        .await
        .expect("topics");
    assert_eq!(rest, [all[2].clone()]);
}

async fn a_forgotten_topic_is_gone_and_others_are_not(log: &dyn EventLog) {
    let (gone, kept) = (topic(&["~s1"]), topic(&["~s2"]));
    append(log, vec![entry(&gone, 1, "x"), entry(&kept, 1, "y")]).await;
    log.forget(&gone).await.expect("forgotten");
    assert_eq!(payloads(log, &gone, 0).await.len(), 0);
    assert_eq!(
        log.topics("orders", None, 10).await.expect("topics"),
        std::slice::from_ref(&kept)
    );
    assert_eq!(payloads(log, &kept, 0).await, ["y"]);
    log.forget(&gone)
        .await
        .expect("forgetting twice is nothing");
}

async fn an_entry_that_is_too_large_takes_its_batch_with_it(log: &dyn EventLog) {
    let orders = topic(&[]);
    let large = entry(&orders, 1, &"x".repeat(17 << 20));
    let refused = log.append(vec![entry(&orders, 1, "small"), large]).await;
    assert_eq!(refused.expect_err("refused").id(), "log/entry-too-large");
    assert_eq!(log.bounds(&orders).await.expect("bounds").head, 0);
    assert_eq!(log.append(Vec::new()).await.expect("nothing"), []);
}

/// Runs one behaviour over one engine.
fn run<F: Future>(behaviour: impl FnOnce() -> F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(behaviour())
}

macro_rules! over_every_engine {
    ($($behaviour:ident)*) => {
        mod memory {
            $(#[test] fn $behaviour() {
                let log = super::Memory::new().expect("a log");
                super::run(|| super::$behaviour(&log));
            })*
        }
        mod redb {
            $(#[test] fn $behaviour() {
                let folder = tempfile::tempdir().expect("a folder");
                let log = super::Redb::open(folder.path().join("log.redb")).expect("a log");
                super::run(|| super::$behaviour(&log));
            })*
        }
        mod redb_lazy {
            $(#[test] fn $behaviour() {
                let folder = tempfile::tempdir().expect("a folder");
                let log = super::Redb::open_lazy(folder.path().join("log.redb")).expect("a log");
                super::run(|| super::$behaviour(&log));
            })*
        }
    };
}

over_every_engine! {
    records_come_back_as_they_were_appended
    a_read_starts_after_its_position_and_keeps_its_limit
    topics_have_lives_of_their_own
    a_topic_without_records_has_the_epoch_that_its_first_will_get
    trimming_takes_from_the_front_only
    a_long_topic_is_trimmed_whole
    a_watched_topic_tells_its_head_and_reads_the_same
    a_watched_topic_that_runs_far_ahead_still_reads_whole
    order_is_fixed_when_it_is_staged
    topics_are_listed_by_stream
    a_forgotten_topic_is_gone_and_others_are_not
    an_entry_that_is_too_large_takes_its_batch_with_it
}
