//! Imports, templates and exports over HTTP, on both databases.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anlu_app::import::{Hooks, ImportKind, Limits, Request, run};
use anlu_domain::time::UtcMs;
use anlu_store::{StoreError, Tx, ledger::LedgerDraft};
use serde_json::Value;
use tokio::sync::Notify;

use crate::harness::{
    app::TestApp,
    db::{hold, on_each, psql},
    http::{Client, Events},
};

use super::uscc;

/// How long a job may take before the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends a file and waits for the end of its job, which is told as an event; answers its status.
async fn import(
    client: &mut Client,
    events: &mut Events,
    kind: &str,
    dry_run: bool,
    name: &str,
    bytes: &[u8],
) -> Value {
    let dry_run = dry_run.to_string();
    let form = [("kind", kind), ("dry_run", dry_run.as_str())];
    let started = client.form("/api/v1/imports", &form, (name, bytes)).await.expect_json(202);
    let id = started["id"].as_str().expect("an id").to_owned();
    loop {
        let (event, data) = events.next(PATIENCE).await.expect("the end of the job is told");
        let ended = !matches!(data["state"].as_str(), Some("queued" | "running"));
        if event == "import" && data["id"] == id.as_str() && ended {
            break;
        }
    }
    client.get(&format!("/api/v1/imports/{id}")).await.expect_json(200)
}

