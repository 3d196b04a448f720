//! The steps of an interview and what each does.

use super::{
    Attendee, Capacity, Demand, Notice, Place, Record, Refusal, Talk, TalkState, Unheld, UnheldWhy, guard::refused_to,
    refusal::field,
};
use crate::{
    access::Viewer,
    calendar::Calendar,
    case::{
        Officer,
        clock::{TermKey, Terms},
        record::vocabulary,
        step::pair,
        words::{optional, required},
    },
    evidence::EvidenceHash,
    hazard::{PersonRef, Step},
    party::names,
    time::{CivilDay, UtcMs},
};
use serde::{Deserialize, Serialize};

/// Most demands, people and things to bring.
const MOST: usize = 30;
/// An appointment lies within so many days.
const MOST_DAYS: i32 = 180;

vocabulary! {
    /// A step, the obvious next one first.
    ActKind {
        GiveNotice = "give_notice" "通知约谈",
        Receive = "receive" "签收通知",
        Hold = "hold" "记约谈记录",
        Miss = "miss" "记未到场",
        Postpone = "postpone" "改期",
        Mend = "mend" "报告落实",
        Confirm = "confirm" "核实落实",
        Close = "close" "办结",
        Cancel = "cancel" "取消",
    }
}

/// A record as it is entered; demands have only their text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are those of the record, which documents them")]
pub struct NewRecord {
    pub at: UtcMs,
    pub place: String,
    pub host: String,
    pub recorder: String,
    pub attendees: Vec<Attendee>,
    pub stand_in: String,
    pub matters: String,
    pub demands: Vec<String>,
    pub deadline: CivilDay,
    pub commitment: String,
}

/// A step with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are those of the record, which documents them")]
pub enum Act {
    /// When, where, who must come, why.
    GiveNotice {
        officers: Vec<Officer>,
        at: UtcMs,
        place: String,
        attendees: String,
        reason: String,
        bring: Vec<String>,
        urgent: String,
    },
    /// The enterprise confirms the notice.
    Receive,
    /// It was held.
    Hold(Box<NewRecord>),
    /// Nobody came.
    Miss { note: String },
    /// Another appointment will be made.
    Postpone { note: String },
    /// The enterprise has done what was demanded.
    Mend { index: usize, note: String, files: Vec<EvidenceHash> },
    /// The authority has looked at it.
    Confirm { index: usize, passed: bool, note: String },
    /// Everything is done.
    Close { note: String },
    /// It is not held.
    Cancel { note: String },
}

impl Act {
    /// Which step it is.
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::GiveNotice { .. } => ActKind::GiveNotice,
            Self::Receive => ActKind::Receive,
            Self::Hold(_) => ActKind::Hold,
            Self::Miss { .. } => ActKind::Miss,
            Self::Postpone { .. } => ActKind::Postpone,
            Self::Mend { .. } => ActKind::Mend,
            Self::Confirm { .. } => ActKind::Confirm,
            Self::Close { .. } => ActKind::Close,
            Self::Cancel { .. } => ActKind::Cancel,
        }
    }
}

/// What bears on steps beside the interview.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Periods in force.
    pub terms: &'a Terms,
    /// Working days.
    pub calendar: &'a Calendar,
}

impl Rules<'_> {
    fn last_day(&self, key: TermKey, from: CivilDay) -> Option<CivilDay> {
        self.terms.last_day(key, from, self.calendar).map(|(day, _)| day)
    }
}

/// Takes a step. The interview is consumed and comes back changed, or the step is refused.
pub fn advance(mut talk: Talk, act: Act, actor: &Viewer, now: UtcMs, rules: &Rules<'_>) -> Result<Talk, Refusal> {
    if let Some(refusal) = refused_to(&talk, act.kind(), actor, now) {
        return Err(refusal);
    }
    let step = |note: String| Step { by: PersonRef::from(actor), at: now, note };
    match act {
        Act::GiveNotice { officers, at, place, attendees, reason, bring, urgent } => {
            talk.officers = pair(&officers)?;
            talk.reason = required(&reason, "/reason")?;
            let urgent = optional(&urgent, "/urgent")?;
            check_day(at, now, urgent.is_some(), rules)?;
            talk.notices.push(Notice {
                to: Place { at, place: required(&place, "/place")? },
                attendees: required(&attendees, "/attendees")?,
                bring: lines(&bring, "/bring")?,
                urgent,
                step: step(String::new()),
                receipt: None,
                unheld: None,
            });
            talk.state = TalkState::Noticed;
        }
        Act::Receive => {
            let receipt = step(String::new());
            if let Some(notice) = talk.notices.last_mut() {
                notice.receipt = Some(receipt);
            }
        }
        Act::Hold(new) => {
            talk.record = Some(record(&talk, &new, step(String::new()), rules)?);
            talk.state = TalkState::Held;
        }
        Act::Miss { note } => {
            unheld(&mut talk, UnheldWhy::Missed, step(required(&note, "/note")?));
            talk.state = TalkState::Missed;
        }
        Act::Postpone { note } => {
            unheld(&mut talk, UnheldWhy::Postponed, step(required(&note, "/note")?));
            talk.state = TalkState::Planned;
        }
        Act::Mend { index, note, files } => {
            let said = step(required(&note, "/note")?);
            let demand = demand(&mut talk, index)?;
            if demand.mended.is_some() {
                return Err(Refusal::DemandState);
            }
            if files.is_empty() {
                return Err(Refusal::NoProof);
            }
            if files.len() > MOST {
                return Err(field("/files", "too_many"));
            }
            (demand.mended, demand.files) = (Some(said), files);
        }
        Act::Confirm { index, passed, note } => {
            let words = if passed { optional(&note, "/note")?.unwrap_or_default() } else { required(&note, "/note")? };
            let said = step(words);
            let demand = demand(&mut talk, index)?;
            if demand.mended.is_none() || demand.confirmed.is_some() {
                return Err(Refusal::DemandState);
            }
            if passed {
                demand.confirmed = Some(said);
            } else {
                (demand.mended, demand.sent_back) = (None, Some(said));
            }
            if talk.demands().iter().all(|d| d.confirmed.is_some()) {
                talk.state = TalkState::FollowedUp;
            }
        }
        Act::Close { note } => {
            talk.ended = Some(step(optional(&note, "/note")?.unwrap_or_default()));
            talk.state = TalkState::Closed;
        }
        Act::Cancel { note } => {
            talk.ended = Some(step(required(&note, "/note")?));
            talk.state = TalkState::Cancelled;
        }
    }
    Ok(talk)
}

