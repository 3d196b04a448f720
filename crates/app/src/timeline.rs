//! What happened to a record, read from the ledger.

use anlu_domain::time::UtcMs;
use anlu_store::{
    Db, Page, StoreError,
    ledger::{self, Filter},
};
use serde::Serialize;
use serde_json::Value;

/// One entry of a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimelineItem {
    /// When.
    pub at: UtcMs,
    /// Who, by name.
    pub actor: String,
    /// Stable verb, e.g. `hazard_notified`.
    pub action: String,
    /// Words of the actor.
    pub note: Option<String>,
    /// State before.
    pub before: Option<String>,
    /// State after.
    pub after: Option<String>,
}

/// The history of one record, oldest first. The caller has read the record for its viewer.
pub(crate) async fn of(db: Db<'_>, kind: &str, id: String) -> Result<Vec<TimelineItem>, StoreError> {
    let filter = Filter { subject_kind: Some(kind.to_owned()), subject_id: Some(id) };
    let mut items = Vec::new();
    let mut page = Page::new(1, Page::MAX_SIZE);
    loop {
        let entries = ledger::entries(db, &filter, page).await?;
        let got = entries.items.len();
        items.extend(entries.items.into_iter().map(|e| {
            let (before, after) = (parsed(e.before.as_deref()), parsed(e.after.as_deref()));
            TimelineItem {
                at: UtcMs(e.at),
                actor: name_of(&e.actor),
                action: e.action,
                note: text(after.as_ref(), "note").filter(|n| !n.is_empty()),
                before: text(before.as_ref(), "state"),
                after: text(after.as_ref(), "state"),
            }
        }));
        if got == 0 || u64::try_from(items.len()).unwrap_or(u64::MAX) >= entries.total {
            break;
        }
        page = Page::new(page.number() + 1, Page::MAX_SIZE);
    }
    items.reverse();
    Ok(items)
}

fn parsed(text: Option<&str>) -> Option<Value> {
    text.and_then(|t| serde_json::from_str(t).ok())
}

fn text(value: Option<&Value>, key: &str) -> Option<String> {
    value?.get(key)?.as_str().map(str::to_owned)
}

/// The name without the account id that stands behind it in the ledger.
fn name_of(actor: &str) -> String {
    actor.rsplit_once(" (").filter(|(_, id)| id.len() == 37 && id.ends_with(')')).map_or(actor, |(n, _)| n).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_id_is_not_shown() {
        assert_eq!(name_of("示例 (0192f0c4-0000-7000-8000-000000000001)"), "示例");
        assert_eq!(name_of("示例 (甲)"), "示例 (甲)");
        assert_eq!(name_of("detectors"), "detectors");
    }
}
