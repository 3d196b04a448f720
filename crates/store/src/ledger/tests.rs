//! The ledger on a `SQLite` file; tampering is tested on both databases in `crates/anlu/tests/it/ledger.rs`.

use anlu_domain::time::UtcMs;
use serde_json::json;

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
    let report = verify::verify(&store, None).await.unwrap();
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
    let report = verify::verify(&again, None).await.unwrap();
    assert_eq!(report.fault_count, 4, "another key: every signature is refused: {:?}", report.faults);
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