/// To come, within half a year, and far enough off unless it is urgent.
fn check_day(at: UtcMs, now: UtcMs, urgent: bool, rules: &Rules<'_>) -> Result<(), Refusal> {
    if at <= now {
        return Err(field("/at", "deadline_past"));
    }
    if at.day() > now.day().plus_days(MOST_DAYS) {
        return Err(field("/at", "out_of_range"));
    }
    match rules.last_day(TermKey::TalkNotice, now.day()) {
        Some(earliest) if at.day() < earliest && !urgent => Err(Refusal::NoticeTooShort { earliest }),
        _ => Ok(()),
    }
}

fn unheld(talk: &mut Talk, why: UnheldWhy, step: Step) {
    if let Some(notice) = talk.notices.last_mut() {
        notice.unheld = Some(Unheld { why, step });
    }
}

fn demand(talk: &mut Talk, index: usize) -> Result<&mut Demand, Refusal> {
    talk.record.as_mut().and_then(|r| r.demands.get_mut(index)).ok_or(Refusal::DemandState)
}

/// Lines that say something.
fn lines(all: &[String], pointer: &'static str) -> Result<Vec<String>, Refusal> {
    if all.len() > MOST {
        return Err(field(pointer, "too_many"));
    }
    let said = all.iter().filter(|line| !line.trim().is_empty());
    said.map(|line| required(line, pointer).map_err(Refusal::from)).collect()
}

fn record(talk: &Talk, new: &NewRecord, step: Step, rules: &Rules<'_>) -> Result<Record, Refusal> {
    let given = talk.appointment().map_or(step.at, |n| n.to.at);
    if new.at > step.at {
        return Err(field("/at", "in_the_future"));
    }
    if new.at.day() < given.day() {
        return Err(Refusal::NotYet);
    }
    let (host, recorder) = (required(&new.host, "/host")?, required(&new.recorder, "/recorder")?);
    if host == recorder {
        return Err(Refusal::SamePerson);
    }
    let attendees = new.attendees.iter().map(attendee).collect::<Result<Vec<_>, _>>()?;
    if attendees.len() > MOST {
        return Err(field("/attendees", "too_many"));
    }
    let came = |capacity| attendees.iter().any(|a| a.capacity == capacity);
    let led = came(Capacity::Principal) || came(Capacity::Controller);
    if !led && !came(Capacity::StandIn) {
        return Err(Refusal::NobodyAnswers);
    }
    let stand_in = if led { None } else { Some(required(&new.stand_in, "/stand_in")?) };
    let texts = lines(&new.demands, "/demands")?;
    if texts.is_empty() {
        return Err(field("/demands", "required"));
    }
    let held = new.at.day();
    if new.deadline < held {
        return Err(field("/deadline", "deadline_past"));
    }
    if let Some(latest) = rules.last_day(TermKey::TalkMend, held)
        && new.deadline > latest
    {
        return Err(Refusal::DeadlineTooFar { latest });
    }
    let open = |text| Demand { text, mended: None, files: Vec::new(), confirmed: None, sent_back: None };
    Ok(Record {
        held: Place { at: new.at, place: required(&new.place, "/place")? },
        host,
        recorder,
        attendees,
        stand_in,
        matters: required(&new.matters, "/matters")?,
        demands: texts.into_iter().map(open).collect(),
        deadline: new.deadline,
        commitment: optional(&new.commitment, "/commitment")?,
        step,
    })
}

fn attendee(a: &Attendee) -> Result<Attendee, Refusal> {
    let (name, post) = (required(&a.name, "/attendees")?, required(&a.post, "/attendees")?);
    Ok(Attendee { name, post, capacity: a.capacity })
}
