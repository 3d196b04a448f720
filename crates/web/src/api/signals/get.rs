//! `GET /signals/{id}`: one signal with its findings and what was done about it.

use anlu_app::{
    policy::{RuleBasis, Setting, Words as BothLanguages},
    signal::{FindingView, SignalView, Superseded, get},
    timeline::TimelineItem,
};
use anlu_domain::{ids::SignalId, signal};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    list::SignalRow,
    supervise::{SignalAlarm, SignalSupervision},
};
use crate::{
    api::{
        evidence::attached::AttachedEvidence,
        values::{Day, Place, Time},
        vehicles::day::DayPiece,
        vocabulary::{Phase, Severity, mirror},
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// A step on a signal.
    SignalAction = signal::Action {
        Remind, HandOver, MakeHazard, ProposeWatch, FalseAlarm, Acknowledge, Answer, Close, Assign,
    }
}

/// Which pack a finding was judged by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Pack {
    /// Pack id.
    #[schema(example = "national")]
    pub(crate) id: String,
    /// Pack version.
    #[schema(example = "2026.1")]
    pub(crate) version: String,
}

/// Words in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    /// Chinese.
    pub(crate) zh: String,
    /// English; the original where nobody has translated it.
    pub(crate) en: String,
}

/// The clause a finding rests on, as the pack it was judged by states it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingBasis {
    /// Name of the rule.
    pub(crate) title: Words,
    /// Law, rule or standard.
    pub(crate) law: Words,
    /// Article and what it says.
    pub(crate) article: Words,
    /// Date of the edition used.
    pub(crate) edition: Day,
    /// How sure the pack is that the clause says so: `verified`, `secondary` or `unverified`.
    #[schema(example = "verified")]
    pub(crate) confidence: String,
}

/// One setting of a rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RuleSetting {
    /// Its name in the pack, with its unit.
    #[schema(example = "limit_minutes")]
    pub(crate) name: String,
    /// Its value; several are parted by commas.
    #[schema(example = "240")]
    pub(crate) value: String,
}

/// The zone a finding is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingZone {
    /// Registry id.
    pub(crate) id: Uuid,
    /// The name it had then.
    #[schema(example = "示例禁行区")]
    pub(crate) name: String,
}

/// What a rule found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingRow {
    /// Derived id: a replay of the same facts gives the same.
    pub(crate) id: Uuid,
    /// Rule, e.g. `fatigue.continuous`.
    pub(crate) rule: String,
    /// Pack.
    pub(crate) pack: Pack,
    /// First instant of the fact range.
    pub(crate) start: Time,
    /// Last instant of the fact range so far.
    pub(crate) end: Time,
    /// Whether the spell still goes on.
    pub(crate) phase: Phase,
    /// Counts revisions from 0.
    pub(crate) revision: u32,
    /// Severity.
    pub(crate) severity: Severity,
    /// Minutes that count: at the wheel, above the speed limit, standing, or of the alarm, by rule.
    pub(crate) driving_minutes: f64,
    /// Longest gap in the data, minutes.
    pub(crate) max_gap_minutes: f64,
    /// The limit that was passed, minutes.
    pub(crate) limit_minutes: f64,
    /// Where the range ended.
    pub(crate) at: Option<Place>,
    /// Highest speed, km/h, for rules about speed.
    pub(crate) peak_kmh: Option<f64>,
    /// The speed limit, km/h, for rules about speed.
    pub(crate) limit_kmh: Option<f64>,
    /// The zone, for rules about zones.
    pub(crate) zone: Option<FindingZone>,
    /// The clause it rests on; absent when its pack was never in use on this installation.
    pub(crate) basis: Option<FindingBasis>,
    /// How the rule was set in the pack it was judged by; empty when that is not known on this installation.
    pub(crate) settings: Vec<RuleSetting>,
    /// The vehicle, when the registry knows it.
    pub(crate) vehicle_id: Option<Uuid>,
    /// What the vehicle did, from the time it last stood before the first instant to the last one. Empty when positions of
    /// that time are not kept any more, and for findings longer than a day.
    pub(crate) pieces: Vec<DayPiece>,
    /// What it told before data that came late changed it, oldest first.
    pub(crate) superseded: Vec<SupersededFigures>,
}

/// Figures of a finding that no longer stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SupersededFigures {
    /// Whether the spell still went on.
    pub(crate) phase: Phase,
    /// Severity.
    pub(crate) severity: Severity,
    /// First instant.
    pub(crate) start: Time,
    /// Last instant.
    pub(crate) end: Time,
    /// Minutes that counted.
    pub(crate) driving_minutes: f64,
    /// When they were told.
    pub(crate) told_at: Time,
    /// When late data replaced them.
    pub(crate) superseded_at: Time,
}

/// One step in the life of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Activity {
    /// When.
    pub(crate) at: Time,
    /// Who.
    pub(crate) actor: String,
    /// What: key of a text.
    pub(crate) action: String,
    /// What was said.
    pub(crate) note: Option<String>,
    /// State before.
    pub(crate) before: Option<String>,
    /// State after.
    pub(crate) after: Option<String>,
}

