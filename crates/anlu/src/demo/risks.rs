//! Risk censuses of the county: most firms of a sector with a template began with it, some graded a point red and
//! registered it, a few asked to strike it off; some inspected by their controls, and one control was not kept.

use anlu_app::{
    ctx::Desk,
    risk::{
        RiskError,
        inspect::{NewAnswer, NewInspection, inspect},
        start::draft_of,
    },
};
use anlu_domain::{
    access::{Role, Scope, Viewer},
    duty::record::{Details, DutyRecord, Inspected},
    ids::{ControlId, InspectionId, RecordId, RiskId, UserId},
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    risk::{
        Grade, Risk, RiskDraft, Scale, Tenths,
        draft::{self, Fresh, Setting},
        inspection::{AnswerDraft, Inspection, Outcome, judge},
        major::{self, Registration},
        scale::Values,
    },
    time::{DAY_MS, HOUR_MS, MINUTE_MS, UtcMs},
};
use anlu_rules::pack::RiskTemplate;
use anlu_store::{
    StoreError, Tx,
    repo::{duty_record, hazard::next_number, inspection, plan, risk},
};
use uuid::Uuid;

use super::{county::County, enterprises::FEATURED, rng::Rng};

/// Share of firms with a census.
const CENSUS_SHARE: f64 = 0.55;
/// Share of high-risk firms with a census that graded a point red.
const RED_SHARE: f64 = 0.3;
/// When the censuses were made, days ago.
const MADE_DAYS: i64 = 75;
/// When the featured firm inspected last, days ago.
const INSPECTED_DAYS: i64 = 40;

/// Why the demo's risks could not be made: a defect of the demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CensusError {
    /// A step was refused.
    #[error("risk: {0}")]
    Risk(#[from] RiskError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One firm with its census.
struct Firm<'a> {
    enterprise: &'a Enterprise,
    risks: Vec<Risk>,
    inspected: Option<Inspection>,
}

fn person(enterprise: &Enterprise) -> Viewer {
    let name = enterprise.principal_name.clone().unwrap_or_else(|| String::from("示例负责人"));
    Viewer { user: UserId(Uuid::nil()), name, role: Role::Principal, scope: Scope::Enterprise(enterprise.id) }
}

