//! What changes when kinds of work change, in both languages.

use super::{
    Pack, WorkKind,
    diff::Change,
    risk_diff::{Item, each, members},
};

pub(crate) fn construction(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let item = |k: &WorkKind| Item {
        id: k.id.clone(),
        zh: format!("分部分项工程 {}（{} 起）", k.title.zh, k.valid_from),
        en: format!("kind of work {} (from {})", k.title.en, k.valid_from),
        from: k.valid_from.0,
        flat: members(k),
    };
    let all = |pack: &Pack| pack.construction.iter().map(item).collect::<Vec<_>>();
    each(changes, &all(old), &all(new));
}
