//! The ledger on a `SQLite` file; tampering is tested on both databases in `crates/anlu/tests/it/ledger.rs`.

use anlu_domain::time::UtcMs;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{LedgerDraft, inclusion, latest_checkpoint, tree, verify};
use crate::{Keys, Page, Store, StoreError};

fn draft(n: usize) -> LedgerDraft {
    LedgerDraft {
        actor: "tester".to_owned(),
        action: "thing_made",
        subject_kind: "thing",
        subject_id: n.to_string(),
        before: None,
        after: Some(json!({ "n": n })),
    }
}

#[tokio::test]
async fn entries_are_kept_with_their_transaction_and_verify() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("t.db").display());
    let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
    for n in 0..5_usize {
        let drafts: Vec<_> = (0..n).map(draft).collect();
        store
            .tx(async |tx| {
                super::append(&tx, &drafts, UtcMs(1_000));
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    }
    let failed: Result<(), StoreError> = store
        .tx(async |tx| {
            tx.record([draft(99)], UtcMs(1));
            Err(StoreError::Unavailable("on purpose".to_owned()))
        })
        .await;
    assert!(failed.is_err());
    let report = verify::verify(&store, &[]).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!((report.entries, report.checkpoints), (10, 4));

    let (point, path) = inclusion(store.read(), 7).await.unwrap().unwrap();
    let page = super::entries(store.read(), &super::Filter::default(), Page::new(1, 10)).await.unwrap();
    let entry = page.items.iter().find(|e| e.seq == 7).unwrap();
    assert!(tree::verify_inclusion(entry.hash(), 6, point.size, &path, &point.root));
    assert_eq!(latest_checkpoint(store.read()).await.unwrap().unwrap(), point);
    assert_eq!(inclusion(store.read(), 11).await.unwrap(), None);

    // Opening again migrates nothing and keeps everything.
    store.close().await.unwrap();
    let again = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
    let report = verify::verify(&again, &[]).await.unwrap();
    assert_eq!(report.fault_count, 4, "another key: every signature is refused: {:?}", report.faults);
}

#[tokio::test]
async fn what_an_entry_says_can_be_erased_on_record_and_in_no_other_way() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("t.db").display());
    let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
    let (one, other, erasure) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(9));
    let about = |id: Uuid| LedgerDraft { subject_id: id.to_string(), ..draft(7) };
    let append = async |drafts: Vec<LedgerDraft>| {
        let work = async |tx: crate::Tx| {
            super::append(&tx, &drafts, UtcMs(1_000));
            Ok::<_, StoreError>(())
        };
        store.tx(work).await.unwrap();
    };
    append(vec![about(one), about(other), LedgerDraft { after: None, ..about(one) }, about(one)]).await;
    assert_eq!(super::erasable(store.read(), &[("thing", one)]).await.unwrap(), [1, 4], "the third says nothing");
    let by = crate::repo::By { actor: "tester", at: UtcMs(2_000) };
    let erase = async || {
        let work = async |tx: crate::Tx| super::erase(&tx, erasure, &[("thing", one)], "on request", by).await;
        store.tx(work).await.unwrap()
    };
    assert_eq!((erase().await, erase().await), (2, 0), "once is enough");
    append(vec![about(one)]).await;

    let verified = async || verify::verify(&store, &[]).await.unwrap();
    let sound = verified().await;
    assert!(sound.is_sound(), "{:?}", sound.faults);
    assert_eq!((sound.entries, sound.erased), (6, 2));
    let page = super::entries(store.read(), &super::Filter::default(), Page::new(1, 10)).await.unwrap();
    let first = page.items.last().unwrap();
    assert_eq!((&first.before, first.after.as_deref()), (&None, Some(&*format!("{{\"erased\":\"{erasure}\"}}"))));
    let (point, path) = inclusion(store.read(), 1).await.unwrap().unwrap();
    let leaf = super::leaf::parse_hash(&first.leaf_hash).unwrap();
    assert!(tree::verify_inclusion(leaf, 0, point.size, &path, &point.root), "its place is proved as before");
    let mut file = Vec::new();
    super::export::write(&store, &mut file).await.unwrap();
    let report = super::export::verify_file(file.as_slice(), None).unwrap();
    assert_eq!((report.is_sound(), report.erased), (true, 2));

    for (statement, altered) in [
        ("UPDATE ledger SET after = '{\"erased\":\"x\"}' WHERE seq = 2", 2),
        ("UPDATE ledger SET actor = 'nobody' WHERE seq = 1", 1),
        ("UPDATE ledger SET after = NULL WHERE seq = 4", 4),
    ] {
        let before = super::entries(store.read(), &super::Filter::default(), Page::new(1, 10)).await.unwrap();
        let before = before.items.into_iter().find(|e| e.seq == altered).unwrap();
        store.inner.writer.execute_unprepared(statement).await.unwrap();
        let faults = verified().await.faults;
        assert_eq!(faults, [verify::Fault::Altered { seq: altered }], "{statement}");
        let back = format!(
            "UPDATE ledger SET actor = '{}', after = '{}' WHERE seq = {altered}",
            before.actor,
            before.after.unwrap()
        );
        store.inner.writer.execute_unprepared(&back).await.unwrap();
        assert!(verified().await.is_sound(), "{back}");
    }
    // Without the entry that says so, every erased one is a fault.
    store.inner.writer.execute_unprepared("UPDATE ledger SET action = 'thing_made' WHERE seq = 5").await.unwrap();
    let faults = verified().await.faults;
    assert_eq!(faults, [1, 4, 5].map(|seq| verify::Fault::Altered { seq }));
}

