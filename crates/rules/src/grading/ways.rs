//! What if: the smallest sets of open hazards and late tasks that, mended, lead to the next grade.
//!
//! Every answer is found by rating again with the facts as they would stand: nothing is estimated.

use anlu_domain::{grade::Grade, time::CivilDay};

use super::{Event, EventKind, Figure, Inputs, Rating, rate};
use crate::pack::GradingModel;

/// Facts looked at: those that gain most.
const MAX_CANDIDATES: usize = 12;
/// Sets up to this size are all tried; larger ones are built by the greatest gain.
const MAX_EXHAUSTIVE: usize = 3;
/// Most sets that are offered.
const MAX_WAYS: usize = 3;

/// A set of facts that, mended, lead to a better grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// References of what is to be mended.
    pub mend: Vec<String>,
    /// Score then.
    pub score: f64,
    /// Grade then.
    pub grade: Grade,
}

/// The inputs as they would stand on `today` with these facts mended.
pub fn mended(inputs: &Inputs, mend: &[String], today: CivilDay) -> Inputs {
    let mut then = inputs.clone();
    let (mut tasks, mut training) = (0_u32, 0_u32);
    for event in then.events.iter_mut().filter(|e| e.settled.is_none() && mend.contains(&e.reference)) {
        if event.kind == EventKind::LateTask {
            tasks = tasks.saturating_add(1);
            training = training.saturating_add(u32::from(event.class == "training"));
        }
        event.settled = Some(today);
    }
    for (figure, more) in [(Figure::TasksDone, tasks), (Figure::TrainingDone, training)] {
        if let Some(value) = then.figures.get_mut(&figure) {
            *value += f64::from(more);
        }
    }
    then
}

/// The rating with these facts mended.
pub fn trial(model: &GradingModel, inputs: &Inputs, mend: &[String], today: CivilDay) -> Rating {
    rate(model, &mended(inputs, mend, today), today, &[])
}

/// The smallest sets that lead to a better grade than the present one, smallest first, then the best score first. None:
/// mending alone does not lead there.
pub fn ways(model: &GradingModel, inputs: &Inputs, today: CivilDay) -> Vec<Way> {
    let now = rate(model, inputs, today, &[]);
    let Some(target) = now.grade.and_then(Grade::better) else { return Vec::new() };
    let open = |e: &&Event| e.settled.is_none() && e.kind.mendable() && e.day <= today;
    let gain = |reference: &String| {
        let then = trial(model, inputs, std::slice::from_ref(reference), today);
        ((then.score - now.score).abs(), then.caps.len() < now.caps.len())
    };
    let mut candidates: Vec<(String, (f64, bool))> = inputs
        .events
        .iter()
        .filter(open)
        .map(|e| (e.reference.clone(), gain(&e.reference)))
        .filter(|(_, (points, uncaps))| *points > 0.0 || *uncaps || !now.caps.is_empty())
        .collect();
    candidates.sort_by(|(a, x), (b, y)| y.1.cmp(&x.1).then(y.0.total_cmp(&x.0)).then_with(|| a.cmp(b)));
    let all: Vec<String> = candidates.into_iter().map(|(reference, _)| reference).collect();
    let reaches = |mend: &[String]| {
        let then = trial(model, inputs, mend, today);
        then.grade.filter(|g| *g <= target).map(|grade| Way { mend: mend.to_vec(), score: then.score, grade })
    };
    let few: Vec<String> = all.iter().take(MAX_CANDIDATES).cloned().collect();
    for size in 1..=MAX_EXHAUSTIVE.min(few.len()) {
        let mut found: Vec<Way> = combinations(&few, size).iter().filter_map(|set| reaches(set)).collect();
        if !found.is_empty() {
            found.sort_by(|a, b| a.grade.cmp(&b.grade).then(b.score.total_cmp(&a.score)).then(a.mend.cmp(&b.mend)));
            found.truncate(MAX_WAYS);
            return found;
        }
    }
    // Larger sets: add what gains most until it is enough, then leave out what is not needed.
    let mut set: Vec<String> = Vec::new();
    for reference in all {
        set.push(reference);
        if set.len() > MAX_EXHAUSTIVE && reaches(&set).is_some() {
            break;
        }
    }
    let mut at = 0;
    while at < set.len() {
        let mut without = set.clone();
        without.remove(at);
        if reaches(&without).is_some() { set = without } else { at = at.saturating_add(1) }
    }
    reaches(&set).into_iter().collect()
}

fn combinations(all: &[String], size: usize) -> Vec<Vec<String>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut out = Vec::new();
    for (at, first) in all.iter().enumerate() {
        let rest = all.get(at.saturating_add(1)..).unwrap_or_default();
        for mut tail in combinations(rest, size.saturating_sub(1)) {
            tail.insert(0, first.clone());
            out.push(tail);
        }
    }
    out
}
