//! What the enterprises of the county have done and left undone: records and facts of the past year, so that lists show
//! a believable mixture of done, due and late. Most firms are in order, some forget things, a few do little.

use anlu_app::ctx::Desk;
use anlu_domain::{
    duty::{
        Cadence,
        record::{Details, DutyRecord},
    },
    hazard::PersonRef,
    ids::{EnterpriseId, PersonId, RecordId, UserId},
    party::{
        enterprise::{Enterprise, Standing},
        person::{Person, Post},
        sector::Sector,
    },
    time::{CivilDay, DAY_MS, HOUR_MS, UtcMs},
};
use anlu_store::{
    StoreError, Tx,
    repo::{
        duty_fact::{self, Told},
        duty_record, plan,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{county::County, enterprises::FEATURED, load::SINCE_DAYS, rng::Rng};

/// Days back for which records are made.
const BACK_DAYS: i32 = 330;

/// How a firm keeps its duties: chance that a thing is done, and that it is done again in the running period already.
#[derive(Clone, Copy)]
struct Habit {
    done: f64,
    early: f64,
}

/// A firm has so many duties, of so many people, that one who forgets any of them now and then is always late somewhere.
const GOOD: Habit = Habit { done: 1.0, early: 0.75 };
const MIDDLING: Habit = Habit { done: 0.86, early: 0.45 };
const POOR: Habit = Habit { done: 0.45, early: 0.1 };
/// Share of firms that do little, and of those that do little or forget.
const POOR_SHARE: f64 = 0.03;
const FORGETFUL_SHARE: f64 = 0.1;

/// How the enterprise at `i` keeps its duties.
fn habit(seed: u64, i: usize) -> Habit {
    let roll = Rng::for_part(seed, &format!("habit {i}")).unit();
    match () {
        // The firm whose people have accounts has something of everything.
        () if i == FEATURED => MIDDLING,
        () if roll < POOR_SHARE => POOR,
        () if roll < FORGETFUL_SHARE => MIDDLING,
        () => GOOD,
    }
}

/// Whether the enterprise at `i` lets things slip: what its people should renew, too.
pub(crate) fn forgetful(seed: u64, i: usize) -> bool {
    habit(seed, i).done < GOOD.done
}

/// What is made for one enterprise.
struct Maker<'a> {
    rng: Rng,
    now: UtcMs,
    firm: &'a Enterprise,
    people: Vec<&'a Person>,
    habit: Habit,
    /// 事故多发, as the authority tells it.
    prone: bool,
    records: Vec<DutyRecord>,
    told: Vec<Told>,
}

/// Stores records and facts of the county. Number of records.
pub(crate) async fn make(desk: &Desk, county: &County, seed: u64, now: UtcMs) -> Result<usize, StoreError> {
    let (mut records, mut told) = (Vec::new(), Vec::new());
    let mut people: std::collections::BTreeMap<EnterpriseId, Vec<&Person>> = std::collections::BTreeMap::new();
    for person in county.people.iter().filter(|p| !p.left) {
        people.entry(person.enterprise).or_default().push(person);
    }
    for (i, firm) in county.enterprises.iter().enumerate().filter(|(_, e)| e.standing == Standing::Active) {
        let mut rng = Rng::for_part(seed, &format!("duties {i}"));
        let habit = habit(seed, i);
        let people = people.remove(&firm.id).unwrap_or_default();
        let prone = rng.chance(0.04);
        let mut maker = Maker { rng, now, firm, people, habit, prone, records: Vec::new(), told: Vec::new() };
        maker.facts();
        maker.targets(&mut Rng::for_part(seed, &format!("targets {i}")));
        maker.firm_records(i == FEATURED);
        maker.people_records();
        records.append(&mut maker.records);
        told.append(&mut maker.told);
    }
    let ids: Vec<EnterpriseId> = county.enterprises.iter().map(|e| e.id).collect();
    desk.store
        .tx(async |tx: Tx| {
            duty_record::insert(&tx, &records).await?;
            duty_fact::tell(&tx, &told).await?;
            plan::mark(&tx, ids, now).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(records.len())
}

impl Maker<'_> {
    fn has(&self, any: &[Sector]) -> bool {
        self.firm.sectors.iter().any(|s| any.contains(s))
    }

    fn high_risk(&self) -> bool {
        self.has(&[Sector::Hazmat, Sector::Passenger, Sector::Tourist])
    }

    fn fact(&mut self, subject: Uuid, name: &str, value: Value, by: &str) {
        self.told.push(Told {
            subject,
            name: name.to_owned(),
            enterprise: self.firm.id,
            value,
            by: by.to_owned(),
            at: self.now.plus(-SINCE_DAYS * DAY_MS),
        });
    }

    fn facts(&mut self) {
        let own = self.firm.id.0;
        let risks = i64::from(self.high_risk() && self.rng.chance(0.6));
        let authority: [(&str, bool); 4] = [
            ("enterprise.high_risk", self.high_risk()),
            ("enterprise.accident_prone", self.prone),
            ("enterprise.key", self.rng.chance(0.12)),
            ("enterprise.above_scale", self.rng.chance(0.18)),
        ];
        for (name, value) in authority {
            self.fact(own, name, json!(value), "示例安岚");
        }
        let by = self.principal().name;
        let revenue = i64::from(self.rng.between(80, 4_000)) * 10_000;
        // A few have not told their revenue yet: it shows as missing.
        if self.rng.chance(0.93) {
            self.fact(own, "enterprise.revenue_last_year_yuan", json!(revenue), &by);
        }
        self.fact(own, "enterprise.major_risks", json!(risks), &by);
        let unregistered = if self.rng.chance(self.habit.done) { 0 } else { risks };
        self.fact(own, "enterprise.major_risks_unregistered", json!(unregistered), &by);
    }

    /// What targets and campaigns ask for; not everything is known of everybody.
    fn targets(&mut self, rng: &mut Rng) {
        let own = self.firm.id.0;
        if rng.chance(0.01) {
            self.fact(own, "enterprise.demonstration", json!(true), "示例安岚");
        }
        if self.has(&[Sector::Repair]) && rng.chance(0.9) {
            let class = if rng.chance(0.6) { 3 } else { 2 };
            self.fact(own, "enterprise.repair_class", json!(class), "示例安岚");
        }
        if self.has(&[Sector::Rental]) && rng.chance(0.5) {
            self.fact(own, "enterprise.rental_filed", json!(true), "示例安岚");
        }
        let kinds = [Post::Principal, Post::SafetyOfficer];
        let people: Vec<Uuid> =
            self.people.iter().filter(|p| p.posts.iter().any(|post| kinds.contains(post))).map(|p| p.id.0).collect();
        for person in people {
            if rng.chance(0.96) {
                let passed = rng.chance(self.habit.done.max(0.7));
                self.fact(person, "person.assessed", json!(passed), "示例安岚");
            }
        }
    }

    fn principal(&self) -> PersonRef {
        let name = self.firm.principal_name.clone().unwrap_or_else(|| "示例负责人".to_owned());
        PersonRef { id: UserId(Uuid::nil()), name }
    }

    fn record(&mut self, kind: &str, day: CivilDay, quantity: i64, note: &str, details: Details) {
        self.of_person(None, kind, day, quantity, note, details);
    }

    fn of_person(
        &mut self,
        person: Option<PersonId>,
        kind: &str,
        day: CivilDay,
        quantity: i64,
        note: &str,
        details: Details,
    ) {
        let at = day.start().plus(i64::from(self.rng.between(9, 17)) * HOUR_MS);
        let id = RecordId(self.rng.uuid(at.0));
        let by = self.principal();
        self.records.push(DutyRecord {
            id,
            enterprise: self.firm.id,
            person,
            kind: kind.to_owned(),
            day,
            quantity,
            note: note.to_owned(),
            details,
            by,
            at: at.plus(HOUR_MS),
            withdrawn: None,
        });
    }

    /// Days, one in each calendar period back from the running one, on which the thing was done.
    fn days(&mut self, cadence: Cadence) -> Vec<CivilDay> {
        let today = self.now.day();
        let (mut days, mut chance, mut at) = (Vec::new(), self.habit.early, today);
        while let Some(period) = cadence.period_of(at).filter(|p| today.0 - p.end.0 < BACK_DAYS) {
            let last = period.end.min(today.plus_days(-1));
            if self.rng.chance(chance) && period.start <= last {
                days.push(last.plus_days(-self.rng.between(0, last.0 - period.start.0)));
            }
            (chance, at) = (self.habit.done, period.start.plus_days(-1));
        }
        days
    }

    fn every(&mut self, kind: &str, cadence: Cadence, note: &str) {
        for day in self.days(cadence) {
            self.record(kind, day, 0, note, Details::default());
        }
    }

    fn firm_records(&mut self, featured: bool) {
        let often = self.high_risk();
        self.every("inspection.self", Cadence::Month, "按清单自查，未发现重大隐患");
        self.every(
            "inspection.principal",
            if often || self.prone { Cadence::Month } else { Cadence::Quarter },
            "主要负责人带队检查",
        );
        for day in self.days(if often { Cadence::HalfYear } else { Cadence::Year }) {
            let participants = u32::try_from(self.rng.between(6, 40)).ok();
            self.record("drill", day, 0, "车辆火灾应急处置演练", Details { participants, ..Details::default() });
        }
        self.every("risk.assessment", Cadence::Year, "年度安全风险自评");
        self.every("standardization.self_assessment", Cadence::Year, "标准化年度自评");
        if often {
            self.every("risk.major_list", Cadence::Quarter, "重大风险清单更新");
        }
        for day in self.days(Cadence::Quarter) {
            let yuan = i64::from(self.rng.between(2, 40)) * 5_000;
            self.record("expense", day, yuan, "安全防护、培训和检测支出", Details::default());
        }
        if self.rng.chance(self.habit.done) {
            let day = self.now.day().plus_days(-self.rng.between(30, BACK_DAYS));
            self.record("report.reward_scheme", day, 0, "内部隐患举报奖励制度已公布", Details::default());
        }
        if self.rng.chance(self.habit.done) {
            let day = self.now.day().plus_days(-self.rng.between(20, BACK_DAYS));
            self.record("statement.principal", day, 0, "年度安全生产述职", Details::default());
        }
        if featured || self.rng.chance(self.habit.done) {
            // The firm with accounts has to renew soon; elsewhere some policies have ended.
            let back = if featured { 350 } else { self.rng.between(20, 340) };
            let day = self.now.day().plus_days(-back);
            let details = Details {
                insured_until: Some(day.plus_days(365)),
                insured_sum_yuan: Some(i64::from(self.rng.between(2, 20)) * 500_000),
                ..Details::default()
            };
            self.record("insurance.liability", day, 0, "安全生产责任保险保单", details);
        }
    }

    fn people_records(&mut self) {
        let people: Vec<(PersonId, bool)> = self
            .people
            .iter()
            .map(|p| (p.id, p.posts.iter().any(|post| matches!(post, Post::Principal | Post::SafetyOfficer))))
            .collect();
        for (id, leads) in people {
            if self.rng.chance(self.habit.done) {
                let day = self.now.day().plus_days(-self.rng.between(5, 300));
                self.of_person(Some(id), "post.list", day, 0, "岗位责任清单已签", Details::default());
            }
            if leads && self.rng.chance(self.habit.done) {
                let day = self.now.day().plus_days(-self.rng.between(5, 300));
                self.of_person(Some(id), "training", day, 12, "年度再培训", Details::default());
            }
        }
    }
}
