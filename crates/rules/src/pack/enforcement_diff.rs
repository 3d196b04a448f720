//! What changes when periods of the penalty procedure or the discretion table change, in both languages.

use super::{
    DiscretionFile, EnforcementTerm, Pack,
    diff::Change,
    risk_diff::{Item, each, members},
};

pub(crate) fn enforcement(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let term = |t: &EnforcementTerm| Item {
        id: t.id.clone(),
        zh: format!("执法期限 {}（{} 起）", t.title.zh, t.valid_from),
        en: format!("enforcement period {} (from {})", t.title.en, t.valid_from),
        from: t.valid_from.0,
        flat: members(t),
    };
    let terms = |pack: &Pack| pack.enforcement.iter().map(term).collect::<Vec<_>>();
    each(changes, &terms(old), &terms(new));
    let violation = |d: &DiscretionFile| Item {
        id: d.id.clone(),
        zh: format!("裁量基准 {}（{} 起）", d.title.zh, d.valid_from),
        en: format!("discretion table {} (from {})", d.title.en, d.valid_from),
        from: d.valid_from.0,
        flat: members(d),
    };
    let violations = |pack: &Pack| pack.discretion.iter().map(violation).collect::<Vec<_>>();
    each(changes, &violations(old), &violations(new));
}
