//! From texts to a pack: parse, merge, read, check. Every problem is collected.

use std::collections::BTreeMap;

use anlu_domain::{finding::PackRef, time::CivilDay};
use serde::de::DeserializeOwned;

use super::{
    CalendarFile, DutyScenario, GradingScenario, IndexParams, Issuer, Layer, Manifest, Pack, Problem, Rule, Scenario,
    TargetScenario, Texts, check,
    clocks::ClocksFile,
    overlay::merge,
    source::{self, Sources, Table},
};
use crate::kinds;

/// Collects problems while a pack is read.
pub(crate) struct Reader<'s> {
    pub(crate) sources: &'s Sources,
    pub(crate) problems: Vec<Problem>,
}

/// A value with the table it was read from.
pub(crate) struct Read<'s, T> {
    pub(crate) value: T,
    pub(crate) table: Table<'s>,
    /// Topmost layer that has a say in it.
    pub(crate) layer: usize,
    /// Offset of the begin of that layer's file.
    pub(crate) start: usize,
}

impl<T> Read<'_, T> {
    /// Offset of the value at `path`.
    pub(crate) fn offset(&self, path: &[&str]) -> usize {
        source::offset(&self.table, path).unwrap_or(self.start)
    }
}

/// A parsed file that may still be merged.
pub(crate) struct Draft<'s> {
    table: Table<'s>,
    layer: usize,
    start: usize,
}

/// Loads a pack. `layers` from the lowest (national) to the topmost (city); one layer is a pack by itself. Scenarios
/// are those of the topmost layer: the ones below hold under their own settings.
///
/// Errors: every problem of every file, in the order of files and lines.
pub fn load(layers: &[Layer]) -> Result<Pack, Vec<Problem>> {
    loaded(layers, layers.len().saturating_sub(1))
}

/// As [`load`], for a draft that is only looked at: its topmost layer needs no scenarios, and has none.
pub fn load_draft(layers: &[Layer]) -> Result<Pack, Vec<Problem>> {
    loaded(layers, layers.len())
}

/// Scenarios are asked of layer `top`.
fn loaded(layers: &[Layer], top: usize) -> Result<Pack, Vec<Problem>> {
    let sources = Sources::new(layers);
    let mut reader = Reader { sources: &sources, problems: Vec::new() };
    let pack = reader.load(layers, top);
    let mut problems = reader.problems;
    problems.sort();
    problems.dedup();
    match pack {
        Some(pack) if problems.is_empty() => Ok(pack),
        _ => Err(problems),
    }
}

