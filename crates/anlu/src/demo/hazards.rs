//! Hazards in every state, made by the same use cases as real ones, with a clock set back: notices, plans, evidence
//! photos, checks, some sent back, some late, some closed. Every step stands in the ledger.

use anlu_app::{
    ctx::{Ctx, Desk},
    evidence::{
        EvidenceError,
        put::{NewEvidence, put},
    },
    hazard::{
        Attach, HazardError, HazardView, close, extension, govern,
        notify::{Notice, notify},
        plan,
        report::{NewHazard, report},
        submit, verify,
    },
};
use anlu_domain::{
    access::{Role, Scope, Viewer},
    evidence::EvidencePhase,
    hazard::{AcceptanceDraft, Expert, Level, ListingDraft, ListingLevel, PlanDraft},
    ids::{HazardId, UserId},
    party::enterprise::{Enterprise, Standing},
    time::{DAY_MS, HOUR_MS, UtcMs},
};

use super::{
    accounts::Account,
    clock::Moved,
    county::County,
    enterprises::FEATURED,
    faults::{KINDS, Kind},
    photo,
    rng::Rng,
};

/// Why the demo's hazards could not be made: a defect of the demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoryError {
    /// A step was refused.
    #[error("hazard: {0}")]
    Hazard(#[from] HazardError),
    /// A photo was refused.
    #[error("evidence: {0}")]
    Evidence(#[from] EvidenceError),
}

/// How far a hazard has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Found,
    Notified,
    NotifiedLate,
    Planned,
    PlannedLate,
    Extension,
    Submitted,
    SentBack,
    Verified,
    Closed,
    /// A major one, supervise-listed, in the middle of its governance.
    Governed,
}

/// How many of each: the featured firm's first ones cover what its people must do today.
const ENDS: [(End, usize); 11] = [
    (End::Notified, 6),
    (End::PlannedLate, 3),
    (End::Submitted, 5),
    (End::Planned, 6),
    (End::Extension, 2),
    (End::SentBack, 3),
    (End::NotifiedLate, 3),
    (End::Found, 4),
    (End::Verified, 3),
    (End::Closed, 13),
    (End::Governed, 1),
];

/// A step of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Report,
    Notify,
    Plan,
    Extend,
    Submit,
    SendBack,
    Verify,
    Close,
    Confirm,
    List,
    Progress,
}

/// One hazard of the demo.
struct Story<'a> {
    number: u32,
    end: End,
    kind: &'static Kind,
    enterprise: &'a Enterprise,
    reporter: Viewer,
    checker: Viewer,
    firm: Viewer,
    principal: Viewer,
    leader: Viewer,
    begun: UtcMs,
    deadline_days: i32,
    made: Option<(HazardId, i64)>,
}

/// Makes the hazards of the county. `accounts` are those of the demo.
pub(crate) async fn make(
    desk: &Desk,
    county: &County,
    accounts: &[Account],
    seed: u64,
    now: UtcMs,
) -> Result<usize, StoryError> {
    let clock = Moved::at(now);
    let past = clock.desk(desk);
    let mut stories = stories(county, accounts, seed, now);
    let mut steps: Vec<(UtcMs, usize, Step)> = Vec::new();
    for (i, story) in stories.iter().enumerate() {
        steps.extend(plan_of(story, now).into_iter().map(|(at, step)| (at, i, step)));
    }
    // In order of time over all hazards: numbers and ledger read as they would have grown.
    steps.sort_by_key(|(at, story, _)| (*at, *story));
    for (at, i, step) in steps {
        clock.set(at);
        if let Some(story) = stories.get_mut(i) {
            let done = take(&past, story, step, seed, at).await?;
            story.made = Some((done.hazard.id, done.version));
        }
    }
    Ok(stories.len())
}