/// Makes the censuses; number of risks.
pub(crate) async fn make(desk: &Desk, county: &County, seed: u64, now: UtcMs) -> Result<usize, CensusError> {
    let Some(book) = desk.duties.clone() else { return Ok(0) };
    let book = book.now();
    let pack = book.pack();
    let mut firms = Vec::new();
    for (i, enterprise) in county.enterprises.iter().enumerate().filter(|(_, e)| e.standing == Standing::Active) {
        let mut rng = Rng::for_part(seed, &format!("risks {i}"));
        if i != FEATURED && !rng.chance(CENSUS_SHARE) {
            continue;
        }
        let own = |t: &&RiskTemplate| {
            let sectors = t.sectors.iter().filter_map(|s| Sector::parse(s));
            t.valid_on(now.day()) && sectors.into_iter().any(|s| enterprise.sectors.contains(&s))
        };
        let Some(template) = pack.risk_templates.iter().find(own) else { continue };
        let method = pack.risk_methods.iter().find(|m| m.id == template.method && m.valid_on(now.day()));
        let Some(scale) = method.and_then(anlu_rules::pack::RiskMethod::scale) else { continue };
        let reference = pack.reference();
        let mut maker = Maker { rng, enterprise, scale, pack: format!("{} {}", reference.id, reference.version), now };
        let risks = maker.census(template, i == FEATURED);
        let inspected = (i == FEATURED).then(|| maker.inspected(&risks)).flatten();
        firms.push(Firm { enterprise, risks, inspected });
    }
    let made = firms.iter().map(|f| f.risks.len()).sum();
    desk.store
        .tx(async |tx: Tx| {
            for firm in &firms {
                let series = format!("FX {}", firm.enterprise.id);
                for _ in &firm.risks {
                    next_number(&tx, &series).await?;
                }
                risk::insert(&tx, &firm.risks).await?;
                if let Some(done) = &firm.inspected {
                    inspection::insert(&tx, done, "demo").await?;
                    duty_record::insert(&tx, &[record(done)]).await?;
                }
            }
            plan::mark(&tx, firms.iter().map(|f| f.enterprise.id), now).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    // A garage found that a control was not kept: the hazard points back to it.
    let repair = |f: &&Firm<'_>| f.enterprise.sectors.contains(&Sector::Repair) && f.inspected.is_none();
    if let Some(firm) = firms.iter().find(repair) {
        let mut rng = Rng::for_part(seed, "failed control");
        fail_one(desk, firm, &mut rng, now).await?;
    }
    Ok(made)
}

/// The record that an inspection is.
fn record(done: &Inspection) -> DutyRecord {
    let inspected = Inspected {
        kept: done.count(Outcome::Kept),
        failed: done.count(Outcome::Failed),
        not_applicable: done.count(Outcome::NotApplicable),
    };
    DutyRecord {
        id: RecordId(done.id.0),
        enterprise: done.enterprise,
        person: None,
        kind: String::from("inspection.self"),
        day: done.finished_at.day(),
        quantity: 0,
        note: done.note.clone(),
        details: Details { inspected: Some(inspected), ..Details::default() },
        by: done.by.clone(),
        at: done.received_at,
        withdrawn: None,
    }
}

async fn fail_one(desk: &Desk, firm: &Firm<'_>, rng: &mut Rng, now: UtcMs) -> Result<(), CensusError> {
    let controls = firm.risks.iter().flat_map(Risk::kept);
    let answers = controls.enumerate().map(|(i, control)| {
        let failed = i == 3;
        let answer = AnswerDraft {
            control: control.id,
            outcome: if failed { Outcome::Failed } else { Outcome::Kept },
            note: if failed { String::from("两具灭火器压力不足，指针在红区") } else { String::new() },
            evidence: Vec::new(),
        };
        NewAnswer { answer, deadline: failed.then(|| now.day().plus_days(7)) }
    });
    let new = NewInspection {
        id: InspectionId(rng.uuid(now.0)),
        started_at: now.plus(-40 * MINUTE_MS),
        finished_at: now.plus(-20 * MINUTE_MS),
        note: String::new(),
        answers: answers.collect(),
    };
    inspect(&desk.ctx(person(firm.enterprise)), firm.enterprise.id, new).await?;
    Ok(())
}

struct Maker<'a> {
    rng: Rng,
    enterprise: &'a Enterprise,
    scale: Scale,
    pack: String,
    now: UtcMs,
}

impl Maker<'_> {
    fn high_risk(&self) -> bool {
        let high = [Sector::Hazmat, Sector::Passenger, Sector::Tourist, Sector::Construction];
        self.enterprise.sectors.iter().any(|s| high.contains(s))
    }

    fn census(&mut self, template: &RiskTemplate, featured: bool) -> Vec<Risk> {
        let at = self.now.plus(-MADE_DAYS * DAY_MS);
        let actor = person(self.enterprise);
        let red = (!featured && self.high_risk() && self.rng.chance(RED_SHARE)).then(|| self.rng.below(2));
        let mut risks = Vec::new();
        for (n, point) in (1..).zip(&template.points) {
            let mut wish = draft_of(point);
            wish.place = Some(String::from(*self.rng.pick(&["一号场地", "二号场地", "东侧车间", "西侧停车区"])));
            if red == Some(n - 1) {
                self.raise(&mut wish);
            }
            let id = RiskId(self.rng.uuid(at.0));
            let ids: Vec<ControlId> = wish.controls.iter().map(|_| ControlId(self.rng.uuid(at.0))).collect();
            let mut ids = ids.into_iter();
            let setting = Setting { scale: &self.scale, pack: &self.pack, actor: &actor, now: at };
            let from = format!("{}/{}", template.id, point.key);
            let fresh = Fresh { id, no: format!("FX-{n:04}"), enterprise: self.enterprise.id, template: Some(from) };
            let next = || ids.next().unwrap_or(ControlId(Uuid::nil()));
            let Ok(made) = draft::create(fresh, &wish, &setting, next) else { continue };
            risks.push(if made.grade() == Grade::Red { self.registered(made, &actor, at) } else { made });
        }
        risks
    }

    /// Grades it red: likely, daily, several deaths.
    fn raise(&self, wish: &mut RiskDraft) {
        let values = [("L", 3.0), ("E", 6.0), ("C", 40.0)];
        let red: Option<Values> = values.into_iter().map(|(c, v)| Some((c.to_owned(), Tenths::of(v)?))).collect();
        if let Some(red) = red.filter(|red| self.scale.assess(red).is_ok()) {
            wish.factors = red;
        }
        if let Some(first) = wish.controls.first_mut() {
            first.level = anlu_domain::risk::ControlLevel::Company;
        }
    }

    /// Most register what they graded red, and note how they watch it; a few ask to strike it off.
    fn registered(&mut self, risk: Risk, actor: &Viewer, at: UtcMs) -> Risk {
        if !self.rng.chance(0.75) {
            return risk;
        }
        let says = Registration {
            monitor: actor.name.clone(),
            measures: String::from("动态监控每班巡查，每周由主要负责人带队检查一次，发现异常立即停用"),
            emergency: String::from("立即停车、断电、疏散，拨打119、120，按预案报告主管部门"),
        };
        let step = |risk: Risk, next: Result<Risk, anlu_domain::risk::Refusal>| next.unwrap_or(risk);
        let mut risk = step(risk.clone(), major::register(risk, actor, at.plus(DAY_MS), &says));
        for days in [50, 20] {
            let seen = self.now.plus(-days * DAY_MS);
            risk = step(risk.clone(), major::note(risk, actor, seen, "监测正常，管控措施均已落实"));
        }
        if self.rng.chance(0.25) {
            let asked = self.now.plus(-2 * DAY_MS);
            risk = step(risk.clone(), major::ask_cancel(risk, actor, asked, true, "该线路已停止运营，场地已清空"));
        }
        risk
    }

    /// An inspection in which every control was kept.
    fn inspected(&mut self, risks: &[Risk]) -> Option<Inspection> {
        let ended = self.now.plus(-INSPECTED_DAYS * DAY_MS);
        let kept = |c: &anlu_domain::risk::Control| AnswerDraft {
            control: c.id,
            outcome: Outcome::Kept,
            note: String::new(),
            evidence: Vec::new(),
        };
        let answers: Vec<AnswerDraft> = risks.iter().flat_map(Risk::kept).map(kept).collect();
        Some(Inspection {
            id: InspectionId(self.rng.uuid(ended.0)),
            enterprise: self.enterprise.id,
            started_at: ended.plus(-HOUR_MS),
            finished_at: ended,
            received_at: ended,
            by: anlu_domain::hazard::PersonRef::from(&person(self.enterprise)),
            note: String::from("月度自查"),
            answers: judge(risks, &answers, ended).ok()?,
        })
    }
}