fn counts(status: &Value) -> [u64; 4] {
    ["new", "changed", "unchanged", "faulty"].map(|k| status["counts"][k].as_u64().unwrap_or(u64::MAX))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_written_and_answered() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut events = officer.events("/api/v1/events").await;
        let good = format!("信用代码,企业名称,业态\n{},示例新一公司,普货\n{},示例新二公司,危货\n", uscc(1), uscc(2));
        let checked = import(&mut officer, &mut events, "enterprises", true, "企业.csv", good.as_bytes()).await;
        assert_eq!((checked["state"].as_str(), counts(&checked)), (Some("done"), [2, 0, 0, 0]));
        let written = import(&mut officer, &mut events, "enterprises", false, "企业.csv", good.as_bytes()).await;
        assert_eq!((written["state"].as_str(), counts(&written)), (Some("done"), [2, 0, 0, 0]));
        assert_eq!((written["file_name"].as_str(), written["workbook"].as_bool()), (Some("企业.csv"), Some(false)));
        let again = import(&mut officer, &mut events, "enterprises", false, "企业.csv", good.as_bytes()).await;
        assert_eq!(counts(&again), [0, 0, 2, 0]);
        let bad = good.replace(",危货", ",飞行") + &format!("{},示例新三公司,普货\n", uscc(1));
        let refused = import(&mut officer, &mut events, "enterprises", false, "企业.csv", bad.as_bytes()).await;
        assert_eq!((refused["state"].as_str(), refused["faults_total"].as_u64()), (Some("refused"), Some(2)));
        let faults = refused["faults"].as_array().expect("faults");
        assert_eq!((&faults[0]["cell"], &faults[0]["code"]), (&"C3".into(), &"not_in_list".into()));
        assert_eq!((&faults[1]["cell"], &faults[1]["params"]["first_row"]), (&"A4".into(), &"2".into()));
        let id = refused["id"].as_str().expect("an id");
        let book = officer.get(&format!("/api/v1/imports/{id}/workbook")).await.expect(200);
        assert!(book.body.starts_with(b"PK"));
        assert!(book.header("content-disposition").is_some_and(|h| h.starts_with("attachment; filename*=UTF-8''")));
        let late = officer.send("POST", &format!("/api/v1/imports/{id}/cancel"), &[], b"").await.expect_json(200);
        assert_eq!(late["state"], "refused", "a job ends once");
        let broken = import(&mut officer, &mut events, "people", false, "x.xlsx", b"PK\x03\x04nothing").await;
        assert_eq!((broken["state"].as_str(), broken["error_code"].as_str()), (Some("failed"), Some("file_damaged")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_changed_by_hand_while_a_file_is_imported_is_not_overwritten() {
    on_each(async |url| {
        if !url.starts_with("postgres") {
            // In SQLite a transaction is alone from its begin: nobody can write between its reading and its writing.
            return;
        }
        let app = TestApp::start(&url).await;
        let ctx = app.desk.operator();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("车辆.csv");
        let rows = "车牌号,颜色,总质量（千克）\n浙ZA0001,黄,30000\n浙ZB0002,黄,30000\n";
        std::fs::write(&path, rows).expect("written");
        let request = Request { kind: ImportKind::Vehicles, path, dry_run: false, limits: Limits::default() };
        let (by_hand, changed) = (url.clone(), AtomicBool::new(false));
        let progress = move |done: u64, _: u64| {
            // The file has been compared with the store and nothing has been written yet.
            if done > 0 && !changed.swap(true, Ordering::SeqCst) {
                psql(
                    &by_hand,
                    "UPDATE vehicle SET total_mass_kg = 25000, version = version + 1 WHERE plate = '浙ZB0002'",
                );
            }
        };
        let hooks = Hooks { progress: Arc::new(progress), ..Hooks::default() };
        let ledger = anlu_store::ledger::size(app.desk.store.read()).await.expect("a ledger");
        let report = run(&ctx, request.clone(), &hooks).await.expect("a report");
        let faults: Vec<_> = report.faults.iter().map(|f| (f.row, f.code, f.hint)).collect();
        assert_eq!((faults, report.written), (vec![(3, "changed_meanwhile", "import_again")], false));
        assert!(report.answer.is_some(), "the row is marked in a workbook");
        let mut officer = app.logged_in("bureau_officer").await;
        let mut mass =
            async |id| officer.get(&format!("/api/v1/vehicles/{id}")).await.expect_json(200)["total_mass_kg"].clone();
        assert_eq!(mass(app.county.far_truck).await, 25_000, "what was done by hand stays");
        assert_eq!(mass(app.county.truck).await, 31_000, "nothing of the file was written");
        assert_eq!(anlu_store::ledger::size(app.desk.store.read()).await.expect("a ledger"), ledger);
        let again = run(&ctx, request, &Hooks::default()).await.expect("a report");
        assert_eq!((again.counts.changed, again.written), (2, true));
        assert_eq!(mass(app.county.far_truck).await, 30_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_import_is_stopped_and_leaves_nothing() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut events = officer.events("/api/v1/events").await;
        let total = officer.get("/api/v1/enterprises").await.expect_json(200)["total"].clone();
        let rows: Vec<String> = (1..3_000).map(|n| format!("{},示例新{n}公司,普货", uscc(n))).collect();
        let file = format!("信用代码,企业名称,业态\n{}\n", rows.join("\n"));
        let form = [("kind", "enterprises"), ("dry_run", "false")];
        // It cannot end before it is stopped. SQLite: a transaction is under way, and there is one at a time. PostgreSQL:
        // its table is held.
        let table = url.starts_with("postgres").then(|| hold(&url, "enterprise"));
        let (release, held) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (store, free, holds) = (app.desk.store.clone(), Arc::clone(&release), Arc::clone(&held));
        let holding = tokio::spawn(async move {
            let draft = LedgerDraft {
                actor: String::from("test"),
                action: "held",
                subject_kind: "test",
                subject_id: String::from("1"),
                before: None,
                after: None,
            };
            store
                .tx(async |tx: Tx| {
                    tx.record([draft], UtcMs(0));
                    holds.notify_one();
                    free.notified().await;
                    Ok::<_, StoreError>(())
                })
                .await
        });
        held.notified().await;
        let started = officer.form("/api/v1/imports", &form, ("企业.csv", file.as_bytes())).await.expect_json(202);
        let job = format!("/api/v1/imports/{}", started["id"].as_str().expect("an id"));
        officer.send("POST", &format!("{job}/cancel"), &[], b"").await.expect(200);
        release.notify_one();
        if let Some(mut psql) = table {
            drop(psql.stdin.take());
            psql.wait().expect("it ends");
        }
        holding.await.expect("no panic").expect("committed");
        loop {
            let (event, data) = events.next(PATIENCE).await.expect("the end of the job is told");
            if event == "import" && data["state"] == "cancelled" {
                break;
            }
            assert!(data["state"] != "done", "it was stopped: {data}");
        }
        let status = officer.get(&job).await.expect_json(200);
        assert_eq!((&status["state"], &status["counts"]), (&"cancelled".into(), &Value::Null));
        assert_eq!(officer.get("/api/v1/enterprises").await.expect_json(200)["total"], total, "nothing was kept");
        let again = import(&mut officer, &mut events, "enterprises", false, "企业.csv", file.as_bytes()).await;
        assert_eq!((again["state"].as_str(), counts(&again)), (Some("done"), [2_999, 0, 0, 0]), "the next one runs");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_or_a_form_that_is_too_large_is_refused_with_413() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let most = 50 * 1024 * 1024;
    let mut bytes = vec![b'x'; most + 1];
    let reply = officer.form("/api/v1/imports", &[("kind", "people")], ("a.csv", &bytes)).await.expect(413);
    assert_eq!(reply.code().as_deref(), Some("too_large"));
    let fault = &reply.json()["errors"][0];
    assert_eq!((&fault["code"], &fault["params"]["max"]), (&"file_too_large".into(), &most.to_string().into()));
    // Above what the whole form may hold, nothing more is read.
    bytes.resize(most + 64 * 1024, b'x');
    let reply = officer.form("/api/v1/imports", &[("kind", "people")], ("a.csv", &bytes)).await.expect(413);
    assert_eq!(reply.code().as_deref(), Some("too_large"));
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_and_templates_are_workbooks_and_an_export_changes_nothing_when_it_comes_back() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut events = officer.events("/api/v1/events").await;
        for path in ["/api/v1/hazards.xlsx", "/api/v1/imports/templates/people", "/api/v1/imports/templates/grids"] {
            assert!(officer.get(path).await.expect(200).body.starts_with(b"PK"), "{path}");
        }
        // The county of the tests has codes that nobody issues: the round trip is about firms of its own.
        let own = format!(
            "信用代码,企业名称,业态,所属网格,许可证有效期\n{},示例新一公司,普货、危货,云禾村,2027.4.28\n{},示例新二公司,维修,,长期\n",
            uscc(1),
            uscc(2)
        );
        let first = import(&mut officer, &mut events, "enterprises", false, "企业.csv", own.as_bytes()).await;
        assert_eq!(counts(&first), [2, 0, 0, 0], "{first}");
        // q=示例新
        let path = "/api/v1/enterprises.xlsx?q=%E7%A4%BA%E4%BE%8B%E6%96%B0";
        let book = officer.get(path).await.expect(200).body;
        let back = import(&mut officer, &mut events, "enterprises", false, "export.xlsx", &book).await;
        assert_eq!((back["state"].as_str(), counts(&back)), (Some("done"), [0, 0, 2, 0]), "{back}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_import_is_refused_before_the_file_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display());
    let app = TestApp::start(&url).await;
    for role in ["leader", "enforcement", "grid_chief", "principal", "driver"] {
        let mut client = app.logged_in(role).await;
        let reply = client.form("/api/v1/imports", &[("kind", "people")], ("a.csv", b"x")).await.expect(403);
        assert_eq!(reply.code().as_deref(), Some("forbidden"), "{role}");
    }
    let mut officer = app.logged_in("bureau_officer").await;
    let wrong = officer.form("/api/v1/imports", &[("kind", "trucks")], ("a.csv", b"x")).await.expect(422);
    assert_eq!(wrong.code().as_deref(), Some("invalid"));
    let nobody = "00000000-0000-7000-8000-000000000000";
    officer.get(&format!("/api/v1/imports/{nobody}")).await.expect(404);
    officer.get("/api/v1/imports/templates/trucks").await.expect(404);
}
