//! The daily report over HTTP, on both databases: what it counts, whom it shows what, and the workbook.

use anlu_domain::finding::Severity;
use serde_json::{Value, json};

use crate::{
    harness::{app::TestApp, db::on_each},
    signal::noticed,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_is_counted_for_those_who_see_it() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let severe = noticed(&app, Severity::Severe, None).await;
        noticed(&app, Severity::Warning, None).await;
        let today = app.now().day();
        let path = format!("/api/v1/reports/daily?day={today}");
        let mut officer = app.logged_in("bureau_officer").await;
        let report = officer.get(&path).await.expect_json(200);
        assert_eq!(report["kinds"], json!([{ "rule": "fatigue.continuous", "count": 2, "severe": 1 }]));
        let handling = json!({ "signals": 2, "open": 2, "settled": 0, "escalated": 0 });
        assert_eq!((&report["handling"], &report["severe_count"]), (&handling, &json!(1)));
        assert_eq!(report["computed"], json!(false), "the day is not over");
        let [one] = report["severe"].as_array().expect("severe").as_slice() else { panic!("one: {report}") };
        assert_eq!(one["signal_id"].as_str(), Some(severe.as_str()));
        assert_eq!(
            (&one["signal_state"], &one["vehicle"]["id"]),
            (&json!("open"), &json!(app.county.truck.to_string()))
        );
        let [line] = report["enterprises"].as_array().expect("lines").as_slice() else { panic!("one: {report}") };
        assert_eq!(line["enterprise"]["id"], json!(app.county.near.to_string()));
        assert_eq!((&line["findings"], &line["severe"], &line["handling"]), (&json!(2), &json!(1), &handling));

        // Once somebody has settled one.
        let close = json!({ "version": 1, "action": "false_alarm", "reason": "position_drift", "message": "示例" });
        officer.post(&format!("/api/v1/signals/{severe}/triage"), &close).await.expect(200);
        let after = officer.get(&path).await.expect_json(200);
        assert_eq!((&after["handling"]["open"], &after["handling"]["settled"]), (&json!(1), &json!(1)));

        let mut far = app.logged_in("far_principal").await;
        let nothing = far.get(&path).await.expect_json(200);
        assert_eq!((&nothing["kinds"], &nothing["enterprises"]), (&json!([]), &json!([])));
        far.get(&format!("{path}&enterprise_id={}", app.county.near)).await.expect(404);
        let of_far = officer.get(&format!("{path}&enterprise_id={}", app.county.far)).await.expect_json(200);
        assert_eq!((&of_far["severe"], &of_far["handling"]["signals"]), (&json!([]), &json!(0)));
        let yesterday = officer.get("/api/v1/reports/daily").await.expect_json(200);
        assert_eq!(yesterday["day"], Value::from(today.plus_days(-1).to_string()));

        let book = officer.get(&format!("/api/v1/reports/daily.xlsx?day={today}")).await.expect(200);
        assert!(book.body.starts_with(b"PK"));
        let sheets = book.body.windows(10).filter(|w| *w == b"sheet3.xml").count();
        assert!(sheets > 0, "summary, enterprises, severe findings");
    })
    .await;
}
