//! Fills an installation with the county and what happened in it until now, by the same use cases as real ones.

use std::sync::Arc;

use anlu_app::{ctx::Desk, duty::DutyBooks};
use anlu_domain::time::UtcMs;
use anlu_store::StoreError;

use super::{
    SEED,
    accounts::{self, Account},
    campaigns, cases,
    county::County,
    draws, duties, grades, hazards, load, projects, risks, talks,
};
use crate::{
    Failure, packs,
    serve::installation::{Installation, store_failure},
};

/// Writes everything; the accounts. `featured` is the place of the vehicle whose driver has one.
pub(super) async fn fill(
    installation: &Installation,
    county: &County,
    featured: Option<usize>,
    now: UtcMs,
) -> Result<Vec<Account>, Failure> {
    let desk = &installation.desk;
    let stored = |e: StoreError| store_failure(&e);
    load::load(desk, county, now).await.map_err(stored)?;
    let accounts = accounts::create_all(&installation.administrator(), county, featured).await;
    let accounts = accounts.map_err(|e| Failure::input("demo_accounts", e.to_string()))?;
    // The server has no duties yet; criteria of major hazards and templates of risks come from the same pack.
    let pack = packs::configured(installation.settings.live.pack.as_deref())?;
    let books = DutyBooks::new(pack, installation.settings.duties.since);
    let planning = Desk { duties: Some(Arc::new(books)), ..desk.clone() };
    let made = hazards::make(&planning, county, &accounts, SEED, now).await;
    let hazards = made.map_err(|e| Failure::input("demo_hazards", e.to_string()))?;
    let records = duties::make(desk, county, SEED, now).await.map_err(stored)?;
    let made = risks::make(&planning, county, SEED, now).await;
    let risks = made.map_err(|e| Failure::input("demo_risks", e.to_string()))?;
    let made = campaigns::make(&planning, &accounts, county.enterprises.len(), SEED, now).await;
    let subjects = made.map_err(|e| Failure::input("demo_campaigns", e.to_string()))?;
    campaigns::past_targets(&planning, county.enterprises.len(), now).await.map_err(stored)?;
    let rated = grades::make(&planning, county, &accounts, SEED, now).await.map_err(stored)?;
    let drawn = draws::make(&planning, &accounts, SEED, now).await;
    let drawn = drawn.map_err(|e| Failure::input("demo_draws", e.to_string()))?;
    let made = Box::pin(cases::make(&planning, county, &accounts, now)).await;
    let cases = made.map_err(|e| Failure::input("demo_cases", e.to_string()))?;
    let made = Box::pin(talks::make(&planning, county, &accounts, now)).await;
    let talks = made.map_err(|e| Failure::input("demo_talks", e.to_string()))?;
    let made = Box::pin(projects::make(&planning, county, &accounts, now)).await;
    let blind = made.map_err(|e| Failure::input("demo_projects", e.to_string()))?;
    tracing::info!(
        records,
        subjects,
        rated,
        drawn,
        cases,
        talks,
        blind,
        risks,
        enterprises = county.enterprises.len(),
        people = county.people.len(),
        vehicles = county.vehicles.len(),
        hazards,
        "county loaded"
    );
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::{CivilDay, DAY_MS, HOUR_MS};

    use super::*;
    use crate::{config::ConfigFile, demo::clock::Moved};

    /// Fills a new installation whose clock stands at `now`.
    async fn on(now: UtcMs) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = ConfigFile::default().check(Some(folder.path().to_owned()), None).expect("settings");
        settings.duties.since = Some(now.plus(-load::SINCE_DAYS * DAY_MS).day());
        let opened = Installation::open(settings).await.expect("an installation");
        let installation = Installation { desk: Moved::at(now).desk(&opened.desk), ..opened };
        let county = County::generate(SEED, now.day());
        let filled = fill(&installation, &county, None, now).await;
        assert!(filled.is_ok(), "{}: {:?}", now.day(), filled.err());
        installation.desk.store.close().await.expect("closed");
    }

    #[tokio::test]
    async fn the_county_can_be_founded_on_any_day() {
        // Behind long holidays, and on the first of March.
        for day in ["2026-02-24", "2026-10-08", "2027-03-01"] {
            let day = CivilDay::parse_iso(day).expect("a day");
            on(day.start().plus(2 * HOUR_MS)).await;
        }
    }
}
