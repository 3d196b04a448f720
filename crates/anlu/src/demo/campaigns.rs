//! The two campaigns of the national pack, begun three weeks ago over firms of the county, with outcomes of many; and how
//! the targets stood on the days before.

use anlu_app::{
    Page,
    campaign::{
        CampaignError, CampaignView,
        record::{Entry, record},
        start::{Choice, start, templates},
        subjects::{Filter, list},
    },
    ctx::{Ctx, Desk},
    duty::reconcile,
    evidence::{
        EvidenceError,
        put::{NewEvidence, put},
    },
};
use anlu_domain::{
    access::Role,
    campaign::{Draft, Outcome, Text},
    evidence::EvidenceHash,
    time::{CivilDay, DAY_MS, HOUR_MS, UtcMs},
};
use anlu_rules::pack::{CampaignTemplate, Title};
use anlu_store::{StoreError, Tx, repo::target};
use tokio_util::sync::CancellationToken;

use super::{accounts::Account, clock::Moved, photo, rng::Rng};

/// When the campaigns began, days ago.
const BEGAN_DAYS: i64 = 21;
/// Share of subjects with each outcome of a template, in its order.
const DONE: [f64; 3] = [0.4, 0.2, 0.06];
/// Days of history of the targets.
const HISTORY_DAYS: i32 = 60;
/// Larger counties are for load tests: they plan in the background.
const MOST_ENTERPRISES: usize = 2_000;

/// Why the demo's campaigns could not be made: a defect of the demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CampaignsError {
    /// A step was refused.
    #[error("campaign: {0}")]
    Campaign(#[from] CampaignError),
    /// A photo was refused.
    #[error("evidence: {0}")]
    Evidence(#[from] EvidenceError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins the campaigns; number of enterprises on their lists.
pub(crate) async fn make(
    desk: &Desk,
    accounts: &[Account],
    enterprises: usize,
    seed: u64,
    now: UtcMs,
) -> Result<u64, CampaignsError> {
    if enterprises > MOST_ENTERPRISES {
        return Ok(0);
    }
    let of = |login: &str| accounts.iter().find(|a| a.login == login).map(|a| a.viewer.clone());
    let Some((officer, chief)) = of("officer").zip(of("chief")) else { return Ok(0) };
    let clock = Moved::at(now.plus(-BEGAN_DAYS * DAY_MS));
    let past = clock.desk(desk);
    let (officer, chief) = (past.ctx(officer), past.ctx(chief));
    let mut rng = Rng::for_part(seed, "campaigns");
    let (mine, theirs) = (proof(&officer, seed, 1).await?, proof(&chief, seed, 2).await?);
    let mut subjects = 0;
    for template in templates(&officer)? {
        clock.set(now.plus(-BEGAN_DAYS * DAY_MS));
        let began = match start(&officer, &draft(&template, past.now().day()), &by_condition()).await {
            // A small county may have nobody whom it is about.
            Err(CampaignError::Refused(_)) => continue,
            other => other?,
        };
        subjects += began.total;
        for (who, hash, share) in [(&chief, theirs, 0.5), (&officer, mine, 0.8)] {
            outcomes(&began, who, (hash, share), &mut rng, &clock, now).await?;
        }
    }
    Ok(subjects)
}

fn by_condition() -> Choice {
    Choice { by_condition: true, ..Choice::default() }
}

fn draft(template: &CampaignTemplate, today: CivilDay) -> Draft {
    let text = |t: &Title| Text { zh: t.zh.clone(), en: t.en.clone() };
    let outcome = |o: &anlu_rules::pack::TemplateOutcome| Outcome {
        code: o.code.clone(),
        title: text(&o.title),
        evidence: o.evidence,
    };
    Draft {
        title: text(&template.title),
        task: text(&template.task),
        template: Some(template.id.clone()),
        among: Some(template.among.clone()),
        basis: Some(format!("《{}》{}", template.basis.law, template.basis.article)),
        outcomes: template.outcomes.iter().map(outcome).collect(),
        deadline: today.plus_days(i32::from(template.days)),
    }
}

async fn proof(who: &Ctx, seed: u64, number: u32) -> Result<EvidenceHash, EvidenceError> {
    let bytes = photo::yard(seed, number, true, "示例现场");
    let kept = put(who, NewEvidence { bytes, name: String::from("现场.png"), captured_at: None }).await?;
    Ok(kept.hash)
}

/// Records outcomes of some of those whom `who` sees and nobody has recorded.
async fn outcomes(
    campaign: &CampaignView,
    who: &Ctx,
    (hash, share): (EvidenceHash, f64),
    rng: &mut Rng,
    clock: &Moved,
    now: UtcMs,
) -> Result<(), CampaignsError> {
    let id = campaign.campaign.id;
    let mut page = 1;
    let mut all = Vec::new();
    loop {
        let found = list(who, id, &Filter::default(), Page::new(page, Page::MAX_SIZE)).await?;
        let got = found.items.len();
        all.extend(found.items);
        if got == 0 || u64::try_from(all.len()).unwrap_or(u64::MAX) >= found.total {
            break;
        }
        page += 1;
    }
    for subject in all.into_iter().filter(|s| s.subject.recorded.is_none()) {
        let mut roll = rng.unit();
        let outcome = DONE.iter().zip(&campaign.campaign.draft.outcomes).find(|(part, _)| {
            roll -= **part * share;
            roll < 0.0
        });
        let Some((_, outcome)) = outcome else { continue };
        let days = i64::from(rng.between(1, i32::try_from(BEGAN_DAYS).unwrap_or(1)));
        clock.set(now.plus(-days * DAY_MS + HOUR_MS));
        let evidence = if outcome.evidence { vec![hash] } else { Vec::new() };
        let note = String::from(if who.viewer.role == Role::GridChief { "现场核对" } else { "材料已核对" });
        let entry = Entry { version: subject.version, outcome: Some(outcome.code.clone()), note, evidence };
        record(who, subject.subject.id, &entry).await?;
    }
    Ok(())
}

/// Plans the county, and tells how the targets stood on the days before: a little worse each day back.
pub(crate) async fn past_targets(desk: &Desk, enterprises: usize, now: UtcMs) -> Result<(), StoreError> {
    if enterprises > MOST_ENTERPRISES {
        return Ok(());
    }
    reconcile::whole(desk, &CancellationToken::new()).await?;
    let today = now.day();
    desk.store
        .tx(async |tx: Tx| {
            target::note_day(&tx, today).await?;
            let known = target::day(tx.read(), today).await?;
            let mut rows = Vec::new();
            for back in 1..=HISTORY_DAYS {
                for (id, grid, about, held) in &known {
                    // Special operations stand still: nothing can be foretold of them.
                    let moves = !id.starts_with("special");
                    let less = held * u64::try_from(back).unwrap_or(0) / 300;
                    let then = if moves { held - less } else { *held };
                    rows.push((id.clone(), today.plus_days(-back), *grid, *about, then));
                }
            }
            target::keep_days(&tx, &rows).await
        })
        .await
}
