//! What changes when methods and templates of risks, criteria of major hazards, or documents change, in both languages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Pack,
    diff::{Change, compare, flat, push},
};

pub(crate) fn risks(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let methods = |pack: &Pack| -> Vec<Item> {
        let item = |m: &super::RiskMethod| Item {
            id: m.id.clone(),
            zh: format!("风险评估方法 {}（{} 起）", m.title.zh, m.valid_from),
            en: format!("risk method {} (from {})", m.title.en, m.valid_from),
            from: m.valid_from.0,
            flat: members(m),
        };
        pack.risk_methods.iter().map(item).collect()
    };
    each(changes, &methods(old), &methods(new));
    let templates = |pack: &Pack| -> Vec<Item> {
        let item = |t: &super::RiskTemplate| Item {
            id: t.id.clone(),
            zh: format!("风险清单模板 {}（{} 起）", t.title.zh, t.valid_from),
            en: format!("risk template {} (from {})", t.title.en, t.valid_from),
            from: t.valid_from.0,
            flat: members(t),
        };
        pack.risk_templates.iter().map(item).collect()
    };
    each(changes, &templates(old), &templates(new));
}

pub(crate) fn documents(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let kinds = |pack: &Pack| -> Vec<Item> {
        let item = |d: &super::DocumentKind| Item {
            id: d.id.clone(),
            zh: format!("文书 {}（{} 起）", d.title.zh, d.valid_from),
            en: format!("document {} (from {})", d.title.en, d.valid_from),
            from: d.valid_from.0,
            flat: members(d),
        };
        pack.documents.iter().map(item).collect()
    };
    each(changes, &kinds(old), &kinds(new));
}

pub(crate) fn criteria(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let criteria = |pack: &Pack| -> Vec<Item> {
        let item = |c: &super::Criterion| Item {
            id: c.id.clone(),
            zh: format!("重大隐患判定标准 {}（{} 起）", c.title.zh, c.valid_from),
            en: format!("criterion of major hazards {} (from {})", c.title.en, c.valid_from),
            from: c.valid_from.0,
            flat: members(c),
        };
        pack.criteria.iter().map(item).collect()
    };
    each(changes, &criteria(old), &criteria(new));
    let rules = |pack: &Pack| -> Vec<Item> {
        let item = |g: &super::GovernanceRules| Item {
            id: String::from("governance"),
            zh: format!("{}（{} 起）", g.title.zh, g.valid_from),
            en: format!("{} (from {})", g.title.en, g.valid_from),
            from: g.valid_from.0,
            flat: members(g),
        };
        pack.governance.iter().map(item).collect()
    };
    each(changes, &rules(old), &rules(new));
}

/// A dated file with its name on paper and its members by path.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) from: i32,
    pub(super) flat: BTreeMap<String, String>,
}

/// Members by path.
pub(super) fn members(value: &impl Serialize) -> BTreeMap<String, String> {
    flat(value)
}

pub(super) fn each(changes: &mut Vec<Change>, old: &[Item], new: &[Item]) {
    let find = |all: &'_ [Item], one: &Item| all.iter().position(|i| i.id == one.id && i.from == one.from);
    for item in old {
        match find(new, item).and_then(|i| new.get(i)) {
            Some(now) => compare(changes, &item.id, &item.zh, &item.en, &item.flat, &now.flat),
            None => push(changes, &item.id, format!("{}：删除", item.zh), format!("{}: removed", item.en)),
        }
    }
    for item in new.iter().filter(|i| find(old, i).is_none()) {
        push(changes, &item.id, format!("{}：新增", item.zh), format!("{}: new", item.en));
    }
}
