//! A rating as screens show it: every step with its words, its clause and the facts it opens.

use std::collections::BTreeMap;

use anlu_domain::{
    grade::{Grade, Objection},
    ids::{EnterpriseId, HazardId},
    time::CivilDay,
};
use anlu_rules::{
    grading::{FactOf, Figure, Rating, Wanting},
    pack::{Better, Confidence, GradingModel, Pack},
};
use anlu_store::repo::{
    grade_event::GradeEvent,
    grade_source::RateSource,
    rating::{PastRating, StoredRating},
};
use uuid::Uuid;

use super::gather::reference;
use crate::{duty::owed::Sureness, policy::Words};

/// A fact that a step rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct FactView {
    /// Reference, by which objections and trials name it.
    pub reference: String,
    /// `task`, `hazard`, `finding`, `accident`, `penalty` or `check`.
    pub kind: String,
    /// Record behind it, where there is one to open.
    pub record: Option<Uuid>,
    /// What it is, in both languages.
    pub label: Words,
    /// Points it costs before the step is capped; none for what only caps the grade.
    pub points: Option<f64>,
    /// It is open and the enterprise can mend it.
    pub mendable: bool,
}

/// One step of the waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Clause.
    pub clause: String,
    /// What it changes the score by.
    pub points: f64,
    /// The cap of the step has cut it.
    pub capped: bool,
    /// Figure that is unknown.
    pub unknown: Option<Figure>,
    /// Part and whole, amount and exposure, or place and alert.
    pub ratio: Option<(f64, f64)>,
    /// Facts.
    pub facts: Vec<FactView>,
    /// How many more.
    pub more: u32,
}

/// A cap that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct CapView {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Clause.
    pub clause: String,
    /// Best grade that is left.
    pub best: Grade,
    /// Facts.
    pub facts: Vec<FactView>,
}

/// How often a grade is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitView {
    /// Grade.
    pub grade: Grade,
    /// Months between inspections.
    pub months: u16,
    /// Weight in draws.
    pub weight: u32,
}

/// A grade and its worst score.
#[derive(Clone, Debug, PartialEq)]
pub struct BandView {
    /// Grade.
    pub grade: Grade,
    /// Worst score.
    pub limit: Option<f64>,
    /// How the method calls it.
    pub name: Option<String>,
}

/// A rating.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingView {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Model.
    pub model: String,
    /// Its name.
    pub title: Words,
    /// Law, article, edition.
    pub basis: (String, String, CivilDay),
    /// How sure the pack is.
    pub confidence: Sureness,
    /// Pack and version it was made with.
    pub pack: String,
    /// Its grade counts.
    pub gives_grade: bool,
    /// High scores are good.
    pub high_is_better: bool,
    /// Day since which it stands.
    pub day: CivilDay,
    /// Score before the first step.
    pub base: f64,
    /// Score.
    pub score: f64,
    /// Grade by the score alone.
    pub by_score: Option<Grade>,
    /// Grade; none: too little data.
    pub grade: Option<Grade>,
    /// What is missing.
    pub wanting: Vec<Missing>,
    /// Steps with their words.
    pub steps: Vec<StepView>,
    /// Caps that hold.
    pub caps: Vec<CapView>,
    /// Bands.
    pub bands: Vec<BandView>,
    /// Grade before the last move.
    pub was: Option<Grade>,
    /// Day of the last move.
    pub moved_on: Option<CivilDay>,
    /// The enterprise has not confirmed it.
    pub notice_unread: bool,
    /// How often each grade is visited.
    pub visits: Vec<VisitView>,
    /// How many of its peers have a worse score, and how many peers there are.
    pub peers: Option<(u64, u64)>,
    /// One may object until.
    pub object_until: Option<CivilDay>,
    /// Ratings before, newest first.
    pub past: Vec<PastRating>,
}

/// An objection as screens show it.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectionView {
    /// The objection.
    pub objection: Objection,
    /// The contested facts.
    pub facts: Vec<FactView>,
    /// The viewer may decide it.
    pub can_decide: bool,
}

