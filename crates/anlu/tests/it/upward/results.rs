//! What became of an alarm goes up when its signal is settled, and once more when the hazard made of it is closed.

use anlu_app::{
    ctx::Ctx,
    hazard::close::close,
    signal::triage::{TriageHazard, false_alarm, make_hazard},
};
use anlu_domain::{
    hazard::Level,
    ids::{HazardId, SignalId},
    time::DAY_MS,
};
use anlu_protocols::jt809::{Body, Edition, MsgId, body::alarm::Tip};
use serde_json::json;

use super::{Below, read};
use crate::harness::{app::TestApp, fake_upper::FakeUpper};

/// In 2011 the signal becomes a hazard that is mended, in 2019 it is a false alarm.
pub(super) async fn go_up(below: &Below, above: &mut FakeUpper, app: &TestApp, edition: Edition, told_as: u32) {
    let mut officer = app.logged_in("bureau_officer").await;
    let found = officer.get("/api/v1/signals?kind=fatigue").await.expect_json(200)["items"][0].clone();
    let path = format!("/api/v1/signals/{}", found["id"].as_str().expect("an id"));
    officer.until(&path, |s| s["findings"][0]["phase"] == "closed").await;
    // The row is read before its findings, so that nobody acts on what was not shown: a second look tells the version.
    let ended = officer.get(&path).await.expect_json(200);
    let id = SignalId(ended["id"].as_str().expect("an id").parse().expect("an id"));
    let version = ended["version"].as_i64().expect("a version");
    // The desk of the server knows no upper platform; that of the link does.
    let ctx = below.desk.operator();
    if edition == Edition::V2019 {
        below.send_due().await;
        false_alarm(&ctx, id, version, "device_fault", "").await.expect("settled");
        assert_eq!(said(below, above, edition, told_as).await, 2, "不作处理");
        return;
    }
    let hazard = TriageHazard {
        title: "驾驶员疲劳驾驶".to_owned(),
        description: String::new(),
        clause: None,
        level: Level::General,
        deadline: Some(app.now().plus(7 * DAY_MS).day()),
    };
    let (_, hazard) = make_hazard(&ctx, id, version, hazard, "").await.expect("a hazard");
    assert_eq!(said(below, above, edition, told_as).await, 0, "处理中");
    mend(&ctx, app, hazard).await;
    assert_eq!(said(below, above, edition, told_as).await, 1, "已处理完毕");
}

/// Result of the alarm that was told as `told_as`, from the next message that tells one.
async fn said(below: &Below, above: &mut FakeUpper, edition: Edition, told_as: u32) -> u8 {
    below.send_due().await;
    let said = above.hears(if edition == Edition::V2011 { 0x1403 } else { 0x1412 }).await;
    read(&said, edition, |body| match body {
        Body::Tip(Tip::Handled(h)) => {
            assert_eq!(h.info_id, told_as);
            h.result
        }
        Body::HandledBySource(h) => {
            assert_eq!(h.source_type, MsgId(0x1402));
            h.result
        }
        other => panic!("{other:?}"),
    })
}

/// The whole loop of the hazard, up to its closing.
async fn mend(ctx: &Ctx, app: &TestApp, id: HazardId) {
    let (mut officer, mut safety) = (app.logged_in("bureau_officer").await, app.logged_in("safety_officer").await);
    let path = format!("/api/v1/hazards/{id}");
    let step = |verb: &str| format!("{path}/{verb}");
    let hazard = officer.get(&path).await.expect_json(200);
    let day = hazard["deadline"].clone();
    let plan = json!({"version": hazard["version"], "measure": "调整排班", "money_yuan": 0, "person_name": "示例安全员",
        "deadline": day, "emergency_plan": "换人驾驶", "goal": "连续驾驶不超时"});
    let planned = safety.post(&step("plan"), &plan).await.expect_json(200);
    let picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0roster";
    let kept = safety.form("/api/v1/evidence", &[], ("排班.jpg", picture)).await.expect_json(201);
    let handed_in = json!({"version": planned["version"], "note": "已调整", "evidence": [{"hash": kept["hash"]}]});
    let submitted = safety.post(&step("submit"), &handed_in).await.expect_json(200);
    let pass = json!({"version": submitted["version"], "passed": true, "note": "合格"});
    let verified = officer.post(&step("verify"), &pass).await.expect_json(200);
    close(ctx, id, verified["version"].as_i64().expect("a version"), "", &[]).await.expect("closed");
}
