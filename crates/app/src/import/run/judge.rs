//! Compares what rows say with what is known: new, changed, unchanged, faulty.

use std::collections::BTreeSet;

use anlu_store::{Db, StoreError, repo::Stored};
use rustc_hash::FxHashMap;

use super::{
    super::{
        Fault, ImportError,
        kinds::Kind,
        parse::Bad,
        row::{Row, whole_row},
    },
    Counts, Hooks, LOOK, Table,
};
use crate::ctx::IdSource;

/// What became of the rows.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) counts: Counts,
    pub(super) faults: Vec<Fault>,
}

/// What to write.
pub(super) struct Judged<K: Kind> {
    pub(super) verdict: Verdict,
    pub(super) new: Vec<K::Value>,
    pub(super) changed: Vec<(Stored<K::Value>, K::Value)>,
    /// Row of the file, from 1, of each of `changed`.
    pub(super) changed_rows: Vec<u32>,
}

/// Judges every row, whatever is wrong with others: whoever mends a file wants to see all faults at once.
pub(super) async fn judge<K: Kind>(
    db: Db<'_>,
    ids: &dyn IdSource,
    table: &Table<K::Draft>,
    hooks: &Hooks,
) -> Result<Judged<K>, ImportError> {
    let keys: Vec<K::Key> = {
        let all: BTreeSet<K::Key> = table.drafts.iter().filter_map(|(_, d)| K::key(d)).collect();
        all.into_iter().collect()
    };
    let mut stored = K::stored(db, &keys).await?;
    hooks.go_on()?;
    let drafts: Vec<&K::Draft> = table.drafts.iter().map(|(_, d)| d).collect();
    let refs = K::refs(db, &drafts, &stored, ids).await?;
    let mut faults = table.faults.clone();
    let mut seen = FxHashMap::default();
    let (mut new, mut changed, mut changed_rows, mut unchanged) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let total = table.drafts.len() as u64;
    let mut faulty: BTreeSet<u32> = faults.iter().map(|f| f.row).collect();
    for (n, (index, draft)) in table.drafts.iter().enumerate() {
        if n % LOOK == 0 {
            hooks.go_on()?;
            (hooks.progress)(n as u64 / 2, total);
        }
        let cells = table.sheet.rows.get(*index).map(Vec::as_slice).unwrap_or_default();
        let before = faults.len();
        let mut row = Row::new(K::COLUMNS, &table.mapping, *index, cells, &mut faults);
        refuse_duplicates::<K>(draft, *index, &mut seen, &mut row);
        let key = K::key(draft);
        let known = key.as_ref().and_then(|k| stored.get(k));
        let merged = K::merge(draft, known.map(|s| &s.value), &refs, ids.next(), &mut row);
        let number = u32::try_from(*index).unwrap_or(u32::MAX).saturating_add(1);
        if faults.len() > before {
            faulty.insert(number);
        }
        if faulty.contains(&number) {
            continue;
        }
        let (Some(value), Some(key)) = (merged, key) else { continue };
        match stored.get(&key) {
            None => new.push(value),
            Some(known) if known.value == value => unchanged += 1,
            // A key that stands twice in the file is a fault already, so that taking it out loses nothing.
            Some(_) => {
                changed.extend(stored.remove(&key).map(|known| (known, value)));
                changed_rows.push(number);
            }
        }
    }
    faults.sort_by_key(|f| (f.row, f.at));
    let counts =
        Counts { new: new.len() as u64, changed: changed.len() as u64, unchanged, faulty: faulty.len() as u64 };
    Ok(Judged { verdict: Verdict { counts, faults }, new, changed, changed_rows })
}

impl<K: Kind> Judged<K> {
    /// What an error of writing the changed records means: somebody changed one of them since it was compared, which is
    /// the fault of its row, or something else.
    pub(super) fn unwritten(&self, error: StoreError) -> Result<Verdict, StoreError> {
        let StoreError::Stale { index, .. } = error else { return Err(error) };
        let Some(row) = self.changed_rows.get(index) else { return Err(error) };
        let counts = self.verdict.counts;
        Ok(Verdict {
            counts: Counts { changed: counts.changed.saturating_sub(1), faulty: 1, ..counts },
            faults: vec![whole_row(*row, "changed_meanwhile")],
        })
    }
}

/// Notes values that must be unique and stand in an earlier row already.
fn refuse_duplicates<K: Kind>(
    draft: &K::Draft,
    index: usize,
    seen: &mut FxHashMap<(&'static str, String), usize>,
    row: &mut Row<'_>,
) {
    for (column, value) in K::unique(draft) {
        match seen.get(&(column, value.clone())) {
            Some(first) => row.fault(column, Bad::new("duplicate_in_file").with("first_row", first + 1)),
            None => {
                seen.insert((column, value), index);
            }
        }
    }
}
