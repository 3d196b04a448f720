//! Registration of major (red) risks: registered with the authority, monitored, cancelled with a reason and an approver.
//! (公路水路行业安全生产风险管理暂行办法: 重大风险登记、动态监测、销号.)

use serde::{Deserialize, Serialize};

use super::{
    act::{Action, check},
    grade::Grade,
    point::Risk,
    refusal::Refusal,
};
use crate::{
    access::Viewer,
    hazard::state::{PersonRef, Step},
    party::names,
    time::UtcMs,
};

/// Most notes a registration keeps at hand; earlier ones stand in the ledger.
const MAX_NOTES: usize = 50;
/// Most characters of a text.
const MAX_CHARS: usize = 2_000;

/// Where a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MajorState {
    /// 已登记.
    Registered,
    /// 申请销号: waits for the authority.
    CancelAsked,
    /// 已销号.
    Cancelled,
}

/// How a risk stands as a major one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 未登记: red, and not registered.
    Unregistered,
    /// 已登记.
    Registered,
    /// 申请销号.
    CancelAsked,
    /// 已销号.
    Cancelled,
}

names!(Standing {
    Unregistered = "unregistered" "未登记",
    Registered = "registered" "已登记",
    CancelAsked = "cancel_asked" "申请销号",
    Cancelled = "cancelled" "已销号",
});

/// A wish to cancel and what was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Who asked, when, why.
    pub asked: Step,
    /// The place or activity is no longer there; otherwise the risk was lowered.
    pub gone: bool,
    /// Who decided, when, and the note; `None` while it waits.
    pub decided: Option<Step>,
    /// Whether it was granted; `None` while it waits.
    pub approved: Option<bool>,
}

/// A registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Major {
    /// Where it stands.
    pub state: MajorState,
    /// Who registered it, when.
    pub registered: Step,
    /// Who watches it.
    pub monitor: String,
    /// How it is watched (监测监控措施).
    pub measures: String,
    /// What is done when it happens (应急措施).
    pub emergency: String,
    /// What was seen while watching, newest last.
    pub notes: Vec<Step>,
    /// The newest wish to cancel.
    pub cancellation: Option<Cancellation>,
}

/// What a registration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// See [`Major::monitor`].
    pub monitor: String,
    /// See [`Major::measures`].
    pub measures: String,
    /// See [`Major::emergency`].
    pub emergency: String,
}

fn text(pointer: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::field(pointer, "required")),
        n if n > MAX_CHARS => Err(Refusal::field(pointer, "too_long")),
        _ => Ok(text.to_owned()),
    }
}

fn step(actor: &Viewer, at: UtcMs, note: String) -> Step {
    Step { by: PersonRef::from(actor), at, note }
}

/// Registers a red risk, or corrects what its registration says.
pub fn register(risk: Risk, actor: &Viewer, now: UtcMs, draft: &Registration) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::Register)?;
    let monitor = text("/monitor", &draft.monitor)?;
    let measures = text("/measures", &draft.measures)?;
    let emergency = text("/emergency", &draft.emergency)?;
    let major = match risk.major {
        Some(old) if old.state == MajorState::Registered => Major { monitor, measures, emergency, ..old },
        _ => Major {
            state: MajorState::Registered,
            registered: step(actor, now, String::new()),
            monitor,
            measures,
            emergency,
            notes: Vec::new(),
            cancellation: None,
        },
    };
    Ok(Risk { major: Some(major), ..risk })
}

/// Adds a note of watching it.
pub fn note(risk: Risk, actor: &Viewer, now: UtcMs, words: &str) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::Note)?;
    let words = text("/note", words)?;
    let Some(mut major) = risk.major else { return Err(Refusal::WrongState { action: Action::Note }) };
    major.notes.push(step(actor, now, words));
    let surplus = major.notes.len().saturating_sub(MAX_NOTES);
    major.notes.drain(..surplus);
    Ok(Risk { major: Some(major), ..risk })
}

/// Asks to cancel: the risk was lowered by a new assessment, or what bore it is gone.
pub fn ask_cancel(risk: Risk, actor: &Viewer, now: UtcMs, gone: bool, reason: &str) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::AskCancel)?;
    let reason = match reason.trim() {
        "" => return Err(Refusal::field("/reason", "reason_required")),
        _ => text("/reason", reason)?,
    };
    if risk.grade() == Grade::Red && !gone {
        return Err(Refusal::StillMajor);
    }
    let Some(major) = risk.major else { return Err(Refusal::WrongState { action: Action::AskCancel }) };
    let asked = Cancellation { asked: step(actor, now, reason), gone, decided: None, approved: None };
    let major = Major { state: MajorState::CancelAsked, cancellation: Some(asked), ..major };
    Ok(Risk { major: Some(major), ..risk })
}

/// Grants the wish to cancel, or refuses it with a reason. What is gone leaves the list with it.
pub fn decide_cancel(risk: Risk, actor: &Viewer, now: UtcMs, approved: bool, words: &str) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::DecideCancel)?;
    let words = words.trim();
    if words.is_empty() && !approved {
        return Err(Refusal::field("/note", "reason_required"));
    }
    if words.chars().count() > MAX_CHARS {
        return Err(Refusal::field("/note", "too_long"));
    }
    let refused = Refusal::WrongState { action: Action::DecideCancel };
    let Some(major) = risk.major else { return Err(refused) };
    let Some(asked) = major.cancellation else { return Err(refused) };
    if asked.asked.by.id == actor.user {
        return Err(Refusal::OwnRequest);
    }
    // Raised again while the wish waited: what is still red and there stays registered.
    if approved && risk.assessment.grade == Grade::Red && !asked.gone {
        return Err(Refusal::StillMajor);
    }
    let decided = step(actor, now, words.to_owned());
    let retired = if approved && asked.gone { Some(asked.asked.clone()) } else { risk.retired };
    let state = if approved { MajorState::Cancelled } else { MajorState::Registered };
    let cancellation = Some(Cancellation { decided: Some(decided), approved: Some(approved), ..asked });
    Ok(Risk { major: Some(Major { state, cancellation, ..major }), retired, ..risk })
}

#[cfg(test)]
#[path = "major_tests.rs"]
mod tests;
