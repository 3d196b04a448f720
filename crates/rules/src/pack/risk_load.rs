//! What methods and templates of risks must fulfil beyond their shape.

use std::collections::BTreeSet;

use anlu_domain::{
    party::sector::Sector,
    risk::{Grade, Tenths, scale::MAX_FACTORS},
    time::CivilDay,
};
use serde::de::DeserializeOwned;

use super::{
    Basis, RiskMethod, RiskTemplate, Title,
    load::{Draft, Read, Reader},
    risk::{RiskFactor, TemplatePoint},
};

/// What dated files have in common.
pub(super) struct Frame<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a Title,
    pub(super) basis: &'a Basis,
    pub(super) valid_from: CivilDay,
    pub(super) valid_to: Option<CivilDay>,
}

impl<'s> Reader<'s> {
    /// Methods by id, then by validity.
    pub(crate) fn risk_methods(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<RiskMethod> {
        let mut all = self.dated::<RiskMethod>(drafts, |m, to| m.valid_to = to(m.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            let m = &read.value;
            self.frame(read, &Frame::method(m));
            self.check_factors(read);
            let edges = [m.bands.red, m.bands.orange, m.bands.yellow].map(super::RiskEdge::value);
            let [red, orange, yellow] = edges;
            if !(red > orange && orange > yellow) {
                let message = format!("red at {red}, orange at {orange}, yellow at {yellow} do not descend");
                self.tell(read.offset(&["bands"]), "risk_bands_order", message, "red above orange above yellow");
            }
            if let Some(odd) = edges.iter().find(|v| Tenths::of(**v).is_none()) {
                let message = format!("{odd} is no score");
                self.tell(read.offset(&["bands"]), "param_out_of_range", message, "write tenths from 0.1 to 1000");
            }
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| Frame::method(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    /// Templates by id, then by validity.
    pub(crate) fn risk_templates(
        &mut self,
        drafts: Vec<(Draft<'s>, Option<CivilDay>)>,
        methods: &[RiskMethod],
    ) -> Vec<RiskTemplate> {
        let mut all = self.dated::<RiskTemplate>(drafts, |m, to| m.valid_to = to(m.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            let t = &read.value;
            self.frame(read, &Frame::template(t));
            if t.sectors.is_empty() || t.points.is_empty() {
                let message = String::from("a template needs sectors and points");
                self.tell(read.offset(&["id"]), "risk_template_empty", message, "name sectors, add [[points]]");
            }
            for sector in t.sectors.iter().filter(|s| Sector::ALL.iter().all(|known| known.1 != **s)) {
                let message = format!("there is no sector `{sector}`");
                self.tell(read.offset(&["sectors"]), "sector_unknown", message, "e.g. repair, hazmat, freight");
            }
            let Some(method) = methods.iter().find(|m| m.id == t.method && m.valid_on(t.valid_from)) else {
                let message = format!("there is no method `{}` on {}", t.method, t.valid_from);
                self.tell(read.offset(&["method"]), "risk_method_unknown", message, "see the files below risk/");
                continue;
            };
            let mut keys = BTreeSet::new();
            for point in &t.points {
                if !keys.insert(&point.key) {
                    let message = format!("there are two points `{}`", point.key);
                    self.tell(read.offset(&["points"]), "risk_point_twice", message, "give this one another key");
                }
                self.check_point(read, point, method);
            }
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| Frame::template(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    /// Reads dated files; a later version ends the one before it.
    pub(super) fn dated<T: DeserializeOwned>(
        &mut self,
        drafts: Vec<(Draft<'s>, Option<CivilDay>)>,
        end: impl Fn(&mut T, &dyn Fn(Option<CivilDay>) -> Option<CivilDay>),
    ) -> Vec<Read<'s, T>> {
        let mut all = Vec::new();
        for (draft, cut) in drafts {
            let Some(mut read) = self.read::<T>(draft) else { continue };
            end(&mut read.value, &|to| match (to, cut) {
                (Some(to), Some(cut)) => Some(to.min(cut)),
                (to, cut) => to.or(cut),
            });
            all.push(read);
        }
        all
    }

    pub(super) fn frame<T>(&mut self, read: &Read<'_, T>, frame: &Frame<'_>) {
        for (path, text) in [
            (&["id"][..], frame.id),
            (&["title", "zh"], &frame.title.zh),
            (&["title", "en"], &frame.title.en),
            (&["basis", "law"], &frame.basis.law),
            (&["basis", "article"], &frame.basis.article),
        ] {
            if text.trim().is_empty() {
                let message = format!("{} is empty", path.join("."));
                self.tell(read.offset(path), "text_missing", message, "write it; people read it on their screens");
            }
        }
        if frame.valid_to.is_some_and(|to| to < frame.valid_from) {
            let message = String::from("it ends before it begins");
            self.tell(read.offset(&["valid_to"]), "validity_reversed", message, "valid_to is the last day in force");
        }
    }

    pub(super) fn tell_overlaps<T>(&mut self, all: &[Read<'_, T>], overlaps: &[(usize, String)]) {
        for (index, message) in overlaps {
            let Some(read) = all.get(*index) else { continue };
            let hint = "end the older one with valid_to, or give this one another id";
            self.tell(read.offset(&["valid_from"]), "validity_overlap", message.clone(), hint);
        }
    }

    fn check_factors(&mut self, read: &Read<'_, RiskMethod>) {
        let factors = &read.value.factors;
        let at = read.offset(&["factors"]);
        if factors.is_empty() || factors.len() > MAX_FACTORS {
            let message = format!("a method has one to {MAX_FACTORS} factors");
            self.tell(at, "risk_factors_number", message, "add or join [[factors]]");
        }
        let mut codes = BTreeSet::new();
        for RiskFactor { code, title, values } in factors {
            let named = !code.trim().is_empty() && !title.zh.trim().is_empty() && !title.en.trim().is_empty();
            if !named || !codes.insert(code) {
                let message = format!("the factor `{code}` has no name, or stands twice");
                self.tell(at, "risk_factor_name", message, "write code, title.zh and title.en, each code once");
            }
            let numbers: Vec<Option<Tenths>> = values.iter().map(|v| Tenths::of(v.value)).collect();
            let distinct: BTreeSet<_> = numbers.iter().collect();
            if values.len() < 2 || distinct.len() != values.len() || numbers.contains(&None) {
                let message = format!("the values of `{code}` are no scale");
                self.tell(at, "risk_values", message, "at least two different tenths from 0.1 to 1000");
            }
            if values.iter().any(|v| v.zh.trim().is_empty() || v.en.trim().is_empty()) {
                let message = format!("a value of `{code}` has no words");
                self.tell(at, "text_missing", message, "write zh and en; people choose by them");
            }
        }
    }

    pub(super) fn check_point<T>(&mut self, read: &Read<'_, T>, point: &TemplatePoint, method: &RiskMethod) {
        let at = read.offset(&["points"]);
        let named = [&point.key, &point.name, &point.accident].iter().all(|t| !t.trim().is_empty());
        let worded = point.controls.iter().all(|c| !c.text.trim().is_empty());
        if !named || !worded || point.controls.is_empty() {
            let message = format!("the point `{}` lacks words or controls", point.key);
            self.tell(at, "risk_point_empty", message, "write key, name, accident and at least one control with text");
        }
        let Some(grade) = method.scale().and_then(|scale| point.grade(&scale)) else {
            let message = format!("the factors of `{}` do not fit the method `{}`", point.key, method.id);
            self.tell(at, "risk_point_factors", message, "one value of the scale for each factor");
            return;
        };
        if point.controls.iter().all(|c| c.level < grade.level()) {
            let message = format!(
                "`{}` is {} and no control is kept at the level {}",
                point.key,
                grade.as_str(),
                grade.level().as_str()
            );
            self.tell(at, "risk_point_level", message, "red: company, orange: department, yellow: team, blue: post");
        }
        // A red point of a template would make every firm that begins with it owe a registration at once.
        if grade == Grade::Red {
            let message = format!("`{}` is red", point.key);
            self.tell(at, "risk_point_red", message, "a firm grades itself red; a template goes up to orange");
        }
    }
}

impl<'a> Frame<'a> {
    fn method(m: &'a RiskMethod) -> Self {
        let (id, title, basis) = (m.id.as_str(), &m.title, &m.basis);
        Self { id, title, basis, valid_from: m.valid_from, valid_to: m.valid_to }
    }

    fn template(t: &'a RiskTemplate) -> Self {
        let (id, title, basis) = (t.id.as_str(), &t.title, &t.basis);
        Self { id, title, basis, valid_from: t.valid_from, valid_to: t.valid_to }
    }
}

/// Places of versions that begin before the one before them ends; sorted by id and begin.
pub(super) fn overlapping(all: &[Frame<'_>]) -> Vec<(usize, String)> {
    let pairs = all.windows(2).enumerate();
    pairs
        .filter_map(|(i, pair)| {
            let [a, b] = pair else { return None };
            let overlap = a.id == b.id && a.valid_to.is_none_or(|to| to >= b.valid_from);
            let text = format!("two versions of `{}` are in force at once (from {})", a.id, b.valid_from);
            overlap.then(|| (i.saturating_add(1), text))
        })
        .collect()
}
