//! A risk as somebody writes it, and how it becomes the next value of the record.

use super::{
    act::{Action, check},
    grade::{ControlKind, ControlLevel, RiskKind},
    point::{Assessment, Control, Risk, Spot},
    refusal::Refusal,
    scale::{Scale, Values},
};
use crate::{
    access::Viewer,
    hazard::state::{PersonRef, Step},
    ids::{ControlId, EnterpriseId, RiskId},
    time::UtcMs,
};

/// Most characters of a name.
const MAX_NAME: usize = 100;
/// Most characters of other texts.
const MAX_TEXT: usize = 500;
/// Most controls in force.
pub const MAX_CONTROLS: usize = 40;

/// A control as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlDraft {
    /// The control it changes; `None`: a new one.
    pub id: Option<ControlId>,
    /// See [`Control::kind`].
    pub kind: ControlKind,
    /// See [`Control::text`].
    pub text: String,
    /// See [`Control::owner`].
    pub owner: String,
    /// See [`Control::level`].
    pub level: ControlLevel,
}

/// A risk as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskDraft {
    /// See [`Risk::name`].
    pub name: String,
    /// See [`Risk::kind`].
    pub kind: RiskKind,
    /// See [`Risk::place`].
    pub place: Option<String>,
    /// See [`Risk::accident`].
    pub accident: String,
    /// See [`Risk::owner`].
    pub owner: String,
    /// Values of the method's factors.
    pub factors: Values,
    /// Why it is graded so; kept with the assessment.
    pub reason: String,
    /// Controls that shall be in force; those left out are taken away.
    pub controls: Vec<ControlDraft>,
}

/// What a risk needs besides its draft.
pub struct Setting<'a> {
    /// The scale it is graded by.
    pub scale: &'a Scale,
    /// Pack and version of the scale.
    pub pack: &'a str,
    /// Who writes.
    pub actor: &'a Viewer,
    /// When.
    pub now: UtcMs,
}

/// What a new risk is given.
pub struct Fresh {
    /// Id.
    pub id: RiskId,
    /// Number.
    pub no: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Template and point it is made from.
    pub template: Option<String>,
}

fn line(pointer: &str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::field(pointer, "required")),
        n if n > most => Err(Refusal::field(pointer, "too_long")),
        _ => Ok(text.to_owned()),
    }
}

fn optional(pointer: &str, text: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    text.map(str::trim).filter(|t| !t.is_empty()).map(|t| line(pointer, t, most)).transpose()
}

/// The assessment of a draft; the old one while method and values are the same.
fn assessment(draft: &RiskDraft, old: Option<&Assessment>, setting: &Setting<'_>) -> Result<Assessment, Refusal> {
    let (score, grade) = setting.scale.assess(&draft.factors).map_err(Refusal::Unfit)?;
    let reason = optional("/reason", Some(&draft.reason), MAX_TEXT)?.unwrap_or_default();
    match old {
        Some(old) if old.method == setting.scale.method && old.factors == draft.factors && reason.is_empty() => {
            Ok(old.clone())
        }
        _ => Ok(Assessment {
            method: setting.scale.method.clone(),
            factors: draft.factors.clone(),
            score,
            grade,
            pack: setting.pack.to_owned(),
            step: Step { by: PersonRef::from(setting.actor), at: setting.now, note: reason },
        }),
    }
}