impl<'s> Reader<'s> {
    fn load(&mut self, layers: &[Layer], top: usize) -> Option<Pack> {
        let mut parsed = self.parse();
        let manifests = self.manifests(layers, &mut parsed);
        let intake = self.single("intake.toml", layers, &mut parsed);
        let clocks = self.single::<ClocksFile>("clocks.toml", layers, &mut parsed);
        let indices = self.single::<IndexParams>("indices.toml", layers, &mut parsed);
        let zh = self.single::<Texts>("texts/zh-CN.toml", layers, &mut parsed);
        let en = self.single::<Texts>("texts/en.toml", layers, &mut parsed);
        let rules = self.rules(&mut parsed);
        let scenarios = self.scenarios(&mut parsed, top);
        let calendar = self.single::<CalendarFile>("calendar.toml", layers, &mut parsed);
        let drafts = self.versions("duties/", &mut parsed);
        let duties = self.duties(drafts);
        let drafts = take(&mut parsed, "duty-scenarios/");
        let read: Vec<_> = drafts.into_iter().filter_map(|d| self.read::<DutyScenario>(d)).collect();
        let duty_scenarios: Vec<_> = read.into_iter().filter(|s| s.layer == top).collect();
        self.check_duty_scenarios(&duty_scenarios, &duties, top);
        let drafts = self.versions("risk/", &mut parsed);
        let risk_methods = self.risk_methods(drafts);
        let drafts = self.versions("risk-templates/", &mut parsed);
        let risk_templates = self.risk_templates(drafts, &risk_methods);
        let drafts = self.versions("criteria/", &mut parsed);
        let criteria = self.criteria(drafts);
        let drafts = self.versions("governance/", &mut parsed);
        let governance = self.governance(drafts);
        let drafts = self.versions("targets/", &mut parsed);
        let targets = self.targets(drafts, &duties);
        let drafts = take(&mut parsed, "target-scenarios/");
        let read: Vec<_> = drafts.into_iter().filter_map(|d| self.read::<TargetScenario>(d)).collect();
        let target_scenarios: Vec<_> = read.into_iter().filter(|s| s.layer == top).collect();
        self.check_target_scenarios(&target_scenarios, &targets, top);
        let drafts = self.versions("campaigns/", &mut parsed);
        let campaigns = self.campaigns(drafts);
        let issuer = self.single::<Issuer>("issuer.toml", layers, &mut parsed);
        let drafts = self.versions("documents/", &mut parsed);
        let documents = self.documents(drafts);
        let drafts = self.versions("grading/", &mut parsed);
        let grading = self.grading(drafts);
        let drafts = take(&mut parsed, "grading-scenarios/");
        let read: Vec<_> = drafts.into_iter().filter_map(|d| self.read::<GradingScenario>(d)).collect();
        let grading_scenarios: Vec<_> = read.into_iter().filter(|s| s.layer == top).collect();
        self.check_grading_scenarios(&grading_scenarios, &grading, top);
        let drafts = self.versions("inspection/", &mut parsed);
        let inspections = self.inspections(drafts);
        let drafts = self.versions("enforcement/", &mut parsed);
        let enforcement = self.enforcement(drafts);
        let drafts = self.versions("discretion/", &mut parsed);
        let discretion = self.discretion(drafts);
        let drafts = self.versions("construction/", &mut parsed);
        let construction = self.construction(drafts, &risk_methods);
        let (intake, clocks, indices) = (intake?, clocks?, indices?);
        let (zh, en, calendar, issuer) = (zh?, en?, calendar?, issuer?);
        self.check_intake(&intake);
        self.check_clocks(&clocks);
        self.check_indices(&indices);
        self.check_rules(&rules, &zh, &en);
        self.check_scenarios(&scenarios, &rules, top);
        let mut manifests = manifests.into_iter().rev();
        let manifest = manifests.next()?;
        let base = manifests.map(|m| PackRef { id: m.id, version: m.version }).collect();
        let mut rules: Vec<Rule> = rules.into_iter().map(|r| r.value).collect();
        rules.sort_by(|a, b| (&a.id, a.valid_from).cmp(&(&b.id, b.valid_from)));
        Some(Pack {
            manifest,
            base,
            intake: intake.value,
            clocks: clocks.value.clocks(),
            rules,
            zh: zh.value,
            en: en.value,
            scenarios: scenarios.into_iter().map(|s| s.value).collect(),
            calendar: self.calendar(&calendar),
            indices: indices.value,
            duties: duties.into_iter().map(|d| d.value).collect(),
            duty_scenarios: duty_scenarios.into_iter().map(|s| s.value).collect(),
            risk_methods,
            risk_templates,
            criteria,
            governance,
            targets: targets.into_iter().map(|t| t.value).collect(),
            target_scenarios: target_scenarios.into_iter().map(|s| s.value).collect(),
            campaigns,
            issuer: issuer.value,
            documents,
            grading: grading.into_iter().map(|m| m.value).collect(),
            grading_scenarios: grading_scenarios.into_iter().map(|s| s.value).collect(),
            inspections,
            enforcement,
            discretion,
            construction,
        })
    }

    /// Parses every file; those that a pack does not have are a problem.
    fn parse(&mut self) -> BTreeMap<(usize, &'s str), Draft<'s>> {
        let mut parsed = BTreeMap::new();
        for source in &self.sources.0 {
            if !check::known_file(&source.path) {
                self.tell(
                    source.start(),
                    "file_unknown",
                    format!("a pack has no file {}", source.path),
                    "rules go to rules/, texts to texts/zh-CN.toml and texts/en.toml, scenarios to scenarios/",
                );
                continue;
            }
            match source.parse() {
                Ok(table) => {
                    let draft = Draft { table, layer: source.layer, start: source.start() };
                    parsed.insert((source.layer, source.path.as_str()), draft);
                }
                Err(error) => self.problems.push(self.sources.unparsed(source, &error)),
            }
        }
        parsed
    }

    fn manifests(&mut self, layers: &[Layer], parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>) -> Vec<Manifest> {
        let mut all: Vec<Manifest> = Vec::new();
        for (index, layer) in layers.iter().enumerate() {
            let Some(draft) = parsed.remove(&(index, "pack.toml")) else {
                self.absent(layer, "pack.toml");
                continue;
            };
            let Some(read) = self.read::<Manifest>(draft) else { continue };
            self.check_manifest(&read, all.last());
            all.push(read.value);
        }
        all
    }

    /// A file that is there once; upper layers are laid over lower ones.
    fn single<T: DeserializeOwned>(
        &mut self,
        path: &'static str,
        layers: &[Layer],
        parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>,
    ) -> Option<Read<'s, T>> {
        let mut merged: Option<Draft<'s>> = None;
        for index in 0..layers.len() {
            let Some(upper) = parsed.remove(&(index, path)) else { continue };
            merged = Some(match merged {
                None => upper,
                Some(lower) => over(lower, upper),
            });
        }
        if let Some(draft) = merged {
            return self.read(draft);
        }
        // A file that is there and could not be parsed has been reported already.
        if !self.sources.0.iter().any(|s| s.path == path)
            && let Some(lowest) = layers.first()
        {
            self.absent(lowest, path);
        }
        None
    }

