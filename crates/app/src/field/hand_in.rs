//! Takes an inspection that a device sealed: the seal is recomputed, what is odd is marked, what is not met becomes a
//! hazard, and what was checked as mended is verified. Sending the same again changes nothing.

use anlu_domain::{
    access::Scope,
    evidence::{EvidenceHash, EvidencePhase},
    field::{
        FieldInspection,
        content::{Answer, Content, Order, Outcome, Source as LineSource, Unlicensed},
        differ::{Difference, Odd, differences},
        record::{PUBLISH_DAYS, becomes_hazard},
        seal,
    },
    geo::Point,
    hazard::{Hazard, Level, PersonRef, Source, State},
    ids::{EnterpriseId, HazardId},
    party::enterprise::{Enterprise, Standing},
    time::{CivilDay, DAY_MS, UtcMs},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{
        By, assignment, enterprise,
        evidence::{self, Subject, Upload},
        field_inspection as repo, hazard as hazards,
        hazard::next_number,
    },
};
use serde_json::json;
use std::collections::BTreeMap;

use super::{FieldError, FieldView, list::get, papers};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::{
        Attach,
        report::{NewHazard, Origin, insert},
        verify,
    },
    live::event::LiveEvent,
    step_error::StepError,
};

/// An inspection may wait so many days for a connection.
const OLDEST_MS: i64 = 31 * DAY_MS;
/// Most characters of a hazard's line.
const MAX_TITLE: usize = 200;

/// Hands in the text that was sealed and its seal. `false`: the same stood here already.
pub async fn hand_in(ctx: &Ctx, sealed: &str, given: EvidenceHash) -> Result<(FieldView, bool), FieldError> {
    require(ctx, Action::FieldInspect)?;
    let content = seal::read(sealed, given)?;
    let (id, now) = (content.id, ctx.now());
    let made = ctx
        .store
        .tx(async |tx: Tx| {
            match repo::sealed(tx.read(), id).await? {
                Some(known) if known == given.to_string() => return Ok(None),
                Some(_) => return Err(FieldError::State("inspection_id_reused")),
                None => {}
            }
            if content.finished_at < now.plus(-OLDEST_MS) {
                return Err(StepError::invalid("/content/finished_at", "too_old").into());
            }
            store(ctx, &tx, &content, sealed, given, now).await.map(Some)
        })
        .await?;
    if let Some(found) = &made {
        for hazard in found {
            ctx.tell(LiveEvent::of_hazard(hazard));
        }
        settle_hazards(ctx, &content).await?;
    }
    Ok((get(ctx, id).await?, made.is_some()))
}

async fn store(
    ctx: &Ctx,
    tx: &Tx,
    content: &Content,
    sealed: &str,
    given: EvidenceHash,
    now: UtcMs,
) -> Result<Vec<Hazard>, FieldError> {
    let day = now.day().to_string().replace('-', "");
    let no = format!("JC-{day}-{:04}", next_number(tx, &format!("JC-{day}")).await?);
    let (enterprise, site) = subject(ctx, tx, content, now).await?;
    let uploads = uploads(ctx, tx, content).await?;
    let said = |hash| uploads.get(&hash).and_then(|u: &Upload| u.captured_at);
    let mut differences = differences(content, now, site, said);
    let mut draw = None;
    if let Some(id) = content.assignment {
        let visit = assignment::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        if visit.enterprise != enterprise {
            return Err(StepError::invalid("/content/assignment", "field_other_enterprise").into());
        }
        if assignment::settle(tx, id, content.id).await? {
            draw = visit.draw;
        } else {
            differences.push(Difference { odd: Odd::SettledBefore, piece: None });
        }
    }
    let mut made = Vec::new();
    let mut ids = Vec::new();
    for (i, answer) in content.answers.iter().enumerate() {
        if !becomes_hazard(answer) {
            ids.push(None);
            continue;
        }
        let id = HazardId(ctx.ids.next());
        let wanted = hazard(enterprise, content, answer, now.day());
        let hazard = insert(ctx, tx, id, Origin::Seen(Source::Inspection), &wanted, now).await;
        made.push(hazard.map_err(|e| FieldError::Hazard(i, e))?);
        ids.push(Some(id));
    }
    let ended = content.finished_at.day().min(now.day());
    let due = |_: &anlu_domain::field::assignment::DrawRef| {
        ctx.book().map(|book| book.pack().calendar.after_or_guess(ended, PUBLISH_DAYS).0)
    };
    let by = PersonRef::from(&ctx.viewer);
    let inspection = FieldInspection {
        no,
        enterprise,
        publish_due: draw.as_ref().and_then(due),
        draw,
        content: content.clone(),
        seal: given,
        received_at: now,
        by: by.clone(),
        hazards: ids,
        differences,
        published: None,
    };
    repo::insert(tx, &inspection, sealed).await?;
    for piece in &content.pieces {
        let said = uploads.get(&piece.sha256).ok_or(StepError::invalid("/content/pieces", "evidence_unknown"))?;
        let to = Subject::FieldInspection(content.id);
        evidence::attach(tx, to, piece.sha256, EvidencePhase::Before, said, &by, now).await?;
    }
    papers::issue_all(ctx, tx, &inspection).await?;
    let found: Vec<&str> = made.iter().map(|h| h.no.as_str()).collect();
    let entry = LedgerDraft {
        actor: ctx.actor(),
        action: "field_inspection_handed_in",
        subject_kind: "field_inspection",
        subject_id: content.id.to_string(),
        before: None,
        after: Some(json!({
            "no": inspection.no, "seal": given.to_string(), "enterprise": enterprise.to_string(), "hazards": found,
            "draw": inspection.draw.as_ref().map(|d| &d.no), "differences": inspection.differences.len(),
        })),
    };
    tx.record([entry], now);
    Ok(made)
}

