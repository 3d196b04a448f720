//! What changes for whom when duties change, in both languages.

use std::collections::BTreeMap;

use super::{
    Pack,
    diff::{Change, compare, flat, push},
    duty::{Duty, DutyFile, Every, Frequency, SubjectKind},
};

pub(crate) fn duties(changes: &mut Vec<Change>, old: &Pack, new: &Pack) {
    let key = |d: &Duty| (d.file.id.clone(), d.file.valid_from);
    let olds: BTreeMap<_, &DutyFile> = old.duties.iter().map(|d| (key(d), &d.file)).collect();
    let news: BTreeMap<_, &DutyFile> = new.duties.iter().map(|d| (key(d), &d.file)).collect();
    for (key, duty) in &olds {
        let (zh, en) = called(duty);
        match news.get(key) {
            Some(now) => {
                if often(&duty.frequency) != often(&now.frequency) {
                    let ((a_zh, a_en), (b_zh, b_en)) = (often(&duty.frequency), often(&now.frequency));
                    push(
                        changes,
                        &duty.id,
                        format!("{zh}：由{a_zh}改为{b_zh}"),
                        format!("{en}: {a_en} becomes {b_en}"),
                    );
                }
                let without = |d: &DutyFile| {
                    let mut all = flat(d);
                    all.retain(|k, _| !k.starts_with("frequency"));
                    all
                };
                compare(changes, &duty.id, &zh, &en, &without(duty), &without(now));
            }
            None => push(changes, &duty.id, format!("{zh}：不再要求"), format!("{en}: no longer asked for")),
        }
    }
    for (key, duty) in news.iter().filter(|(key, _)| !olds.contains_key(*key)) {
        let (zh, en) = called(duty);
        let (often_zh, often_en) = often(&duty.frequency);
        push(
            changes,
            &duty.id,
            format!("{zh}：新增，{often_zh}，自 {} 起，依据 {} {}", key.1, duty.basis.law, duty.basis.article),
            format!("{en}: new, {often_en}, from {}, by {} {}", key.1, duty.basis.law, duty.basis.article),
        );
    }
}

/// Title with who is concerned.
fn called(duty: &DutyFile) -> (String, String) {
    let (who_zh, who_en) = match duty.subject {
        SubjectKind::Enterprise => ("企业", "enterprises"),
        SubjectKind::Person => ("人员", "people"),
    };
    let (zh, en) = (&duty.title.zh, &duty.title.en);
    if duty.when == "true" {
        (format!("{zh}（全部{who_zh}）"), format!("{en} (all {who_en})"))
    } else {
        (format!("{zh}（符合 {} 的{who_zh}）", duty.when), format!("{en} ({who_en} with {})", duty.when))
    }
}

fn often(frequency: &Frequency) -> (String, String) {
    match frequency {
        Frequency::Every(every) => {
            let (zh, en) = match every {
                Every::Month => ("每月一次", "once a month"),
                Every::Quarter => ("每季度一次", "once a quarter"),
                Every::HalfYear => ("每半年一次", "once a half year"),
                Every::Year => ("每年一次", "once a year"),
            };
            (zh.to_owned(), en.to_owned())
        }
        Frequency::Before(b) => {
            (format!("到期前 {} 天办理", b.open_days), format!("renewed in the {} days before the end", b.open_days))
        }
        Frequency::After(a) => (format!("{} 天内办理", a.days), format!("within {} days", a.days)),
        Frequency::Always(a) => {
            (format!("始终保持，缺失后 {} 天内补齐", a.days), format!("at all times, mended within {} days", a.days))
        }
    }
}
