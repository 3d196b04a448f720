//! The difference between two packs in plain words, Chinese and English.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Pack, Rule};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about: a rule id, `intake`, `clocks`, `indices`, `texts` or `pack`.
    pub subject: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Settings with their names on paper. Others are shown as they are written.
const NAMES: [(&str, &str, &str); 67] = [
    ("bands.red.from", "红色起点", "red from"),
    ("bands.orange.from", "橙色起点", "orange from"),
    ("bands.yellow.from", "黄色起点", "yellow from"),
    ("params.limit_minutes", "限值（分钟）", "limit (minutes)"),
    ("params.limit_kmh", "限速（km/h）", "speed limit (km/h)"),
    ("params.max_kmh", "不可能达到的车速（km/h）", "impossible above (km/h)"),
    ("params.jumps", "跳变次数", "jumps"),
    ("params.night.percent", "夜间按限速的百分比", "by night, per cent of the limit"),
    ("params.night.hours.from_hour", "夜间起（时）", "night from (hour)"),
    ("params.night.hours.to_hour", "夜间止（时）", "night to (hour)"),
    ("params.rest_minutes", "视为休息的最短停车时间（分钟）", "shortest rest (minutes)"),
    ("params.revise_minutes", "更新间隔（分钟）", "revised every (minutes)"),
    ("params.window", "统计窗口", "window"),
    ("params.away", "离开方向盘时间的计法", "time away counts as"),
    ("severity.warning_above_minutes", "预警起点（分钟）", "warning above (minutes)"),
    ("severity.severe_above_minutes", "严重起点（分钟）", "severe above (minutes)"),
    ("severity.confidence", "分级把握程度", "confidence of the grading"),
    ("valid_from", "生效日期", "valid from"),
    ("valid_to", "失效日期", "valid to"),
    ("confidence", "依据把握程度", "confidence"),
    ("basis.law", "依据", "law"),
    ("basis.article", "条款", "article"),
    ("basis.date", "依据日期", "date of the law"),
    ("title.zh", "中文名称", "Chinese name"),
    ("title.en", "英文名称", "English name"),
    ("order.window_minutes", "排序窗口（分钟）", "ordering window (minutes)"),
    ("order.window_facts", "排序窗口（条数）", "ordering window (facts)"),
    ("order.future_minutes", "允许超前（分钟）", "allowed ahead of time (minutes)"),
    ("movement.moving_above_kmh", "行驶判定速度（km/h）", "moving above (km/h)"),
    ("movement.max_interval_minutes", "数据缺口起点（分钟）", "a gap begins at (minutes)"),
    ("movement.same_place_m", "视为原地的距离（米）", "same place within (metres)"),
    ("online.positions", "算作上线的定位数", "positions that make a vehicle on line"),
    ("quality.without_place", "无位置算作不合格", "positions without a place are faulty"),
    ("quality.max_kmh", "合格数据最高速度（km/h）", "highest sound speed (km/h)"),
    ("quality.ahead_minutes", "终端时钟允许超前（分钟）", "device clock ahead by at most (minutes)"),
    ("quality.min_altitude_m", "合格数据最低海拔（米）", "lowest sound altitude (metres)"),
    ("quality.max_altitude_m", "合格数据最高海拔（米）", "highest sound altitude (metres)"),
    ("track.hole_m", "轨迹断点距离（米）", "a hole in the track begins at (metres)"),
    ("drift.max_kmh", "漂移判定速度（km/h）", "a jump is faster than (km/h)"),
    ("drift.min_m", "漂移最短距离（米）", "a jump is at least (metres)"),
    ("drift.jumps", "算作漂移车辆的次数", "jumps that make a vehicle drift"),
    ("among", "统计范围", "about whom"),
    ("held.facts", "达标条件", "fulfilled when"),
    ("held.settled", "以此责任办结为达标", "fulfilled when this duty is settled"),
    ("held.kept", "以此责任不逾期为达标", "fulfilled while this duty is not late"),
    ("goal.permille", "目标（千分比）", "goal (per 1,000)"),
    ("goal.count", "目标（个数）", "goal (count)"),
    ("by", "完成期限", "deadline"),
    ("days", "建议天数", "days proposed"),
    ("group", "五到位分类", "group of the five in place"),
    ("post", "责任岗位", "post"),
    ("when", "适用条件", "condition"),
    ("deadline.days", "期满后宽限天数", "days after the period"),
    ("deadline.working_days", "期满后宽限工作日", "working days after the period"),
    ("ladder.remind_before", "提前提醒天数", "days of reminder"),
    ("ladder.grid_chief", "逾期转网格长（天）", "grid chief after (days)"),
    ("ladder.bureau", "逾期报主管部门（天）", "bureau after (days)"),
    ("ladder.interview", "逾期约谈（天）", "interview after (days)"),
    ("ladder.case_proposal", "逾期拟立案（天）", "case proposal after (days)"),
    ("clause.zh", "条款（中文）", "clause (Chinese)"),
    ("clause.en", "条款（英文）", "clause (English)"),
    ("sectors", "适用业态", "lines of business"),
    ("words", "判定用词", "words"),
    ("progress_days", "进展报告间隔（天）", "days between reports of progress"),
    ("refusal_days", "视为拒不整改的逾期天数", "days late that count as refusal"),
    ("repeat_months", "视为重复的月数", "months that make a repeat"),
    ("drift.confidence", "漂移参数把握程度", "confidence of the drift"),
];

