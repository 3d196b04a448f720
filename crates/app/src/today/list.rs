//! The list of today.

use anlu_domain::time::{CivilDay, UtcMs};
use anlu_store::StoreError;

use super::{
    campaigns, cases, draws,
    duties::{self, LateGroup},
    grades, hazards, inquiries,
    item::{Found, Item},
    papers, projects, requests, risks, signals, supervisions, talks, targets, visits, watches,
};
use crate::{
    access::{Action, Denied, require},
    ctx::Ctx,
};

/// Most hazards and most signals that are read: a list nobody can finish helps nobody, and reading stays quick.
pub(super) const MAX_READ: u64 = 200;
/// Days after today that still count as this week.
const WEEK_DAYS: i32 = 7;

/// The day is past, or in the week that the list shows.
pub(super) fn near(day: CivilDay, today: CivilDay) -> bool {
    day <= today.plus_days(WEEK_DAYS)
}

/// What the viewer can act on, by urgency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// Due before now: gravest first, then oldest.
    pub overdue: Vec<Item>,
    /// Enterprises whose duties are late, as one line of what is overdue.
    pub late_enterprises: Option<LateGroup>,
    /// Due today, or due whenever it is done: now.
    pub today: Vec<Item>,
    /// Due in the seven days after today.
    pub week: Vec<Item>,
    /// How many are due later.
    pub later_count: u64,
}

/// Today is refused.
#[derive(Debug, thiserror::Error)]
pub enum TodayError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the viewer can act on now.
pub async fn today(ctx: &Ctx) -> Result<Today, TodayError> {
    require(ctx, Action::TodayRead)?;
    let now = ctx.now();
    let (
        hazards,
        progress,
        inquiries,
        signals,
        watches,
        duties,
        late_enterprises,
        papers,
        requests,
        risks,
        campaigns,
        targets,
        grades,
        draws,
        visits,
        cases,
        talks,
        projects,
        demanded,
        asked,
    ) = tokio::try_join!(
        Box::pin(hazards::waiting(ctx, now)),
        Box::pin(hazards::late_progress(ctx, now)),
        Box::pin(inquiries::waiting(ctx)),
        Box::pin(signals::waiting(ctx)),
        Box::pin(watches::waiting(ctx)),
        Box::pin(duties::waiting(ctx, now.day())),
        Box::pin(duties::late_group(ctx)),
        Box::pin(papers::expiring(ctx, now.day())),
        Box::pin(requests::waiting(ctx)),
        Box::pin(risks::waiting(ctx)),
        Box::pin(campaigns::waiting(ctx, now.day())),
        Box::pin(targets::reminded(ctx, now.day())),
        Box::pin(grades::waiting(ctx)),
        Box::pin(draws::waiting(ctx)),
        Box::pin(visits::waiting(ctx)),
        Box::pin(cases::waiting(ctx, now.day())),
        Box::pin(talks::waiting(ctx)),
        Box::pin(projects::waiting(ctx, now.day())),
        Box::pin(supervisions::overdue(ctx, now)),
        Box::pin(supervisions::unanswered(ctx, now))
    )?;
    let found = [
        hazards, progress, inquiries, signals, watches, duties, papers, requests, risks, campaigns, targets, grades,
        draws, visits, cases, talks, projects, demanded, asked,
    ];
    Ok(Today { late_enterprises, ..sort(found, now) })
}

fn sort(found: impl IntoIterator<Item = Found>, now: UtcMs) -> Today {
    let mut list = Today::default();
    let (tonight, week) = (now.day().end(), now.day().plus_days(WEEK_DAYS).end());
    for Found { items, unread } in found {
        list.later_count = list.later_count.saturating_add(unread);
        for item in items {
            match item.due_at {
                Some(due) if due < now => list.overdue.push(item),
                Some(due) if due > week => list.later_count += 1,
                Some(due) if due > tonight => list.week.push(item),
                _ => list.today.push(item),
            }
        }
    }
    list.overdue.sort_by_key(|i| (i.gravity(), i.due_at, i.kind, i.id));
    for group in [&mut list.today, &mut list.week] {
        // What has no clock of its own comes after what has one.
        group.sort_by_key(|i| (i.due_at.is_none(), i.due_at, i.kind, i.id));
    }
    list
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use anlu_domain::{ids::EnterpriseId, time::HOUR_MS};
    use uuid::Uuid;

    use super::super::{
        codes,
        item::{Kind, Subject},
    };
    use super::*;

    fn item(n: u128, due_at: Option<UtcMs>) -> Item {
        Item {
            id: Uuid::from_u128(n),
            kind: Kind::Hazard,
            subject: Subject::Enterprise(EnterpriseId(Uuid::nil())),
            subject_name: String::from("示例"),
            why: codes::why::HAZARD_FOUND,
            params: BTreeMap::new(),
            due_at,
            verb: codes::verb::HAZARD_NOTIFY,
            level: None,
        }
    }

    #[test]
    fn urgency_follows_the_civil_day() {
        let now = UtcMs::parse_rfc3339("2026-11-24T23:00:00+08:00").unwrap();
        let items = vec![
            item(1, None),
            item(2, Some(now.plus(-1))),
            item(3, Some(now.plus(HOUR_MS / 2))),
            item(4, Some(now.plus(2 * HOUR_MS))),
            item(5, Some(now.day().plus_days(7).end())),
            item(6, Some(now.day().plus_days(8).end())),
        ];
        let list = sort([Found::of(items, 6, 8)], now);
        let ids = |g: &[Item]| g.iter().map(|i| i.id.as_u128()).collect::<Vec<_>>();
        assert_eq!(ids(&list.overdue), [2]);
        assert_eq!(ids(&list.today), [3, 1]);
        assert_eq!(ids(&list.week), [4, 5]);
        assert_eq!(list.later_count, 3);
    }

    #[test]
    fn what_is_grave_stands_before_what_is_late_longest() {
        let now = UtcMs::parse_rfc3339("2026-11-24T12:00:00+08:00").unwrap();
        let late = |n, hours: i64, level| Item { level, ..item(n, Some(now.plus(-hours * HOUR_MS))) };
        let items = vec![
            late(1, 900, None),
            late(2, 500, Some("general")),
            late(3, 1, Some("severe")),
            late(4, 2, Some("major")),
            late(5, 950, Some("notice")),
            late(6, 800, None),
        ];
        let list = sort([Found::of(items, 6, 6)], now);
        assert_eq!(list.overdue.iter().map(|i| i.id.as_u128()).collect::<Vec<_>>(), [4, 3, 2, 1, 6, 5]);
    }

    #[test]
    fn codes_are_listed_once_each() {
        for all in [codes::why::ALL, codes::verb::ALL] {
            let mut unique = all.to_vec();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), all.len());
        }
    }
}