/// The enterprise and where it is; a business that the registry does not have is entered as unlicensed.
async fn subject(
    ctx: &Ctx,
    tx: &Tx,
    content: &Content,
    now: UtcMs,
) -> Result<(EnterpriseId, Option<Point>), FieldError> {
    let Some(new) = &content.unlicensed else {
        let id = content.enterprise.ok_or(StepError::NotFound)?;
        let file = enterprise::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        return Ok((id, file.value.location));
    };
    let place = content.place.map(|p| Point { lon: f64::from(p.lon) / 1e7, lat: f64::from(p.lat) / 1e7 });
    let file = unlicensed(ctx, tx, new, place, now.day()).await?;
    let (id, actor) = (file.id, ctx.actor());
    enterprise::insert(tx, &[file], By { actor: &actor, at: now }).await?;
    Ok((id, None))
}

async fn unlicensed(
    ctx: &Ctx,
    tx: &Tx,
    new: &Unlicensed,
    place: Option<Point>,
    today: CivilDay,
) -> Result<Enterprise, FieldError> {
    // It has no credit code: a mark of our own that no code can be (they begin with other letters) keeps its place.
    let day = today.to_string().replace('-', "");
    let n = next_number(tx, &format!("WZ{day}")).await?;
    let mut sectors = new.sectors.clone();
    sectors.sort_unstable();
    sectors.dedup();
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    Ok(Enterprise {
        id: EnterpriseId(ctx.ids.next()),
        uscc: format!("WZ{day}{n:08}"),
        name: new.name.trim().to_owned(),
        sectors,
        business_scope: None,
        address: filled(&new.address),
        location: place,
        grid: match ctx.viewer.scope {
            Scope::Grid(grid) => Some(grid),
            _ => None,
        },
        principal_name: filled(&new.principal),
        safety_officers: Vec::new(),
        phone: None,
        headcount: None,
        licence_no: None,
        licence_expiry: None,
        standing: Standing::Unlicensed,
    })
}

/// What the viewer said of each piece when it was uploaded; every piece must be there.
async fn uploads(ctx: &Ctx, tx: &Tx, content: &Content) -> Result<BTreeMap<EvidenceHash, Upload>, FieldError> {
    let mut all = BTreeMap::new();
    for piece in &content.pieces {
        let brought = evidence::brought_by(tx.read(), piece.sha256, ctx.viewer.user).await?;
        let said = brought.ok_or(StepError::invalid("/content/pieces", "evidence_unknown"))?;
        all.insert(piece.sha256, said);
    }
    Ok(all)
}

/// The hazard that an answer becomes. A deadline that has passed while the device was without a signal is not given as one.
fn hazard(enterprise: EnterpriseId, content: &Content, answer: &Answer, today: CivilDay) -> NewHazard {
    let deadline = match answer.order {
        Some(Order::AtOnce) => Some(content.finished_at.day().max(today)),
        Some(Order::ByDay) => answer.deadline.filter(|d| *d >= today),
        None => None,
    };
    let clause = Some(answer.clause.clone()).filter(|c| !c.trim().is_empty());
    let level = answer.level.unwrap_or(Level::General);
    NewHazard {
        enterprise: Some(enterprise),
        source: None,
        title: format!("{}：{}", answer.text, answer.note).chars().take(MAX_TITLE).collect(),
        description: answer.note.clone(),
        clause: clause.or_else(|| (level == Level::Major).then(|| answer.text.clone())),
        criterion: None,
        level,
        place: None,
        location: content.place.map(|p| Point { lon: f64::from(p.lon) / 1e7, lat: f64::from(p.lat) / 1e7 }),
        deadline,
        evidence: answer.pieces.iter().map(|hash| Attach { hash: *hash, phase: None }).collect(),
    }
}

/// Open hazards that were handed in by the enterprise: verified when they were found mended, sent back when not. What the
/// loop does not allow (another state, no picture of the mended place) stays as it is; the inspection says what was found.
async fn settle_hazards(ctx: &Ctx, content: &Content) -> Result<(), FieldError> {
    for answer in content.answers.iter().filter(|a| a.source == LineSource::Hazard) {
        let Ok(id) = answer.reference.parse::<HazardId>() else { continue };
        let Some(known) = hazards::get(ctx.store.read(), &ctx.viewer, id).await? else { continue };
        if known.hazard.state != State::Submitted {
            continue;
        }
        let proofs: Vec<Attach> =
            answer.pieces.iter().map(|hash| Attach { hash: *hash, phase: Some(EvidencePhase::Verify) }).collect();
        let done = match answer.outcome {
            Outcome::Met => verify::verify(ctx, id, known.version, &answer.note, &proofs).await,
            Outcome::Unmet => verify::send_back(ctx, id, known.version, &answer.note, &proofs).await,
            Outcome::NotApplicable => continue,
        };
        if let Err(refused) = done {
            tracing::info!(hazard = %known.hazard.no, %refused, "an inspection does not move the hazard on");
        }
    }
    Ok(())
}
