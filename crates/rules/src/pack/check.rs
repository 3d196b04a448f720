//! What a pack must fulfil beyond its shape: ranges, periods, texts, references.

use super::{
    Act, Disorder, IndexParams, Intake, Manifest, Rule, Scenario, Texts,
    clocks::ClocksFile,
    files::{AT_ROOT, FOLDERS, TEXTS},
    load::{Read, Reader},
    texts,
};

/// Whether a pack may have a file at `path`.
pub(crate) fn known_file(path: &str) -> bool {
    let Some((folder, file)) = path.split_once('/') else { return AT_ROOT.contains(&path) };
    let name = file.strip_suffix(".toml").is_some_and(|name| !name.is_empty() && !name.contains('/'));
    name && FOLDERS.contains(&folder) && (folder != "texts" || TEXTS.contains(&file))
}

impl Reader<'_> {
    pub(crate) fn check_manifest(&mut self, read: &Read<'_, Manifest>, below: Option<&Manifest>) {
        let m = &read.value;
        let name = !m.id.is_empty() && m.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !name {
            let message = format!("`{}` is no pack id", m.id);
            self.tell(read.offset(&["id"]), "pack_id_invalid", message, "lower-case letters, digits and -");
        }
        if m.version.trim().is_empty() {
            let at = read.offset(&["version"]);
            self.tell(at, "pack_version_empty", String::from("the version is empty"), "e.g. version = \"2026.1\"");
        }
        self.check_title(read, &[&m.title.zh, &m.title.en]);
        if m.extends.as_deref() != below.map(|b| b.id.as_str()) {
            let at = read.offset(&["extends"]);
            let (message, hint) = match (below, &m.extends) {
                (Some(b), _) => {
                    (format!("the pack lies over `{}` but does not say so", b.id), format!("extends = \"{}\"", b.id))
                }
                (None, Some(named)) => (
                    format!("the pack extends `{named}`, which was not given"),
                    String::from("name the lower pack first: anlu pack check policies/national policies/<city>"),
                ),
                (None, None) => return,
            };
            self.tell(at, "pack_extends_mismatch", message, &hint);
        }
    }

    fn check_title<T>(&mut self, read: &Read<'_, T>, titles: &[&str]) {
        if titles.iter().any(|t| t.trim().is_empty()) {
            let at = read.offset(&["title"]);
            self.tell(at, "title_empty", String::from("a title is empty"), "write title.zh and title.en");
        }
    }

    pub(crate) fn check_intake(&mut self, read: &Read<'_, Intake>) {
        let (order, movement) = (&read.value.order, &read.value.movement);
        let whole = [
            ("order", "window_minutes", order.window_minutes, 0, 1440),
            ("order", "window_facts", order.window_facts, 1, 10_000),
            ("order", "future_minutes", order.future_minutes, 0, 1440),
            ("movement", "max_interval_minutes", movement.max_interval_minutes, 1, 1440),
        ];
        for (part, key, value, least, most) in whole {
            if value < least || value > most {
                let message = format!("{key} = {value} is out of range");
                let hint = format!("write a whole number from {least} to {most}");
                self.tell(read.offset(&[part, key]), "param_out_of_range", message, &hint);
            }
        }
        if !(0.0..=50.0).contains(&movement.moving_above_kmh) {
            let at = read.offset(&["movement", "moving_above_kmh"]);
            let message = format!("moving_above_kmh = {} is out of range", movement.moving_above_kmh);
            self.tell(at, "param_out_of_range", message, "write a speed from 0 to 50 km/h");
        }
        if !(0.0..=10_000.0).contains(&movement.same_place_m) {
            let at = read.offset(&["movement", "same_place_m"]);
            let message = format!("same_place_m = {} is out of range", movement.same_place_m);
            self.tell(at, "param_out_of_range", message, "write a distance from 0 to 10000 metres");
        }
    }

    pub(crate) fn check_clocks(&mut self, read: &Read<'_, ClocksFile>) {
        for (owner, minutes) in [("authority", read.value.authority), ("enterprise", read.value.enterprise)] {
            for (key, value) in minutes.named() {
                if value == 0 || value > 525_600 {
                    let message = format!("{owner}.{key} = {value} is out of range");
                    let hint = "write minutes from 1 to 525600 (a year)";
                    self.tell(read.offset(&[owner, key]), "param_out_of_range", message, hint);
                }
            }
        }
    }

    pub(crate) fn check_indices(&mut self, read: &Read<'_, IndexParams>) {
        for fault in read.value.faults() {
            let [part, key] = fault.path;
            let message = format!("{part}.{key} = {} is out of range", fault.value);
            self.tell(read.offset(&fault.path), "param_out_of_range", message, fault.hint);
        }
    }

    pub(crate) fn check_rules(&mut self, rules: &[Read<'_, Rule>], zh: &Read<'_, Texts>, en: &Read<'_, Texts>) {
        for read in rules {
            let rule = &read.value;
            self.check_title(read, &[&rule.title.zh, &rule.title.en]);
            if rule.basis.law.trim().is_empty() || rule.basis.article.trim().is_empty() {
                let at = read.offset(&["basis"]);
                self.tell(
                    at,
                    "basis_empty",
                    String::from("law or article is empty"),
                    "name the clause the rule rests on",
                );
            }
            let mut faults = Vec::new();
            rule.params.check(&mut faults);
            for fault in faults {
                self.tell(read.offset(&fault.spot.path()), "param_out_of_range", fault.message, &fault.hint);
            }
            if rule.severity.severe_above_minutes < rule.severity.warning_above_minutes {
                self.tell(
                    read.offset(&["severity", "severe_above_minutes"]),
                    "severity_order",
                    String::from("severe begins below warning"),
                    "severe_above_minutes must not be smaller than warning_above_minutes",
                );
            }
            if rule.valid_to.is_some_and(|to| to < rule.valid_from) {
                let message = String::from("the rule ends before it begins");
                self.tell(
                    read.offset(&["valid_to"]),
                    "validity_reversed",
                    message,
                    "valid_to is the last day in force",
                );
            }
            for key in texts::required(&rule.id) {
                for (texts, file) in [(zh, "texts/zh-CN.toml"), (en, "texts/en.toml")] {
                    if texts.value.get(&key).is_none_or(|t| t.trim().is_empty()) {
                        let message = format!("the text `{key}` is missing in {file}");
                        self.tell(read.offset(&["id"]), "text_missing", message, &format!("add \"{key}\" = \"…\""));
                    }
                }
            }
        }
        self.check_periods(rules);
    }

    /// Versions of one rule must not overlap, and are of one kind.
    fn check_periods(&mut self, rules: &[Read<'_, Rule>]) {
        for (index, later) in rules.iter().enumerate() {
            for other in rules.iter().take(index) {
                let (a, b) = (&other.value, &later.value);
                if a.id != b.id {
                    continue;
                }
                let a_ends_first = a.valid_to.is_some_and(|to| to < b.valid_from);
                let b_ends_first = b.valid_to.is_some_and(|to| to < a.valid_from);
                if !a_ends_first && !b_ends_first {
                    let message = format!(
                        "two versions of `{}` are in force at once (from {})",
                        a.id,
                        a.valid_from.max(b.valid_from)
                    );
                    let hint = "end the older one with valid_to, or give this one another id";
                    self.tell(later.offset(&["valid_from"]), "validity_overlap", message, hint);
                }
                if a.kind != b.kind {
                    let message = format!("`{}` is of kind `{}` in one file and `{}` in another", a.id, a.kind, b.kind);
                    self.tell(
                        later.offset(&["kind"]),
                        "rule_kind_changes",
                        message,
                        "a rule of another kind needs another id",
                    );
                }
            }
        }
    }

    pub(crate) fn check_scenarios(&mut self, scenarios: &[Read<'_, Scenario>], rules: &[Read<'_, Rule>], top: usize) {
        let known = |id: &str| rules.iter().any(|r| r.value.id == id);
        for (index, read) in scenarios.iter().enumerate() {
            let s = &read.value;
            if scenarios.iter().take(index).any(|other| other.value.id == s.id) {
                let message = format!("there are two scenarios `{}`", s.id);
                self.tell(read.offset(&["id"]), "scenario_id_twice", message, "give this one another id");
            }
            for (key, id) in s.rules.iter().map(|r| ("rules", r)).chain(s.expect.iter().map(|e| ("expect", &e.rule))) {
                if !known(id) {
                    let message = format!("there is no rule `{id}`");
                    self.tell(read.offset(&[key]), "rule_unknown", message, "check the spelling");
                } else if !s.rules.contains(id) {
                    let message = format!("expects `{id}`, which is not among its rules");
                    self.tell(read.offset(&[key]), "scenario_rule_unlisted", message, "add it to rules = […]");
                }
            }
            let zones = (1..).zip(&s.zones).map(|(number, zone)| zone.zone(number));
            let unusable = |zone: &anlu_domain::zone::Zone| zone.shape.check().is_err() || !zone.faults().is_empty();
            for zone in zones.filter(unusable) {
                let message = format!("the zone `{}` cannot be used", zone.name);
                let hint =
                    "a width above 0; limit_kmh for speed; classes, sectors or enterprise for leave and corridor";
                self.tell(read.offset(&["zones"]), "scenario_zone_invalid", message, hint);
            }
            for leg in &s.legs {
                let sane = leg.minutes.is_finite()
                    && (0.0..=20_160.0).contains(&leg.minutes)
                    && leg.every_seconds > 0
                    && (-50_000.0..=50_000.0).contains(&leg.aside_m);
                let shifted = leg.disorder_minutes.is_finite() && (0.0..=20_160.0).contains(&leg.disorder_minutes);
                let placed = leg.at_minute.is_none_or(|m| m.is_finite() && (0.0..=20_160.0).contains(&m));
                let message = match leg.act {
                    Act::CardIn if leg.driver.is_none() => "card_in needs a driver",
                    Act::CardIn | Act::CardOut if leg.disorder != Disorder::None => "a card event takes no disorder",
                    _ if !(sane && shifted && placed) => "minutes lie from 0 to 20160 (14 days), every_seconds above 0",
                    _ => continue,
                };
                self.tell(
                    read.offset(&["legs"]),
                    "scenario_leg_invalid",
                    message.to_owned(),
                    "see policies/national/scenarios",
                );
            }
        }
        for rule in rules.iter().filter(|r| r.layer == top) {
            if !scenarios.iter().any(|s| s.value.rules.contains(&rule.value.id)) {
                let message = format!("no scenario is about `{}`", rule.value.id);
                self.tell(rule.offset(&["id"]), "rule_without_scenario", message, "add one below scenarios/");
            }
        }
    }
}