    /// The files below `folder` by id, upper layers laid over lower ones; with the last day that a later version leaves.
    fn versions(
        &mut self,
        folder: &str,
        parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>,
    ) -> Vec<(Draft<'s>, Option<CivilDay>)> {
        let mut drafts: BTreeMap<String, Vec<(Draft<'s>, Option<CivilDay>)>> = BTreeMap::new();
        for draft in take(parsed, folder) {
            let Some(id) = source::text(&draft.table, "id").map(str::to_owned) else {
                self.tell(
                    draft.start,
                    "key_missing",
                    String::from("missing field `id`"),
                    "write id = \"…\", e.g. id = \"fatigue.continuous\"",
                );
                continue;
            };
            place(drafts.entry(id).or_default(), draft);
        }
        drafts.into_values().flatten().collect()
    }

    fn rules(&mut self, parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>) -> Vec<Read<'s, Rule>> {
        let mut rules = Vec::new();
        for (draft, cut) in self.versions("rules/", parsed) {
            if let Some(mut rule) = self.rule(draft) {
                rule.value.valid_to = match (rule.value.valid_to, cut) {
                    (Some(to), Some(cut)) => Some(to.min(cut)),
                    (to, cut) => to.or(cut),
                };
                rules.push(rule);
            }
        }
        rules
    }

    fn rule(&mut self, draft: Draft<'s>) -> Option<Read<'s, Rule>> {
        let name = source::text(&draft.table, "kind").unwrap_or_default();
        let Some(kind) = kinds::find(name) else {
            let at = source::offset(&draft.table, &["kind"]).unwrap_or(draft.start);
            let message = format!("there is no rule kind `{name}`");
            self.tell(at, "rule_kind_unknown", message, &format!("kinds: {}", kinds::names()));
            return None;
        };
        let table = draft.table.clone();
        match (kind.read)(toml::de::Deserializer::from(draft.table)) {
            Ok(value) => Some(Read { value, table, layer: draft.layer, start: draft.start }),
            Err(error) => {
                self.problems.push(self.sources.misread(&error, draft.start));
                None
            }
        }
    }

    fn scenarios(&mut self, parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>, top: usize) -> Vec<Read<'s, Scenario>> {
        let drafts = take(parsed, "scenarios/");
        let read: Vec<_> = drafts.into_iter().filter_map(|d| self.read::<Scenario>(d)).collect();
        read.into_iter().filter(|s| s.layer == top).collect()
    }

    pub(crate) fn read<T: DeserializeOwned>(&mut self, draft: Draft<'s>) -> Option<Read<'s, T>> {
        let table = draft.table.clone();
        match source::read(draft.table) {
            Ok(value) => Some(Read { value, table, layer: draft.layer, start: draft.start }),
            Err(error) => {
                self.problems.push(self.sources.misread(&error, draft.start));
                None
            }
        }
    }

    pub(crate) fn tell(&mut self, offset: usize, code: &'static str, message: String, hint: &str) {
        self.problems.push(self.sources.problem(offset, code, message, hint.to_owned()));
    }

    fn absent(&mut self, layer: &Layer, path: &str) {
        self.problems.push(Problem {
            file: format!("{}/{path}", layer.folder),
            line: 1,
            column: 1,
            code: "file_missing",
            message: format!("{path} is missing"),
            hint: String::from("policies/national shows what a pack holds"),
        });
    }
}

/// Takes the files below `folder`, lower layers first.
fn take<'s>(parsed: &mut BTreeMap<(usize, &'s str), Draft<'s>>, folder: &str) -> Vec<Draft<'s>> {
    let keys: Vec<_> = parsed.keys().filter(|(_, path)| path.starts_with(folder)).copied().collect();
    keys.iter().filter_map(|key| parsed.remove(key)).collect()
}

fn over<'s>(lower: Draft<'s>, upper: Draft<'s>) -> Draft<'s> {
    let span = upper.table.span();
    let mut table = lower.table.into_inner();
    merge(&mut table, upper.table.into_inner());
    Draft { table: toml::Spanned::new(span, table), layer: upper.layer, start: upper.start }
}

/// Puts a rule beside the versions of the layers below. The same `valid_from` (or none): it is laid over that
/// version. Another one: it is laid over the version in force on that day, and that version ends the day before.
fn place<'s>(versions: &mut Vec<(Draft<'s>, Option<CivilDay>)>, upper: Draft<'s>) {
    let from = |d: &Draft<'_>| source::text(&d.table, "valid_from").and_then(CivilDay::parse_iso);
    let lower_layers = versions.iter().filter(|(d, _)| d.layer < upper.layer);
    let begins = from(&upper);
    let below = lower_layers
        .filter(|(d, _)| begins.is_none() || from(d) <= begins)
        .max_by_key(|(d, _)| from(d))
        .map(|(d, _)| d.start);
    let Some(index) = below.and_then(|start| versions.iter().position(|(d, _)| d.start == start)) else {
        return versions.push((upper, None));
    };
    if begins.is_none() || versions.get(index).is_some_and(|(d, _)| from(d) == begins) {
        let (lower, cut) = versions.remove(index);
        versions.push((over(lower, upper), cut));
    } else if let Some((lower, cut)) = versions.get_mut(index) {
        *cut = begins.map(|day| day.plus_days(-1));
        let copy = Draft { table: lower.table.clone(), layer: lower.layer, start: lower.start };
        versions.push((over(copy, upper), None));
    }
}
