//! Starts a campaign: its list is frozen in the same transaction.

use std::collections::BTreeSet;

use anlu_domain::{
    campaign::{self, Draft, Subject},
    ids::{CampaignId, CampaignSubjectId, EnterpriseId},
    time::UtcMs,
};
use anlu_rules::pack::CampaignTemplate;
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{campaign as repo, campaign_subject, hazard::next_number, names},
};

use super::{CampaignError, find::find, get::get, view::CampaignView};
use crate::{
    access::{Action, require},
    changes::{fields, with},
    ctx::Ctx,
};

/// Templates in force.
pub fn templates(ctx: &Ctx) -> Result<Vec<CampaignTemplate>, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let today = ctx.now().day();
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    Ok(book.pack().campaigns.iter().filter(|t| t.valid_on(today)).cloned().collect())
}

/// Which enterprises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// These.
    pub enterprises: Vec<EnterpriseId>,
    /// Those for which the condition of the campaign holds now.
    pub by_condition: bool,
}

/// Starts a campaign and answers it.
pub async fn start(ctx: &Ctx, draft: &Draft, choice: &Choice) -> Result<CampaignView, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let chosen = chosen(ctx, draft.among.as_deref(), choice).await?;
    let now = ctx.now();
    let id = CampaignId(ctx.ids.next());
    // What does not hold is told before a number is taken.
    campaign::start((id, String::new()), draft, chosen.len(), &ctx.viewer, now)?;
    let subjects = subjects(ctx, id, &chosen, false, now);
    let day = now.day().to_string().replace('-', "");
    ctx.store
        .tx(async |tx: Tx| {
            let n = next_number(&tx, &format!("ZX {day}")).await?;
            let started = campaign::start((id, format!("ZX-{day}-{n:04}")), draft, chosen.len(), &ctx.viewer, now)?;
            repo::insert(&tx, &started).await?;
            campaign_subject::insert(&tx, &subjects).await?;
            let on_list: Vec<String> = chosen.iter().map(ToString::to_string).collect();
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "campaign_started",
                subject_kind: "campaign",
                subject_id: id.to_string(),
                before: None,
                after: Some(with(fields(&started), "enterprises", on_list)),
            };
            tx.record([draft], now);
            Ok::<_, CampaignError>(())
        })
        .await?;
    get(ctx, id).await
}

/// The enterprises of a choice, each once, of those the viewer may see.
pub(super) async fn chosen(
    ctx: &Ctx,
    among: Option<&str>,
    choice: &Choice,
) -> Result<Vec<EnterpriseId>, CampaignError> {
    let mut all: BTreeSet<EnterpriseId> = BTreeSet::new();
    if !choice.enterprises.is_empty() {
        let seen: BTreeSet<EnterpriseId> =
            names::enterprise_ids(ctx.store.read(), &ctx.viewer).await?.into_iter().collect();
        all.extend(choice.enterprises.iter().filter(|id| seen.contains(id)));
    }
    if let Some(among) = among.filter(|_| choice.by_condition) {
        all.extend(find(ctx, among, None).await?.enterprises);
    }
    Ok(all.into_iter().collect())
}

pub(super) fn subjects(
    ctx: &Ctx,
    campaign: CampaignId,
    chosen: &[EnterpriseId],
    later: bool,
    now: UtcMs,
) -> Vec<Subject> {
    let subject = |enterprise: &EnterpriseId| Subject {
        id: CampaignSubjectId(ctx.ids.next()),
        campaign,
        enterprise: *enterprise,
        later,
        added_at: now,
        recorded: None,
    };
    chosen.iter().map(subject).collect()
}
