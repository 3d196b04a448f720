//! What a major hazard has beyond a general one: notice to the principal with receipt, supervised listing 挂牌督办, reports
//! of progress, acceptance by experts, publication. (公路水路行业安全生产隐患治理暂行办法: 重大隐患报备、治理、验收、督办.)

use serde::{Deserialize, Serialize};

use super::{
    act::{Action, check},
    refusal::Refusal,
    state::{Hazard, Level, State, Step},
    transition::step,
};
use crate::{
    access::Viewer,
    evidence::EvidencePhase,
    party::names,
    time::{CivilDay, UtcMs},
};

/// Most experts of an acceptance.
const MAX_EXPERTS: usize = 20;
/// Most reports of progress at hand; earlier ones stand in the ledger.
const MAX_PROGRESS: usize = 100;
/// Most characters of a text, and of a name.
const MAX_CHARS: usize = 2_000;
const MAX_NAME_CHARS: usize = 60;

/// 重大隐患告知书: what the principal was told, word for word as on the day it was issued, and when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Number of the document.
    pub no: String,
    /// Name of the enterprise.
    pub enterprise: String,
    /// Principal it is addressed to, as the register has him.
    pub principal: Option<String>,
    /// The hazard in one line.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// Where.
    pub place: Option<String>,
    /// Criterion it meets.
    pub clause: Option<String>,
    /// Last day for mending.
    pub deadline: Option<CivilDay>,
    /// Who issued it, when, with which words.
    pub issued: Step,
    /// The principal's confirmation that it was read.
    pub receipt: Option<Step>,
}

/// Whom a notice is addressed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// Name of the enterprise.
    pub enterprise: String,
    /// Principal, as the register has him.
    pub principal: Option<String>,
}

/// Which authority supervises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingLevel {
    /// 县级挂牌.
    County,
    /// 市级挂牌.
    City,
    /// 省级挂牌.
    Province,
}

names!(ListingLevel {
    County = "county" "县级",
    City = "city" "市级",
    Province = "province" "省级",
});

/// 挂牌督办.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Level.
    pub level: ListingLevel,
    /// Authority that listed it.
    pub body: String,
    /// Last day of the supervision.
    pub deadline: CivilDay,
    /// Who entered it, when, with which words.
    pub listed: Step,
    /// 摘牌: who lifted it, when, why.
    pub lifted: Option<Step>,
}

impl Listing {
    /// Whether it still stands.
    pub const fn stands(&self) -> bool {
        self.lifted.is_none()
    }
}

/// An expert of an acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// Name.
    pub name: String,
    /// Unit or title.
    pub unit: String,
}

/// 专家验收.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Who judged.
    pub experts: Vec<Expert>,
    /// Their opinion.
    pub opinion: String,
    /// Whether they find it mended.
    pub passed: bool,
    /// Who entered it, when.
    pub step: Step,
}

/// An acceptance as typed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcceptanceDraft {
    /// See [`Acceptance::experts`].
    pub experts: Vec<Expert>,
    /// See [`Acceptance::opinion`].
    pub opinion: String,
    /// See [`Acceptance::passed`].
    pub passed: bool,
}

/// A listing as typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingDraft {
    /// See [`Listing::level`].
    pub level: ListingLevel,
    /// See [`Listing::body`].
    pub body: String,
    /// See [`Listing::deadline`].
    pub deadline: CivilDay,
    /// Words.
    pub note: String,
}

/// Everything about a major hazard beyond its loop. Empty for a general one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Governance {
    /// Notice to the principal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// The newest listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// Reports of progress, newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Step>,
    /// Days between two reports, by the pack of the day the plan was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_days: Option<u16>,
    /// Last day for the next report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_due: Option<CivilDay>,
    /// The newest acceptance of the newest hand-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
    /// Made public: who decided it, when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Step>,
}

impl Governance {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a listing stands.
    pub fn listed(&self) -> bool {
        self.listing.as_ref().is_some_and(Listing::stands)
    }

    /// Whether experts found the newest hand-in mended.
    pub fn accepted(&self) -> bool {
        self.acceptance.as_ref().is_some_and(|a| a.passed)
    }

    /// The next report is due so many days after `day`.
    pub(super) fn due_after(self, day: CivilDay) -> Self {
        let progress_due = self.progress_days.map(|n| day.plus_days(i32::from(n)));
        Self { progress_due, ..self }
    }
}

impl Hazard {
    /// A report of progress is late on `day`.
    pub fn progress_late(&self, day: CivilDay) -> bool {
        self.level == Level::Major
            && self.state == State::Rectifying
            && self.governance.progress_due.is_some_and(|due| due < day)
    }

    /// With the interval of reports of the pack in force; a general hazard has none.
    #[must_use]
    pub fn reporting_every(mut self, days: Option<u16>) -> Self {
        self.governance.progress_days = days.filter(|_| self.level == Level::Major);
        self
    }
}

fn text(pointer: &'static str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Field { pointer, code: "required" }),
        n if n > most => Err(Refusal::Field { pointer, code: "too_long" }),
        _ => Ok(text.to_owned()),
    }
}