fn stories<'a>(county: &'a County, accounts: &[Account], seed: u64, now: UtcMs) -> Vec<Story<'a>> {
    let mut rng = Rng::for_part(seed, "hazards");
    let account = |login: &str| accounts.iter().find(|a| a.login == login).map(|a| a.viewer.clone());
    let in_business: Vec<&Enterprise> =
        county.enterprises.iter().skip(1).filter(|e| e.standing == Standing::Active).collect();
    let mut out = Vec::new();
    for (end, count) in ENDS {
        for i in 0..count {
            let number = u32::try_from(out.len()).unwrap_or(0);
            // The first of each state belongs to the firm whose people have accounts.
            let featured = i == 0 || (end == End::Closed && i < 3);
            let enterprise = if featured { &county.enterprises[FEATURED] } else { *rng.pick(&in_business) };
            let kind = if end == End::Governed {
                KINDS.iter().find(|k| k.level == Level::Major).unwrap_or(&KINDS[0])
            } else {
                &KINDS[usize::try_from(number * 7 % 10).unwrap_or(0)]
            };
            let (Some(officer), Some(second), Some(enforcement), Some(leader)) =
                (account("officer"), account("officer2"), account("enforcement"), account("leader"))
            else {
                return out;
            };
            let safety = account("safety").filter(|_| featured);
            let firm = safety.unwrap_or_else(|| safety_officer(enterprise, &mut rng, now));
            let principal = account("principal").filter(|_| featured);
            let principal = principal.unwrap_or_else(|| Viewer { role: Role::Principal, ..firm.clone() });
            let days = match end {
                End::Found => rng.between(0, 2),
                End::Notified => rng.between(1, 5),
                End::Planned | End::Extension => rng.between(4, 9),
                End::Submitted | End::SentBack | End::Verified => rng.between(6, 10),
                End::NotifiedLate | End::PlannedLate => rng.between(12, 20),
                End::Closed => rng.between(15, 50),
                End::Governed => 20,
            };
            let deadline_days = match end {
                End::NotifiedLate | End::PlannedLate => days - rng.between(1, 5),
                End::Closed => 12,
                End::Governed => 45,
                _ => days + rng.between(1, 9),
            };
            out.push(Story {
                number,
                end,
                kind,
                enterprise,
                reporter: if number % 3 == 0 { enforcement } else { officer },
                checker: second,
                firm,
                principal,
                leader,
                begun: now.plus(-i64::from(days) * DAY_MS - HOUR_MS - i64::from(rng.below(600)) * 60_000),
                deadline_days,
                made: None,
            });
        }
    }
    out
}

/// A safety officer of a firm that has no account in the demo.
fn safety_officer(enterprise: &Enterprise, rng: &mut Rng, now: UtcMs) -> Viewer {
    let name = enterprise.safety_officers.first().or(enterprise.principal_name.as_ref());
    Viewer {
        user: UserId(rng.uuid(now.0)),
        name: name.cloned().unwrap_or_default(),
        role: Role::SafetyOfficer,
        scope: Scope::Enterprise(enterprise.id),
    }
}

/// The steps of a story with their times, none of them after now.
fn plan_of(story: &Story<'_>, now: UtcMs) -> Vec<(UtcMs, Step)> {
    use Step as S;
    let steps: &[(i64, Step)] = match story.end {
        End::Found => &[(0, S::Report)],
        End::Notified | End::NotifiedLate => &[(0, S::Report), (2, S::Notify)],
        End::Planned | End::PlannedLate => &[(0, S::Report), (2, S::Notify), (24, S::Plan)],
        End::Extension => &[(0, S::Report), (2, S::Notify), (24, S::Plan), (60, S::Extend)],
        End::Submitted => &[(0, S::Report), (2, S::Notify), (24, S::Plan), (72, S::Submit)],
        End::SentBack => &[(0, S::Report), (2, S::Notify), (24, S::Plan), (72, S::Submit), (96, S::SendBack)],
        End::Verified => &[(0, S::Report), (2, S::Notify), (24, S::Plan), (72, S::Submit), (96, S::Verify)],
        End::Closed => {
            &[(0, S::Report), (2, S::Notify), (24, S::Plan), (72, S::Submit), (96, S::Verify), (100, S::Close)]
        }
        // The newest report is eleven days old, so the next one is late.
        End::Governed => &[
            (0, S::Report),
            (2, S::Notify),
            (6, S::Confirm),
            (30, S::Plan),
            (50, S::List),
            (150, S::Progress),
            (270, S::Progress),
        ],
    };
    let mut at = UtcMs(i64::MIN);
    steps
        .iter()
        .map(|(hours, step)| {
            // Later steps stay behind earlier ones and before now, however short the story is.
            at = story.begun.plus(hours * HOUR_MS).min(now.plus(-60_000)).max(at.plus(1_000));
            (at, *step)
        })
        .collect()
}

