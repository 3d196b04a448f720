//! 判定标准: what the criteria in force propose. The person decides; the clause is kept with the hazard.

use anlu_domain::{
    hazard::{Clause, Judgement},
    ids::EnterpriseId,
    time::{CivilDay, UtcMs},
};
use anlu_rules::pack::{Confidence, GovernanceRules};
use anlu_store::{Db, repo::names};

use super::HazardError;
use crate::{
    access::{Action, require},
    ctx::{Ctx, Desk},
    policy::Words,
    step_error::StepError,
};

/// Most characters of a text that is looked at.
const MAX_TEXT: usize = 5_000;

/// A criterion as screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Id in the pack.
    pub id: String,
    /// Short name.
    pub title: Words,
    /// The clause.
    pub clause: Words,
    /// Law and article.
    pub basis: Words,
    /// How sure we are of the wording: `verified`, `secondary`, `unverified`.
    pub confidence: &'static str,
    /// Proposed for the text.
    pub proposed: bool,
}

/// The criteria in force today for an enterprise, those first that are proposed for the text.
pub async fn offered(ctx: &Ctx, enterprise: Option<EnterpriseId>, text: &str) -> Result<Vec<Offered>, HazardError> {
    require(ctx, Action::HazardReport)?;
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    let sectors = match enterprise {
        Some(id) => {
            let db = ctx.store.read();
            if !names::visible_enterprise(db, &ctx.viewer, id).await? {
                return Err(StepError::NotFound.into());
            }
            sectors_of(db, id).await?
        }
        None => Vec::new(),
    };
    let text: String = text.chars().take(MAX_TEXT).collect();
    let one = |c: &anlu_rules::pack::Criterion| {
        let en = c.basis.en.as_ref().map_or((&c.basis.law, &c.basis.article), |en| (&en.law, &en.article));
        Offered {
            id: c.id.clone(),
            title: Words { zh: c.title.zh.clone(), en: c.title.en.clone() },
            clause: Words { zh: c.clause.zh.clone(), en: c.clause.en.clone() },
            basis: Words { zh: format!("{} {}", c.basis.law, c.basis.article), en: format!("{} {}", en.0, en.1) },
            confidence: match c.confidence {
                Confidence::Verified => "verified",
                Confidence::Secondary => "secondary",
                Confidence::Unverified => "unverified",
            },
            proposed: c.proposed(&text, &sectors),
        }
    };
    let mut all: Vec<Offered> = book.pack().criteria_on(ctx.now().day(), &sectors).into_iter().map(one).collect();
    all.sort_by_key(|c| !c.proposed);
    Ok(all)
}

async fn sectors_of(db: Db<'_>, enterprise: EnterpriseId) -> Result<Vec<String>, HazardError> {
    let names = names::enterprises(db, [enterprise]).await?;
    Ok(names.get(&enterprise).map(|n| n.sectors.clone()).unwrap_or_default())
}

/// What the criteria of `day` say; `None` where no pack is in force. A criterion that is named must be in force, for an
/// enterprise of these sectors.
pub(super) async fn judge(
    desk: &Desk,
    db: Db<'_>,
    enterprise: EnterpriseId,
    day: CivilDay,
    text: &str,
    named: Option<&str>,
) -> Result<Option<Judgement>, HazardError> {
    let named = named.map(str::trim).filter(|n| !n.is_empty());
    let unknown = || StepError::invalid("/criterion_id", "criterion_not_in_force");
    let Some(book) = desk.book() else { return if named.is_some() { Err(unknown().into()) } else { Ok(None) } };
    let sectors = sectors_of(db, enterprise).await?;
    let judgement = book.pack().judge(day, &sectors, text, named);
    let met = |c: &Clause| Some(c.id.as_str()) == named;
    if named.is_some() && !judgement.criterion.as_ref().is_some_and(met) {
        return Err(unknown().into());
    }
    Ok(Some(judgement))
}

/// The intervals of governing major hazards in force on `day`.
pub(crate) fn governance(desk: &Desk, day: CivilDay) -> Option<GovernanceRules> {
    desk.book().and_then(|book| book.pack().governance_on(day).cloned())
}

/// The instant so many calendar months before another: the same day of the month, or the last one before it.
pub(super) fn months_before(now: UtcMs, months: u16) -> UtcMs {
    let Some((year, month, day)) = now.day().ymd() else { return now };
    let total = i32::from(year) * 12 + i32::from(month) - 1 - i32::from(months);
    let (year, month) = (i16::try_from(total.div_euclid(12)), i8::try_from(total.rem_euclid(12) + 1));
    let (Ok(year), Ok(month)) = (year, month) else { return now };
    let found = (1..=day).rev().find_map(|d| CivilDay::from_ymd(year, month, d));
    found.map_or(now, CivilDay::start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_before_end_on_the_last_day_there_is() {
        let at = |text: &str| UtcMs::parse_rfc3339(text).unwrap();
        let day = |text: &str, months| months_before(at(text), months).day().to_string();
        assert_eq!(day("2026-11-26T09:00:00+08:00", 12), "2025-11-26");
        assert_eq!(day("2026-03-31T09:00:00+08:00", 1), "2026-02-28");
        assert_eq!(day("2026-01-15T09:00:00+08:00", 13), "2024-12-15");
    }
}