/// What changes from `old` to `new`, in the order of subjects.
pub fn diff(old: &Pack, new: &Pack) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.reference() != new.reference() {
        let (a, b) = (old.reference(), new.reference());
        push(
            &mut changes,
            "pack",
            format!("政策包由 {} {} 变为 {} {}", a.id, a.version, b.id, b.version),
            format!("the pack was {} {}, now {} {}", a.id, a.version, b.id, b.version),
        );
    }
    compare(&mut changes, "intake", "数据接入", "intake", &flat(&old.intake), &flat(&new.intake));
    let clocks = |p: &Pack| {
        let ms = flat(&p.clocks);
        ms.into_iter().map(|(k, v)| (k, v.parse::<i64>().map_or(v, |n| format!("{} min", n / 60_000)))).collect()
    };
    compare(&mut changes, "clocks", "处置时限", "clocks", &clocks(old), &clocks(new));
    compare(&mut changes, "indices", "数据指标", "indices", &flat(&old.indices), &flat(&new.indices));
    rules(&mut changes, old, new);
    super::duty_diff::duties(&mut changes, old, new);
    super::risk_diff::risks(&mut changes, old, new);
    super::risk_diff::criteria(&mut changes, old, new);
    compare(&mut changes, "issuer", "发文机关", "issuer", &flat(&old.issuer), &flat(&new.issuer));
    super::risk_diff::documents(&mut changes, old, new);
    super::enforcement_diff::enforcement(&mut changes, old, new);
    super::construction_diff::construction(&mut changes, old, new);
    super::target_diff::targets(&mut changes, old, new);
    super::grading_diff::models(&mut changes, old, new);
    compare(&mut changes, "texts", "中文文本", "Chinese texts", &old.zh, &new.zh);
    compare(&mut changes, "texts", "英文文本", "English texts", &old.en, &new.en);
    changes
}

fn rules(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let key = |r: &Rule| (r.id.clone(), r.valid_from);
    let olds: BTreeMap<_, &Rule> = old.rules.iter().map(|r| (key(r), r)).collect();
    let news: BTreeMap<_, &Rule> = new.rules.iter().map(|r| (key(r), r)).collect();
    for (key, rule) in &olds {
        let (zh, en) = called(rule);
        match news.get(key) {
            Some(now) => compare(changes, &rule.id, &zh, &en, &flat(rule), &flat(now)),
            None => push(changes, &rule.id, format!("{zh}：删除"), format!("{en}: removed")),
        }
    }
    for (key, rule) in news.iter().filter(|(key, _)| !olds.contains_key(*key)) {
        let (zh, en) = called(rule);
        push(
            changes,
            &rule.id,
            format!("{zh}：新增，自 {} 起生效，依据 {} {}", key.1, rule.basis.law, rule.basis.article),
            format!("{en}: new, in force from {}, by {} {}", key.1, rule.basis.law, rule.basis.article),
        );
    }
}

fn called(rule: &Rule) -> (String, String) {
    (
        format!("规则 {}（{}，{} 起）", rule.id, rule.title.zh, rule.valid_from),
        format!("rule {} ({}, from {})", rule.id, rule.title.en, rule.valid_from),
    )
}

pub(crate) fn compare(
    changes: &mut Vec<Change>,
    subject: &str,
    zh: &str,
    en: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) {
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (a, b) = (old.get(key), new.get(key));
        if a == b {
            continue;
        }
        let (name_zh, name_en) = NAMES.iter().find(|n| n.0 == key).map_or((key.as_str(), key.as_str()), |n| (n.1, n.2));
        let (words_zh, words_en) = match (a, b) {
            (Some(a), Some(b)) => (format!("由 {a} 改为 {b}"), format!("was {a}, now {b}")),
            (None, Some(b)) => (format!("新增 {b}"), format!("new: {b}")),
            (Some(a), None) => (format!("删除（原为 {a}）"), format!("removed (was {a})")),
            (None, None) => continue,
        };
        push(changes, subject, format!("{zh}：{name_zh} {words_zh}"), format!("{en}: {name_en} {words_en}"));
    }
}

pub(crate) fn push(changes: &mut Vec<Change>, subject: &str, zh: String, en: String) {
    changes.push(Change { subject: subject.to_owned(), zh, en });
}

/// A value as `path.to.key` → text.
pub(crate) fn flat(value: &impl Serialize) -> BTreeMap<String, String> {
    fn walk(prefix: &str, value: &Value, out: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(fields) => {
                for (key, inner) in fields {
                    let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                    walk(&path, inner, out);
                }
            }
            Value::String(text) => drop(out.insert(prefix.to_owned(), text.clone())),
            other => drop(out.insert(prefix.to_owned(), other.to_string())),
        }
    }
    let mut out = BTreeMap::new();
    walk("", &serde_json::to_value(value).unwrap_or_default(), &mut out);
    out
}
