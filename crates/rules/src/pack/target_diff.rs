//! What changes when targets and templates of campaigns or lists of inspection items change, in both languages.

use super::{
    Pack,
    diff::Change,
    risk_diff::{Item, each, members},
};

pub(crate) fn targets(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let targets = |pack: &Pack| -> Vec<Item> {
        let files = pack.targets.iter().map(|t| &t.file);
        let item = |f: &super::TargetFile| Item {
            id: f.id.clone(),
            zh: format!("指标 {}（{} 起）", f.title.zh, f.valid_from),
            en: format!("target {} (from {})", f.title.en, f.valid_from),
            from: f.valid_from.0,
            flat: members(f),
        };
        files.map(item).collect()
    };
    each(changes, &targets(old), &targets(new));
    let campaigns = |pack: &Pack| -> Vec<Item> {
        let item = |c: &super::CampaignTemplate| Item {
            id: c.id.clone(),
            zh: format!("专项行动模板 {}（{} 起）", c.title.zh, c.valid_from),
            en: format!("campaign template {} (from {})", c.title.en, c.valid_from),
            from: c.valid_from.0,
            flat: members(c),
        };
        pack.campaigns.iter().map(item).collect()
    };
    each(changes, &campaigns(old), &campaigns(new));
    let inspections = |pack: &Pack| -> Vec<Item> {
        let item = |l: &super::InspectionList| Item {
            id: l.id.clone(),
            zh: format!("抽查事项清单 {}（{} 起）", l.title.zh, l.valid_from),
            en: format!("list of inspection items {} (from {})", l.title.en, l.valid_from),
            from: l.valid_from.0,
            flat: members(l),
        };
        pack.inspections.iter().map(item).collect()
    };
    each(changes, &inspections(old), &inspections(new));
}