/// Issues the notice of a major hazard, as it stands now. What was issued once is not issued again.
pub fn issue(hazard: Hazard, actor: &Viewer, now: UtcMs, to: &Addressee, note: &str) -> Hazard {
    if hazard.level != Level::Major || hazard.governance.notice.is_some() {
        return hazard;
    }
    let notice = Notice {
        no: format!("{}-GZ", hazard.no),
        enterprise: to.enterprise.clone(),
        principal: to.principal.clone(),
        title: hazard.title.clone(),
        description: hazard.description.clone(),
        place: hazard.place.clone(),
        clause: hazard.clause.clone(),
        deadline: hazard.deadline,
        issued: step(actor, now, note),
        receipt: None,
    };
    Hazard { governance: Governance { notice: Some(notice), ..hazard.governance }, ..hazard }
}

/// The principal confirms that he has read the notice.
pub fn confirm_notice(hazard: Hazard, actor: &Viewer, now: UtcMs) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::ConfirmNotice)?;
    let Some(notice) = hazard.governance.notice else { return Err(Refusal::NoNotice) };
    let notice = Some(Notice { receipt: Some(step(actor, now, "")), ..notice });
    Ok(Hazard { governance: Governance { notice, ..hazard.governance }, ..hazard })
}

/// The principal approves the governance plan; the first report of progress is counted from then on.
pub fn approve_plan(hazard: Hazard, actor: &Viewer, now: UtcMs, note: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::ApprovePlan)?;
    let Some(mut plan) = hazard.plan else { return Err(Refusal::PlanNotApproved) };
    plan.approved = Some(step(actor, now, note));
    Ok(Hazard { plan: Some(plan), governance: hazard.governance.due_after(now.day()), ..hazard })
}

/// A report of progress; the next one is counted from it.
pub fn report_progress(hazard: Hazard, actor: &Viewer, now: UtcMs, words: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Progress)?;
    let words = text("/note", words, MAX_CHARS)?;
    let mut governance = hazard.governance.due_after(now.day());
    governance.progress.push(step(actor, now, &words));
    let surplus = governance.progress.len().saturating_sub(MAX_PROGRESS);
    governance.progress.drain(..surplus);
    Ok(Hazard { governance, ..hazard })
}

/// 挂牌: puts it under the supervision of an authority until a day.
pub fn list(hazard: Hazard, actor: &Viewer, now: UtcMs, draft: &ListingDraft) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::List)?;
    let body = text("/body", &draft.body, MAX_NAME_CHARS)?;
    if draft.deadline < now.day() {
        return Err(Refusal::DeadlinePast { deadline: draft.deadline });
    }
    let (level, deadline) = (draft.level, draft.deadline);
    let listing = Some(Listing { level, body, deadline, listed: step(actor, now, &draft.note), lifted: None });
    Ok(Hazard { governance: Governance { listing, ..hazard.governance }, ..hazard })
}

/// 摘牌, once the mending is verified, with the reason.
pub fn lift(hazard: Hazard, actor: &Viewer, now: UtcMs, why: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Lift)?;
    let why = text("/note", why, MAX_CHARS)?;
    let Some(listing) = hazard.governance.listing else { return Err(Refusal::NotListed) };
    let listing = Some(Listing { lifted: Some(step(actor, now, &why)), ..listing });
    Ok(Hazard { governance: Governance { listing, ..hazard.governance }, ..hazard })
}

/// What experts found, with evidence of it (`fresh` holds [`EvidencePhase::Acceptance`]). What they do not accept goes back
/// to the enterprise with their opinion.
pub fn accept(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    fresh: &[EvidencePhase],
    draft: AcceptanceDraft,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Accept)?;
    let opinion = text("/opinion", &draft.opinion, MAX_CHARS)?;
    if draft.experts.is_empty() {
        return Err(Refusal::Field { pointer: "/experts", code: "required" });
    }
    if draft.experts.len() > MAX_EXPERTS {
        return Err(Refusal::Field { pointer: "/experts", code: "too_many" });
    }
    let expert = |e: Expert| -> Result<Expert, Refusal> {
        Ok(Expert {
            name: text("/experts", &e.name, MAX_NAME_CHARS)?,
            unit: text("/experts", &e.unit, MAX_NAME_CHARS)?,
        })
    };
    let experts = draft.experts.into_iter().map(expert).collect::<Result<Vec<_>, _>>()?;
    if !fresh.contains(&EvidencePhase::Acceptance) {
        return Err(Refusal::EvidenceRequired { phase: EvidencePhase::Acceptance });
    }
    let made = step(actor, now, &opinion);
    let acceptance = Some(Acceptance { experts, opinion, passed: draft.passed, step: made.clone() });
    let governance = Governance { acceptance, ..hazard.governance };
    if draft.passed {
        return Ok(Hazard { governance, ..hazard });
    }
    let governance = governance.due_after(now.day());
    Ok(Hazard { state: State::Rectifying, sent_back: Some(made), governance, ..hazard })
}

/// Makes it public, or takes it back.
pub fn publish(hazard: Hazard, actor: &Viewer, now: UtcMs, public: bool, note: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Publish)?;
    if public == hazard.governance.published.is_some() {
        return Err(Refusal::PublishedAlready { public });
    }
    let published = public.then(|| step(actor, now, note));
    Ok(Hazard { governance: Governance { published, ..hazard.governance }, ..hazard })
}

#[cfg(test)]
#[path = "governance_tests.rs"]
mod tests;
