//! Tests of campaigns.

use uuid::Uuid;

use super::*;
use crate::{
    access::{Role, Scope},
    ids::UserId,
};

fn officer() -> Viewer {
    Viewer { user: UserId(Uuid::from_u128(1)), name: String::from("甲"), role: Role::GridChief, scope: Scope::All }
}

fn now() -> UtcMs {
    UtcMs::parse_rfc3339("2026-11-26T10:00:00+08:00").unwrap()
}

fn words(zh: &str) -> Text {
    Text { zh: zh.to_owned(), en: String::new() }
}

fn draft() -> Draft {
    let outcome = |code: &str, zh: &str, evidence| Outcome { code: code.to_owned(), title: words(zh), evidence };
    Draft {
        title: words(" 备案清理 "),
        task: words("逐户办理"),
        template: None,
        among: None,
        basis: None,
        outcomes: vec![outcome("filed", "已备案", true), outcome("closed", "已注销", false)],
        deadline: now().day(),
    }
}

fn started(draft: &Draft) -> Result<Campaign, Refusal> {
    start((CampaignId(Uuid::from_u128(2)), String::from("ZX-1")), draft, 1, &officer(), now())
}

fn subject() -> Subject {
    Subject {
        id: CampaignSubjectId(Uuid::from_u128(3)),
        campaign: CampaignId(Uuid::from_u128(2)),
        enterprise: EnterpriseId(Uuid::from_u128(4)),
        later: false,
        added_at: now(),
        recorded: None,
    }
}

fn refused<T: core::fmt::Debug>(done: Result<T, Refusal>) -> (String, &'static str) {
    let refusal = done.expect_err("refused");
    (refusal.pointer().to_owned(), refusal.code())
}

#[test]
fn what_is_typed_in_one_language_stands_in_both() {
    let campaign = started(&draft()).unwrap();
    assert_eq!(campaign.draft.title, Text { zh: String::from("备案清理"), en: String::from("备案清理") });
    assert_eq!(campaign.draft.outcomes[1].title.en, "已注销");
}

#[test]
fn a_draft_that_does_not_hold_is_refused_at_its_field() {
    let mut wrong = draft();
    wrong.title = words("  ");
    assert_eq!(refused(started(&wrong)), (String::from("/title"), "required"));
    let mut wrong = draft();
    wrong.outcomes[1].title = words("已备案");
    assert_eq!(refused(started(&wrong)), (String::from("/outcomes/1/title"), "outcome_twice"));
    let mut wrong = draft();
    wrong.outcomes.clear();
    assert_eq!(refused(started(&wrong)), (String::from("/outcomes"), "required"));
    let yesterday = Draft { deadline: now().day().plus_days(-1), ..draft() };
    assert_eq!(refused(started(&yesterday)), (String::from("/deadline"), "deadline_past"));
    let nobody = start((CampaignId(Uuid::nil()), String::new()), &draft(), 0, &officer(), now());
    assert_eq!(refused(nobody), (String::from("/enterprises"), "campaign_nobody"));
}

#[test]
fn an_outcome_is_proved_and_a_change_has_a_reason() {
    let campaign = started(&draft()).unwrap();
    let record =
        |subject: &Subject, outcome, note, proofs| record(&campaign, subject, outcome, note, proofs, &officer(), now());
    assert_eq!(refused(record(&subject(), Some("filed"), "", 0)), (String::from("/evidence"), "evidence_required"));
    assert_eq!(refused(record(&subject(), Some("else"), "", 1)), (String::from("/outcome"), "unknown"));
    assert_eq!(refused(record(&subject(), None, "", 1)), (String::from("/outcome"), "required"));
    let filed = record(&subject(), Some("filed"), "", 1).unwrap();
    assert_eq!(filed.recorded.as_ref().unwrap().outcome, "filed");
    assert_eq!(refused(record(&filed, Some("closed"), " ", 1)), (String::from("/note"), "reason_required"));
    let again = record(&filed, Some("filed"), "补充照片", 2).unwrap();
    assert_eq!(again.recorded.unwrap().step.note, "补充照片");
    let closed = record(&filed, Some("closed"), "企业已注销", 1).unwrap();
    assert_eq!(closed.recorded.as_ref().unwrap().outcome, "closed");
    assert_eq!(refused(record(&closed, None, "", 1)), (String::from("/note"), "reason_required"));
    assert_eq!(record(&closed, None, "登记错误", 1).unwrap().recorded, None);
}

#[test]
fn open_subjects_ask_for_a_reason_and_what_is_closed_stays() {
    let campaign = started(&draft()).unwrap();
    let close = |open, summary, reason| close(campaign.clone(), open, summary, reason, &officer(), now());
    assert_eq!(refused(close(1, "完成", " ")), (String::from("/reason"), "campaign_still_open"));
    assert_eq!(refused(close(0, " ", "")), (String::from("/summary"), "required"));
    let whole = close(0, "全部完成", "不需要").unwrap();
    assert_eq!(whole.closed.as_ref().unwrap().reason, None, "nothing was open");
    let part = close(3, "基本完成", "3户查无下落").unwrap();
    assert_eq!(part.closed.as_ref().map(|c| (c.open, c.reason.as_deref())), Some((3, Some("3户查无下落"))));
    let late = record(&part, &subject(), Some("closed"), "", 0, &officer(), now());
    assert_eq!(refused(late), (String::new(), "campaign_closed"));
    assert_eq!(refused(super::close(part, 0, "再次", "", &officer(), now())), (String::new(), "campaign_closed"));
}