#[tokio::test]
async fn a_tx_future_may_move_between_threads() {
    fn assert_send<T: Send>(t: T) -> T {
        t
    }
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("t.db").display());
    let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
    let text = String::from("borrowed");
    let work = store.tx(async |tx| {
        let size = super::size(tx.read()).await?;
        tx.record([draft(text.len())], UtcMs(1));
        Ok::<_, StoreError>(size)
    });
    assert_eq!(assert_send(work).await.unwrap(), 0);
}

#[tokio::test]
async fn proofs_out_of_tiles_hold_at_every_size() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("t.db").display());
    let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
    let mut roots = std::collections::BTreeMap::new();
    for many in [1, 2, 252, 1, 1, 255, 300, 7] {
        let drafts: Vec<_> = (0..many).map(draft).collect();
        let append = async |tx: crate::Tx| {
            super::append(&tx, &drafts, UtcMs(1_000));
            Ok::<_, StoreError>(())
        };
        store.tx(append).await.unwrap();
        let point = latest_checkpoint(store.read()).await.unwrap().unwrap();
        roots.insert(point.size, point.root);
    }
    let (size, root) = roots.iter().next_back().map(|(s, r)| (*s, *r)).unwrap();
    assert_eq!(size, 819);
    let mut entries = Vec::new();
    for page in 1..=9 {
        entries
            .extend(super::entries(store.read(), &super::Filter::default(), Page::new(page, 100)).await.unwrap().items);
    }
    for entry in entries.iter().filter(|e| [1, 2, 255, 256, 257, 512, 513, 700, 768, 769, 819].contains(&e.seq)) {
        let (_, path) = inclusion(store.read(), entry.seq).await.unwrap().unwrap();
        let index = u64::try_from(entry.seq - 1).unwrap();
        assert!(tree::verify_inclusion(entry.hash(), index, size, &path, &root), "entry {}", entry.seq);
    }
    for (from, old) in &roots {
        for (to, new) in roots.range(from..) {
            let path = super::consistency(store.read(), *from, *to).await.unwrap().unwrap();
            assert!(tree::verify_consistency(*from, *to, &path, old, new), "{from} to {to}");
            assert!(from == to || !tree::verify_consistency(*from, *to, &path, &[9; 32], new));
        }
    }
    assert_eq!(super::consistency(store.read(), 5, 820).await.unwrap(), None);
    assert_eq!(super::consistency(store.read(), 0, 5).await.unwrap(), None);
    assert_eq!(super::tile(store.read(), 1, 0, 256).await.unwrap().len(), 3);
    assert_eq!(super::tile(store.read(), 0, 3, 256).await.unwrap().len(), 819 - 768);
    assert_eq!(super::tile(store.read(), 0, 4, 256).await.unwrap(), Vec::<[u8; 32]>::new());
    assert!(verify::verify(&store, &[]).await.unwrap().is_sound());
    let wrong = "UPDATE ledger_tile SET hash = '00' WHERE level = 1 AND idx = 1";
    let gone = "DELETE FROM ledger_tile WHERE level = 1 AND idx = 1";
    for statement in [wrong, gone] {
        store.inner.writer.execute_unprepared(statement).await.unwrap();
        let faults = verify::verify(&store, &[]).await.unwrap().faults;
        assert_eq!(faults, [verify::Fault::Tile { level: 1, idx: 1 }], "{statement}");
    }
}