/// Why a signal is a false alarm.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FalseAlarm {
    /// Code: `device_fault`, `driver_changed`, `position_drift`, `data_gap`, `test_run` or `other`.
    pub(crate) code: String,
    /// Words.
    pub(crate) note: String,
}

/// One signal in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignalRecord {
    /// The row of the inbox.
    #[serde(flatten)]
    pub(crate) row: SignalRow,
    /// Findings, oldest first.
    pub(crate) findings: Vec<FindingRow>,
    /// Evidence of the enterprise's answers, oldest first.
    pub(crate) evidence: Vec<AttachedEvidence>,
    /// What was done, oldest first.
    pub(crate) activity: Vec<Activity>,
    /// Alarms that platforms below report of it, newest first.
    pub(crate) alarms: Vec<SignalAlarm>,
    /// What was demanded of platforms below, oldest first; for the authority only.
    pub(crate) supervisions: Vec<SignalSupervision>,
    /// The link over which the viewer may demand something now.
    pub(crate) supervisable: Option<String>,
    /// The hazard made from it.
    pub(crate) hazard_id: Option<Uuid>,
    /// The watch proposed from it.
    pub(crate) watch_id: Option<Uuid>,
    /// Why it is a false alarm.
    pub(crate) false_alarm: Option<FalseAlarm>,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<SignalAction>,
}

impl From<BothLanguages> for Words {
    fn from(w: BothLanguages) -> Self {
        Self { zh: w.zh, en: w.en }
    }
}

impl From<RuleBasis> for FindingBasis {
    fn from(b: RuleBasis) -> Self {
        Self {
            title: b.title.into(),
            law: b.law.into(),
            article: b.article.into(),
            edition: b.edition.into(),
            confidence: b.confidence,
        }
    }
}

impl From<Setting> for RuleSetting {
    fn from(s: Setting) -> Self {
        Self { name: s.name, value: s.value }
    }
}

impl From<FindingView> for FindingRow {
    fn from(view: FindingView) -> Self {
        let vehicle_id = view.vehicle().map(|id| id.0);
        let (f, mut basis) = (view.finding, view.basis);
        let settings = basis.as_mut().map(|b| std::mem::take(&mut b.settings)).unwrap_or_default();
        Self {
            id: f.id.0,
            rule: f.rule,
            pack: Pack { id: f.pack.id, version: f.pack.version },
            start: f.start.into(),
            end: f.end.into(),
            phase: f.phase.into(),
            revision: f.revision,
            severity: f.severity.into(),
            driving_minutes: f.driving_minutes,
            max_gap_minutes: f.max_gap_minutes,
            limit_minutes: f.limit_minutes,
            at: f.at.map(Into::into),
            peak_kmh: f.speed.map(|s| s.peak_kmh.into()),
            limit_kmh: f.speed.map(|s| s.limit_kmh.into()),
            zone: f.zone.map(|z| FindingZone { id: z.id.0, name: z.name }),
            basis: basis.map(Into::into),
            settings: settings.into_iter().map(Into::into).collect(),
            vehicle_id,
            pieces: view.pieces.into_iter().map(Into::into).collect(),
            superseded: view.superseded.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Superseded> for SupersededFigures {
    fn from(s: Superseded) -> Self {
        Self {
            phase: s.phase.into(),
            severity: s.severity.into(),
            start: s.start.into(),
            end: s.end.into(),
            driving_minutes: s.driving_minutes,
            told_at: s.told_at.into(),
            superseded_at: s.superseded_at.into(),
        }
    }
}

impl From<TimelineItem> for Activity {
    fn from(t: TimelineItem) -> Self {
        Self { at: t.at.into(), actor: t.actor, action: t.action, note: t.note, before: t.before, after: t.after }
    }
}

impl From<SignalView> for SignalRecord {
    fn from(mut v: SignalView) -> Self {
        Self {
            findings: std::mem::take(&mut v.findings).into_iter().map(Into::into).collect(),
            evidence: std::mem::take(&mut v.evidence).into_iter().map(Into::into).collect(),
            activity: std::mem::take(&mut v.activity).into_iter().map(Into::into).collect(),
            alarms: std::mem::take(&mut v.alarms).into_iter().map(Into::into).collect(),
            supervisions: std::mem::take(&mut v.supervisions).into_iter().map(Into::into).collect(),
            supervisable: v.supervisable.take(),
            hazard_id: v.hazard_id.map(|h| h.0),
            watch_id: v.watch_id.map(|w| w.0),
            false_alarm: v.false_alarm.take().map(|f| FalseAlarm { code: f.code, note: f.note }),
            actions: std::mem::take(&mut v.actions).into_iter().map(Into::into).collect(),
            row: v.into(),
        }
    }
}

/// One signal the viewer may see.
#[utoipa::path(get, path = "/signals/{id}", operation_id = "get_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")),
    responses((status = 200, body = SignalRecord), OneProblems))]
pub(crate) async fn get_signal(session: Session, Id(id): Id) -> Result<Json<SignalRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, SignalId(id)).await?.into()))
}
