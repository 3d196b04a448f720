//! Three cases in different states: a clue about a firm and its principal, one under investigation, one that waits for its review.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use anlu_app::{
    case::{CaseError, CaseView, open, step::step},
    ctx::{Ctx, Desk},
};
use anlu_domain::{
    access::{Role, Viewer},
    case::{Act, CaseSource, EvidenceKind, Officer},
    ids::{EnterpriseId, UserId},
    ports::Clock,
    time::{DAY_MS, UtcMs},
};
use uuid::Uuid;

use super::{accounts::Account, county::County, enterprises::FEATURED};

/// A clock that is moved by hand.
pub(super) struct Moved(pub(super) AtomicI64);

impl Moved {
    /// It is then.
    pub(super) fn set(&self, now: UtcMs) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for Moved {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::SeqCst))
    }
}

/// Makes the cases; how many.
pub(crate) async fn make(desk: &Desk, county: &County, accounts: &[Account], now: UtcMs) -> Result<u64, CaseError> {
    let of = |login: &str| accounts.iter().find(|a| a.login == login).map(|a| a.viewer.clone());
    let Some((bureau, leader)) = of("officer").zip(of("leader")) else { return Ok(0) };
    let clock = Arc::new(Moved(AtomicI64::new(now.plus(-12 * DAY_MS).0)));
    let past = Desk { clock: Arc::<Moved>::clone(&clock), ..desk.clone() };
    // The handling officers are people of the enforcement brigade without an account here; the reviewer is the officer
    // who logs in.
    let hand = Viewer {
        user: UserId(Uuid::from_u128(0x0ff1_ce01)),
        name: String::from("示例执法员甲"),
        role: Role::Enforcement,
        scope: bureau.scope.clone(),
    };
    let (hand, leader) = (past.ctx(hand), past.ctx(leader));
    let mut made = 0;
    let plan = [
        (FEATURED, "work_safety.101", 3_i64, 2_u8),
        (FEATURED + 1, "work_safety.97", 6, 1),
        (FEATURED + 2, "work_safety.102", 2, 0),
    ];
    for (index, violation, days, depth) in plan {
        let Some(firm) = county.enterprises.get(index) else { continue };
        clock.set(now.plus(-days * DAY_MS));
        let case = open::open(&hand, new(firm.id, violation, depth == 0)).await?;
        made += 1;
        if depth > 0 {
            Box::pin(investigate(&hand, &leader, case, depth == 2)).await?;
        }
    }
    Ok(made)
}

fn new(enterprise: EnterpriseId, violation: &str, both: bool) -> open::NewCase {
    open::NewCase {
        enterprise,
        violation: violation.to_owned(),
        person: Some(open::Responsible {
            name: String::from("示例负责人"), post: String::from("主要负责人")
        }),
        both,
        source: CaseSource::Found,
        source_id: None,
        title: String::new(),
        facts: String::from("日常检查发现，企业未能提供相应制度和记录。"),
        occurred: None,
        grave_harm: false,
    }
}

/// To the end of evidence, or on to the review.
async fn investigate(hand: &Ctx, leader: &Ctx, case: CaseView, whole: bool) -> Result<CaseView, CaseError> {
    let officer = |user, name: &str, card: &str| Officer { user, name: name.to_owned(), card: card.to_owned() };
    let officers = vec![
        officer(Some(hand.viewer.user), &hand.viewer.name, "示例-0001"),
        officer(None, "示例执法员乙", "示例-0002"),
    ];
    let (id, facts) = (case.row.case.id, case.row.case.facts.clone());
    let case = step(hand, id, case.row.version, Act::AskFiling { officers, facts: facts.clone() }).await?;
    let yes = Act::DecideFiling { approved: true, note: String::new() };
    let case = step(leader, id, case.row.version, yes).await?;
    let talk = Act::AddInterview {
        person: String::from("示例安全员"),
        post: String::from("安全员"),
        text: String::from("问：制度和记录在哪里？\n答：还没有建立。"),
        remote: false,
        signed: None,
    };
    let case = step(hand, id, case.row.version, talk).await?;
    if !whole {
        return Ok(case);
    }
    let proof = Act::AddEvidence {
        kind: EvidenceKind::Scene,
        name: String::from("现场检查笔录"),
        origin: String::from("两名执法人员现场制作，当事人签字"),
        file: None,
    };
    let case = step(hand, id, case.row.version, proof).await?;
    let end = Act::Conclude {
        findings: facts,
        circumstances: Vec::new(),
        income_yuan: None,
        fine_yuan: 20_000,
        measures: Vec::new(),
        deviation: String::new(),
    };
    step(hand, id, case.row.version, end).await
}