/// Grades of one enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct GradePage {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// The grade that counts.
    pub grade: Option<Grade>,
    /// Ratings, those that give the grade first.
    pub ratings: Vec<RatingView>,
    /// Objections, newest first.
    pub objections: Vec<ObjectionView>,
    /// What officers and cases entered, newest first.
    pub events: Vec<GradeEvent>,
    /// The viewer may confirm the notice and object.
    pub can_answer: bool,
    /// The viewer may enter accidents, penalties and checks.
    pub can_enter: bool,
    /// The viewer may have it rated again.
    pub can_rate: bool,
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

/// Names of the steps that the formula of the EU has by itself.
fn step_words(id: &str) -> Words {
    match id {
        "minor" => words("轻微违规", "Minor infringements"),
        "serious" => words("严重违规", "Serious infringements"),
        "very_serious" => words("很严重违规", "Very serious infringements"),
        "most_serious" => words("最严重违规", "Most serious infringements"),
        "smart_fleet" => words("全部车辆装有智能行驶记录仪", "Whole fleet with smart tachographs"),
        other => words(other, other),
    }
}

/// What labels are made from.
pub(super) struct Labels<'a> {
    pub(super) pack: &'a Pack,
    pub(super) source: &'a RateSource,
    pub(super) hazards: BTreeMap<HazardId, (String, String)>,
    pub(super) events: &'a [GradeEvent],
}

impl Labels<'_> {
    pub(super) fn fact(&self, reference_: &str, points: Option<f64>) -> FactView {
        let (kind, rest) = reference_.split_once(':').unwrap_or((reference_, ""));
        let record = rest.parse::<Uuid>().ok();
        let (label, mendable) = match kind {
            "task" => self.task(record),
            "hazard" => self.hazard(record),
            "finding" => (finding(rest), false),
            _ => {
                let found = self.events.iter().find(|e| reference(e) == reference_);
                let label = found.map_or_else(
                    || words(rest, rest),
                    |e| {
                        let text = format!("{} {}", e.day, e.title);
                        words(&text, &text)
                    },
                );
                (label, false)
            }
        };
        FactView { reference: reference_.to_owned(), kind: kind.to_owned(), record, label, points, mendable }
    }

    fn task(&self, id: Option<Uuid>) -> (Words, bool) {
        let Some(late) = self.source.late.iter().find(|t| Some(t.id.0) == id) else {
            return (words("已办结的事项", "A duty that is settled by now"), false);
        };
        let title = self.pack.duties.iter().find(|d| d.file.id == late.duty).map(|d| &d.file.title);
        let (zh, en) = title.map_or((late.duty.as_str(), late.duty.as_str()), |t| (&t.zh, &t.en));
        (words(&format!("{zh}（应于 {} 前完成）", late.due), &format!("{en} (due {})", late.due)), true)
    }

    fn hazard(&self, id: Option<Uuid>) -> (Words, bool) {
        let open = self.source.hazards.iter().any(|h| Some(h.id.0) == id && h.settled.is_none());
        let name = id.and_then(|id| self.hazards.get(&HazardId(id)));
        let text = name.map_or_else(String::new, |(no, title)| format!("{no} {title}"));
        (words(&text, &text), open)
    }
}

fn finding(rest: &str) -> Words {
    let (class, day) = rest.split_once(':').unwrap_or((rest, ""));
    let (zh, en) = match class {
        "severe" => ("严重违规", "severe findings"),
        "warning" => ("预警违规", "warnings"),
        _ => ("提示", "notices"),
    };
    words(&format!("{day} {zh}"), &format!("{day} {en}"))
}

/// The hazards that a rating names.
pub(super) fn hazards_of(rating: &Rating) -> impl Iterator<Item = HazardId> + '_ {
    let steps = rating.steps.iter().flat_map(|s| s.facts.iter().map(|f| f.reference.as_str()));
    let caps = rating.caps.iter().flat_map(|c| c.facts.iter().map(String::as_str));
    steps.chain(caps).filter_map(hazard_of)
}