async fn take(desk: &Desk, story: &Story<'_>, step: Step, seed: u64, at: UtcMs) -> Result<HazardView, StoryError> {
    let ctx = |viewer: &Viewer| desk.ctx(viewer.clone());
    let deadline = story.begun.day().plus_days(story.deadline_days);
    let (id, version) = story.made.unwrap_or((HazardId(uuid::Uuid::nil()), 0));
    let kind = story.kind;
    Ok(match step {
        Step::Report => {
            let ctx = ctx(&story.reporter);
            let evidence = vec![photo_of(&ctx, story, EvidencePhase::Before, seed, at).await?];
            let new = NewHazard {
                enterprise: Some(story.enterprise.id),
                source: None,
                title: kind.title.to_owned(),
                description: kind.description.to_owned(),
                clause: kind.clause.map(str::to_owned),
                criterion: None,
                level: kind.level,
                place: story.enterprise.address.clone(),
                location: story.enterprise.location,
                deadline: None,
                evidence,
            };
            report(&ctx, new).await?
        }
        Step::Notify => {
            let notice =
                Notice { deadline, verifier: None, note: "请按期整改，整改前做好防护。".to_owned() };
            notify(&ctx(&story.reporter), id, version, notice).await?
        }
        Step::Plan => {
            let draft = PlanDraft {
                person_name: Some(story.firm.name.clone()),
                measure: Some(kind.measure.to_owned()),
                money_yuan: Some(kind.money_yuan),
                deadline: Some(deadline.max(at.day())),
                emergency_plan: Some(kind.emergency.to_owned()),
                goal: (kind.level == Level::Major).then(|| format!("消除“{}”，恢复合规经营", kind.title)),
            };
            let planner = if kind.level == Level::Major { &story.principal } else { &story.firm };
            plan::plan(&ctx(planner), id, version, draft).await?
        }
        Step::Extend => {
            let later = deadline.plus_days(7).max(at.day().plus_days(7));
            extension::request(&ctx(&story.firm), id, version, later, "配件到货延迟，申请延期七天。").await?
        }
        Step::Submit => {
            let ctx = ctx(&story.firm);
            let evidence = [photo_of(&ctx, story, EvidencePhase::After, seed, at).await?];
            submit::submit(&ctx, id, version, "已整改完成，请复查。", &evidence).await?
        }
        Step::SendBack => {
            let why = "照片看不清整改部位，请补拍近景。";
            verify::send_back(&ctx(&story.checker), id, version, why, &[]).await?
        }
        Step::Verify => {
            let ctx = ctx(&story.checker);
            let mut evidence = Vec::new();
            let mut version = version;
            if kind.level == Level::Major {
                let signed = [photo_of(&ctx, story, EvidencePhase::Acceptance, seed, at).await?];
                version = govern::accept(&ctx, id, version, experts(), &signed).await?.version;
                evidence.push(photo_of(&ctx, story, EvidencePhase::Verify, seed, at).await?);
            }
            verify::verify(&ctx, id, version, "现场复查合格。", &evidence).await?
        }
        Step::Close => close::close(&ctx(&story.checker), id, version, "", &[]).await?,
        Step::Confirm => govern::confirm_notice(&ctx(&story.principal), id, version).await?,
        Step::List => {
            let draft = ListingDraft {
                level: ListingLevel::County,
                body: String::from("安路县安全生产委员会（示例）"),
                deadline: deadline.plus_days(-5),
                note: String::from("列入年度挂牌督办清单。"),
            };
            govern::list(&ctx(&story.leader), id, version, draft).await?
        }
        Step::Progress => {
            let words = if at.day() < story.begun.day().plus_days(9) {
                "已停止超出许可的业务，相关车辆已封存。"
            } else {
                "已提交许可变更申请，正在补充材料。"
            };
            govern::report_progress(&ctx(&story.firm), id, version, words, &[]).await?
        }
    })
}

/// Invented experts.
fn experts() -> AcceptanceDraft {
    let expert = |name: &str, unit: &str| Expert { name: name.to_owned(), unit: unit.to_owned() };
    AcceptanceDraft {
        experts: vec![expert("示例专家甲", "示例检测所"), expert("示例专家乙", "示例运输协会")],
        opinion: String::from("治理措施已落实，同意通过验收。"),
        passed: true,
    }
}

async fn photo_of(
    ctx: &Ctx,
    story: &Story<'_>,
    phase: EvidencePhase,
    seed: u64,
    at: UtcMs,
) -> Result<Attach, StoryError> {
    let (mended, mark) = match phase {
        EvidencePhase::Before => (false, "A"),
        EvidencePhase::After => (true, "B"),
        EvidencePhase::Verify => (true, "C"),
        EvidencePhase::Acceptance => (true, "D"),
    };
    let caption = format!("{} {mark}{:03}", at.day(), story.number);
    let bytes = photo::yard(seed, story.number, mended, &caption);
    let name = format!("{}{mark}.png", at.day());
    let kept = put(ctx, NewEvidence { name, bytes, captured_at: Some(at.plus(-600_000)) }).await?;
    Ok(Attach { hash: kept.hash, phase: Some(phase) })
}