/// The controls after the draft: changed in place, added, or taken away; nothing is deleted.
fn controls(
    draft: &[ControlDraft],
    old: Vec<Control>,
    now: UtcMs,
    mut next: impl FnMut() -> ControlId,
) -> Result<Vec<Control>, Refusal> {
    if draft.is_empty() {
        return Err(Refusal::field("/controls", "required"));
    }
    if draft.len() > MAX_CONTROLS {
        return Err(Refusal::field("/controls", "too_many"));
    }
    let mut all = old;
    let before: Vec<ControlId> = all.iter().filter(|c| c.retired.is_none()).map(|c| c.id).collect();
    let mut named = Vec::new();
    for (i, c) in draft.iter().enumerate() {
        let text = line(&format!("/controls/{i}/text"), &c.text, MAX_TEXT)?;
        let owner = line(&format!("/controls/{i}/owner"), &c.owner, MAX_NAME)?;
        match c.id {
            None => {
                let (kind, level) = (c.kind, c.level);
                all.push(Control { id: next(), kind, text, owner, level, since: now, retired: None });
            }
            Some(id) => {
                let known = before.contains(&id) && !named.contains(&id);
                let Some(control) = all.iter_mut().find(|o| o.id == id).filter(|_| known) else {
                    return Err(Refusal::field(format!("/controls/{i}/id"), "not_found"));
                };
                (control.kind, control.text, control.owner, control.level) = (c.kind, text, owner, c.level);
                named.push(id);
            }
        }
    }
    for control in all.iter_mut().filter(|c| before.contains(&c.id) && !named.contains(&c.id)) {
        control.retired = Some(now);
    }
    Ok(all)
}

/// A new risk. Whether the actor may is asked by the caller: there is no record yet that could say.
pub fn create(
    fresh: Fresh,
    draft: &RiskDraft,
    setting: &Setting<'_>,
    next: impl FnMut() -> ControlId,
) -> Result<Risk, Refusal> {
    Ok(Risk {
        id: fresh.id,
        no: fresh.no,
        enterprise: fresh.enterprise,
        name: line("/name", &draft.name, MAX_NAME)?,
        kind: draft.kind,
        place: optional("/place", draft.place.as_deref(), MAX_NAME)?,
        accident: line("/accident", &draft.accident, MAX_TEXT)?,
        owner: line("/owner", &draft.owner, MAX_NAME)?,
        assessment: assessment(draft, None, setting)?,
        controls: controls(&draft.controls, Vec::new(), setting.now, next)?,
        spot: None,
        major: None,
        template: fresh.template,
        retired: None,
    })
}

/// A risk after somebody wrote it anew.
pub fn change(
    risk: Risk,
    draft: &RiskDraft,
    setting: &Setting<'_>,
    next: impl FnMut() -> ControlId,
) -> Result<Risk, Refusal> {
    check(&risk, setting.actor, Action::Change)?;
    Ok(Risk {
        name: line("/name", &draft.name, MAX_NAME)?,
        kind: draft.kind,
        place: optional("/place", draft.place.as_deref(), MAX_NAME)?,
        accident: line("/accident", &draft.accident, MAX_TEXT)?,
        owner: line("/owner", &draft.owner, MAX_NAME)?,
        assessment: assessment(draft, Some(&risk.assessment), setting)?,
        controls: controls(&draft.controls, risk.controls, setting.now, next)?,
        ..risk
    })
}

/// Puts a risk on a picture, or takes it off.
pub fn place(risk: Risk, actor: &Viewer, spot: Option<Spot>) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::Change)?;
    if let Some(spot) = &spot {
        let outside = |n: u16| n > Spot::EDGE;
        if outside(spot.x) || outside(spot.y) {
            return Err(Refusal::field("/spot", "out_of_range"));
        }
        if spot.area.iter().any(|&(x, y)| outside(x) || outside(y)) {
            return Err(Refusal::field("/spot/area", "out_of_range"));
        }
        if !spot.area.is_empty() && !(3..=Spot::MAX_CORNERS).contains(&spot.area.len()) {
            return Err(Refusal::field("/spot/area", "area_corners"));
        }
    }
    Ok(Risk { spot, ..risk })
}

/// Takes a risk off the list, with a reason.
pub fn retire(risk: Risk, actor: &Viewer, now: UtcMs, reason: &str) -> Result<Risk, Refusal> {
    check(&risk, actor, Action::Retire)?;
    if reason.trim().is_empty() {
        return Err(Refusal::field("/reason", "reason_required"));
    }
    let note = line("/reason", reason, MAX_TEXT)?;
    Ok(Risk { retired: Some(Step { by: PersonRef::from(actor), at: now, note }), ..risk })
}

#[cfg(test)]
#[path = "draft_tests.rs"]
pub(crate) mod tests;
