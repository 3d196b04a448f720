//! Three interviews: one that was held, whose demands the enterprise has still to mend, one of yesterday that waits for
//! its record, and one that waits for its notice. Those of accidents and of the worst grades plan themselves when the
//! server runs.

use anlu_app::{
    ctx::Desk,
    talk::{TalkError, open, step::step},
};
use anlu_domain::{
    case::Officer,
    ids::EnterpriseId,
    talk::{Act, Attendee, Capacity, NewRecord, TalkSource},
    time::{DAY_MS, HOUR_MS, UtcMs},
};

use super::{accounts::Account, clock::Moved, county::County, enterprises::FEATURED};

/// Days back on which two were planned, and on which the first was held. Notice is given working days ahead, and some
/// holidays last longer than a week.
const PLANNED: i64 = 21;
const HELD: i64 = 7;
const WATCHING: &str = "动态监控值守不到位，疲劳驾驶预警处置不及时";
const TRAINING: &str = "从业人员安全教育培训不到位";
const PLACE: &str = "示例县交通运输局三楼会议室";

/// Makes the interviews; how many.
pub(crate) async fn make(desk: &Desk, county: &County, accounts: &[Account], now: UtcMs) -> Result<u64, TalkError> {
    let of = |login: &str| accounts.iter().find(|a| a.login == login).map(|a| a.viewer.clone());
    let Some(((bureau, enforcement), principal)) = of("officer").zip(of("enforcement")).zip(of("principal")) else {
        return Ok(0);
    };
    let firm = |place: usize| county.enterprises.get(FEATURED + place).map(|e| e.id);
    let (Some(first), Some(second), Some(third)) = (firm(0), firm(3), firm(4)) else { return Ok(0) };
    let clock = Moved::at(now);
    let past = clock.desk(desk);
    let (officer, boss) = (past.ctx(bureau.clone()), past.ctx(principal));
    let held_at = now.plus(-HELD * DAY_MS);
    clock.set(now.plus(-PLANNED * DAY_MS));
    let talk = open::open(&officer, new(first, WATCHING)).await?;
    let (id, version) = (talk.row.talk.id, talk.row.version);
    let card = |viewer: &anlu_domain::access::Viewer, card: &str| Officer {
        user: Some(viewer.user),
        name: viewer.name.clone(),
        card: card.to_owned(),
    };
    let officers = vec![card(&bureau, "示例-0003"), card(&enforcement, "示例-0004")];
    let notice = |at, reason: &str| Act::GiveNotice {
        officers: officers.clone(),
        at,
        place: PLACE.to_owned(),
        attendees: String::from("主要负责人、安全管理人员"),
        reason: reason.to_owned(),
        bring: vec![String::from("动态监控值班记录"), String::from("驾驶员教育培训记录")],
        urgent: String::new(),
    };
    let talk = step(&officer, id, version, notice(held_at, WATCHING)).await?;
    let waits = open::open(&officer, new(third, TRAINING)).await?;
    step(&officer, waits.row.talk.id, waits.row.version, notice(now.plus(-DAY_MS), TRAINING)).await?;
    clock.set(now.plus((1 - PLANNED) * DAY_MS));
    let talk = step(&boss, id, talk.row.version, Act::Receive).await?;
    clock.set(held_at.plus(HOUR_MS));
    let principal =
        Attendee { name: boss.viewer.name.clone(), post: String::from("总经理"), capacity: Capacity::Principal };
    let record = NewRecord {
        at: held_at,
        place: PLACE.to_owned(),
        host: bureau.name,
        recorder: enforcement.name,
        attendees: vec![principal],
        stand_in: String::new(),
        matters: String::from("通报近期疲劳驾驶预警情况，听取企业说明，提出整改要求。"),
        demands: vec![
            String::from("补齐动态监控人员，实行二十四小时值守"),
            String::from("对涉及的驾驶员逐人教育并记录"),
        ],
        deadline: now.day().plus_days(5),
        commitment: String::from("企业表示按要求整改。"),
    };
    step(&officer, id, talk.row.version, Act::Hold(Box::new(record))).await?;
    open::open(&officer, new(second, "重大风险管控措施长期未落实")).await?;
    Ok(3)
}

fn new(enterprise: EnterpriseId, reason: &str) -> open::NewTalk {
    open::NewTalk { enterprise, source: TalkSource::Found, source_id: None, reason: reason.to_owned() }
}