/// The hazard that a reference names.
pub(super) fn hazard_of(reference: &str) -> Option<HazardId> {
    reference.strip_prefix("hazard:")?.parse::<Uuid>().ok().map(HazardId)
}

/// The view of a stored rating under its model.
pub(super) fn view(
    model: &GradingModel,
    stored: &StoredRating,
    rating: &Rating,
    labels: &Labels<'_>,
    peers: Option<(u64, u64)>,
    past: Vec<PastRating>,
) -> RatingView {
    let file = &model.file;
    let title = |t: &anlu_rules::pack::Title| words(&t.zh, &t.en);
    let steps = rating.steps.iter().map(|s| {
        let of = file.steps.iter().find(|m| m.id == s.id).map(|m| (title(&m.title), m.clause.clone()));
        let category = file.sms.as_ref().and_then(|m| m.categories.iter().find(|c| c.id == s.id));
        let (title, clause) = of
            .or_else(|| category.map(|c| (title(&c.title), c.clause.clone())))
            .unwrap_or_else(|| (step_words(&s.id), file.basis.article.clone()));
        StepView {
            id: s.id.clone(),
            title,
            clause,
            points: s.points,
            capped: s.capped,
            unknown: s.unknown,
            ratio: s.ratio,
            facts: s.facts.iter().map(|f: &FactOf| labels.fact(&f.reference, Some(f.points))).collect(),
            more: s.more,
        }
    });
    let caps = rating.caps.iter().map(|held| {
        let of = file.caps.iter().find(|c| c.id == held.id);
        CapView {
            id: held.id.clone(),
            title: of.map_or_else(|| words(&held.id, &held.id), |c| title(&c.title)),
            clause: of.map(|c| c.clause.clone()).unwrap_or_default(),
            best: held.best,
            facts: held.facts.iter().map(|r| labels.fact(r, None)).collect(),
        }
    });
    let (steps, caps) = (steps.collect(), caps.collect());
    let given = stored.moved_on.unwrap_or(stored.day);
    RatingView {
        enterprise: stored.enterprise,
        model: stored.model.clone(),
        title: title(&file.title),
        basis: (file.basis.law.clone(), file.basis.article.clone(), file.basis.date),
        confidence: match file.confidence {
            Confidence::Verified => Sureness::Verified,
            Confidence::Secondary => Sureness::Secondary,
            Confidence::Unverified => Sureness::Unverified,
        },
        pack: stored.pack.clone(),
        gives_grade: stored.gives_grade,
        high_is_better: file.better == Better::High,
        day: stored.day,
        steps,
        caps,
        bands: file.bands.iter().map(|b| BandView { grade: b.grade, limit: b.limit, name: b.name.clone() }).collect(),
        was: stored.was,
        moved_on: stored.moved_on,
        notice_unread: stored.notice_unread,
        visits: file
            .visits
            .iter()
            .map(|(grade, v)| VisitView { grade: *grade, months: v.months, weight: v.weight })
            .collect(),
        peers,
        object_until: stored.gives_grade.then(|| given.plus_days(i32::from(file.objection.within_days))),
        base: rating.base,
        score: rating.score,
        by_score: rating.by_score,
        grade: rating.grade,
        wanting: rating.wanting.iter().map(wanting).collect(),
        past,
    }
}

/// What is missing, as code and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Code: `days`, `figure`, `checks` or `peers`.
    pub code: &'static str,
    /// Values.
    pub params: BTreeMap<&'static str, String>,
}

fn wanting(of: &Wanting) -> Missing {
    let (code, params) = match of {
        Wanting::Days(days, needed) => {
            ("days", BTreeMap::from([("days", days.to_string()), ("needed", needed.to_string())]))
        }
        Wanting::Figure(figure, known, needed) => (
            "figure",
            BTreeMap::from([
                ("figure", figure.as_str().to_owned()),
                ("known", known.map_or_else(String::new, |k| k.to_string())),
                ("needed", needed.to_string()),
            ]),
        ),
        Wanting::Checks => ("checks", BTreeMap::new()),
        Wanting::Peers => ("peers", BTreeMap::new()),
    };
    Missing { code, params }
}
