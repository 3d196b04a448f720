//! A target as screens show it.

use anlu_domain::{
    target::{Forecast, Point, forecast},
    time::CivilDay,
};
use anlu_rules::pack::{Confidence, Goal, SubjectKind, Target};
use anlu_store::repo::target::Sums;
use serde::Serialize;

use crate::{
    duty::owed::{Sureness, Whose},
    policy::Words,
};

/// How a target stands against its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It is reached.
    Reached,
    /// At the pace of the last days it is reached in time, or some day when there is no deadline.
    OnCourse,
    /// At the pace of the last days it is reached too late.
    TooSlow,
    /// It does not come nearer.
    Standing,
    /// Too few days are known.
    TooEarly,
    /// Its day has passed and it is not reached.
    Missed,
    /// It is about nobody the viewer sees.
    Nobody,
}

/// One target for one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetView {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Who is counted.
    pub subject: Whose,
    /// The condition that says whom it is about, as the pack has it.
    pub among: String,
    /// What fulfils it, as the pack has it.
    pub held_by: Vec<String>,
    /// Goal in thousandths, where it is a share.
    pub goal_permille: Option<u16>,
    /// Goal as a number, where it is one.
    pub goal_count: Option<u32>,
    /// Last day.
    pub by: Option<CivilDay>,
    /// Law, article, edition.
    pub basis: (String, String, CivilDay),
    /// How sure the pack is.
    pub confidence: Sureness,
    /// How it stands now.
    pub sums: Sums,
    /// How many more have to fulfil it.
    pub short: u64,
    /// Where it leads.
    pub forecast: Forecast,
    /// It does not come nearer, whatever its day.
    pub stalled: bool,
    /// How it stands against its day.
    pub course: Course,
    /// Those who miss it are listed by name; else those who fulfil it.
    pub lists_missing: bool,
    /// Of those listed were reminded.
    pub reminded: u64,
    /// The viewer may remind those who miss it.
    pub can_remind: bool,
    /// How it stood, by day; the present day last. Empty in lists.
    pub history: Vec<Point>,
}

pub(super) struct Known {
    pub(super) sums: Sums,
    pub(super) history: Vec<Point>,
    pub(super) reminded: u64,
    pub(super) can_remind: bool,
}

/// The view of a target on `today`.
pub(super) fn view(target: &Target, known: Known, today: CivilDay) -> TargetView {
    let Known { sums, mut history, reminded, can_remind } = known;
    let file = &target.file;
    // What stands now counts more than what was noted this morning.
    history.retain(|p| p.day < today);
    history.push(Point { day: today, about: sums.about, held: sums.held });
    let short = file.goal.needed(sums.about).saturating_sub(sums.held);
    let leads = forecast(&history, |about| file.goal.needed(about));
    let nobody = sums.about == 0 && matches!(file.goal, Goal::Permille(_));
    let course = match leads {
        _ if nobody => Course::Nobody,
        Forecast::Reached => Course::Reached,
        _ if file.by.is_some_and(|by| by < today) => Course::Missed,
        Forecast::On(day) if file.by.is_none_or(|by| day <= by) => Course::OnCourse,
        Forecast::On(_) => Course::TooSlow,
        Forecast::NoPace => Course::Standing,
        Forecast::TooEarly => Course::TooEarly,
    };
    let held = &file.held;
    TargetView {
        id: file.id.clone(),
        title: Words { zh: file.title.zh.clone(), en: file.title.en.clone() },
        subject: match file.subject {
            SubjectKind::Enterprise => Whose::Enterprise,
            SubjectKind::Person => Whose::Person,
        },
        among: file.among.clone(),
        held_by: [held.facts.clone(), held.settled.clone(), held.kept.clone()].into_iter().flatten().collect(),
        goal_permille: if let Goal::Permille(n) = file.goal { Some(n) } else { None },
        goal_count: if let Goal::Count(n) = file.goal { Some(n) } else { None },
        by: file.by,
        basis: (file.basis.law.clone(), file.basis.article.clone(), file.basis.date),
        confidence: match file.confidence {
            Confidence::Verified => Sureness::Verified,
            Confidence::Secondary => Sureness::Secondary,
            Confidence::Unverified => Sureness::Unverified,
        },
        sums,
        short,
        forecast: leads,
        stalled: leads == Forecast::NoPace,
        course,
        lists_missing: !super::standing::lists_held(target),
        reminded,
        can_remind: can_remind && !super::standing::lists_held(target),
        history,
    }
}
