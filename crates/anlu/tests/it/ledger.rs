//! Whoever alters a row behind the program's back is found out: by `anlu ledger verify` on the database and on an
//! exported file.

use std::{
    io::Write as _,
    process::{Command, Output},
};

use anlu_domain::time::UtcMs;
use anlu_store::{
    Store, StoreError, Tx,
    ledger::{LedgerDraft, latest_checkpoint},
};
use serde_json::{Value, json};

fn anlu(arguments: &[&str], data: &std::path::Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlu"));
    command.args(arguments).arg("--data").arg(data).env_remove("ANLU_STORE_URL").output().expect("the program runs")
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {} {}", text(&output.stdout), text(&output.stderr)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An installation with one account and some entries more.
fn founded() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_anlu"))
        .args(["user", "add", "--username", "lin", "--role", "bureau_officer", "--data"])
        .arg(data.path())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("piped").write_all("示例口令-correct-horse\n".as_bytes()).expect("written");
    assert!(child.wait().expect("it ends").success());
    for undo in [false, true, false, true] {
        let more: &[&str] = if undo { &["--undo"] } else { &[] };
        let done = anlu(&[&["user", "disable", "--username", "lin"], more].concat(), data.path());
        assert!(done.status.success(), "{}", text(&done.stderr));
    }
    data
}

#[tokio::test]
async fn an_altered_row_is_found_in_the_database_and_in_an_exported_file() {
    let data = founded();
    let sound = anlu(&["ledger", "verify"], data.path());
    assert_eq!((sound.status.code(), &answer(&sound)["entries"]), (Some(0), &json!(5)));
    let file = data.path().join("ledger.jsonl");
    let exported = anlu(&["ledger", "export", file.to_str().unwrap()], data.path());
    assert!(exported.status.success(), "{}", text(&exported.stderr));
    let verify_file = |path: &std::path::Path| {
        Command::new(env!("CARGO_BIN_EXE_anlu")).args(["ledger", "verify"]).arg(path).output().expect("runs")
    };
    assert_eq!(verify_file(&file).status.code(), Some(0));

    let changed = std::fs::read_to_string(&file).unwrap().replacen("account_disabled", "account_enabled", 1);
    std::fs::write(&file, changed).unwrap();
    let found = verify_file(&file);
    assert_eq!(found.status.code(), Some(1));
    assert_eq!(answer(&found)["faults"][0]["code"], "ledger_entry_altered");

    alter(&data.path().join("anlu.db"));
    let found = anlu(&["ledger", "verify"], data.path());
    assert_eq!(found.status.code(), Some(1), "{}", text(&found.stderr));
    let faults = &answer(&found)["faults"];
    assert_eq!(faults[0]["code"], "ledger_entry_altered", "{faults}");
    assert!(text(&found.stderr).contains("ledger_altered"));
}

/// Changes one letter of what was done in the file of the database, as somebody with access to the disk could.
fn alter(database: &std::path::Path) {
    let mut bytes = std::fs::read(database).expect("the database");
    let mark = b"account_disabled";
    let at = bytes.windows(mark.len()).position(|w| w == mark).expect("the entry stands in the file");
    bytes[at + mark.len() - 1] = b'D';
    std::fs::write(database, bytes).expect("written");
}

#[tokio::test]
async fn a_backup_brings_everything_back_and_never_writes_over_anything() {
    let data = founded();
    let place = tempfile::tempdir().unwrap();
    let (backup, restored) = (place.path().join("backup"), place.path().join("restored"));
    let done = anlu(&["backup", backup.to_str().unwrap()], data.path());
    assert!(done.status.success(), "{}", text(&done.stderr));
    let again = anlu(&["backup", backup.to_str().unwrap()], data.path());
    assert!(text(&again.stderr).contains("target_not_empty"), "{}", text(&again.stderr));

    let over = anlu(&["restore", backup.to_str().unwrap()], data.path());
    assert!(text(&over.stderr).contains("target_not_empty"), "{}", text(&over.stderr));
    let done = anlu(&["restore", backup.to_str().unwrap()], &restored);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(answer(&done)["ledger_entries"], 5);
    assert_eq!(anlu(&["ledger", "verify"], &restored).status.code(), Some(0));
    let doctor = anlu(&["doctor"], &restored);
    assert!(text(&doctor.stdout).contains("\"check\":\"ledger\""), "{}", text(&doctor.stdout));

    std::fs::remove_file(backup.join("manifest.json")).unwrap();
    let broken = anlu(&["restore", backup.to_str().unwrap()], &place.path().join("other"));
    assert!(text(&broken.stderr).contains("backup_incomplete"));
}

#[tokio::test]
async fn an_installation_refuses_the_keys_of_another_and_keys_that_are_gone() {
    let (one, other) = (founded(), founded());
    let keys = |d: &tempfile::TempDir| d.path().join("keys/installation.toml");
    std::fs::copy(keys(&other), keys(&one)).unwrap();
    assert!(text(&anlu(&["ledger", "verify"], one.path()).stderr).contains("keys_wrong"));
    std::fs::remove_file(keys(&one)).unwrap();
    let gone = anlu(&["user", "disable", "--username", "lin"], one.path());
    assert!(text(&gone.stderr).contains("no_installation"), "{}", text(&gone.stderr));
    let serve = anlu(&["serve"], one.path());
    assert!(text(&serve.stderr).contains("keys_missing"), "{}", text(&serve.stderr));
}

#[tokio::test]
async fn on_each_database_alterations_and_a_rewritten_log_are_found() {
    crate::harness::db::on_each(async |url| {
        let keys = anlu_store::Keys::generate().unwrap();
        let store = Store::connect(&url, keys).await.unwrap();
        let entry = |n: i64| LedgerDraft {
            actor: format!("示例{n}"),
            action: "test",
            subject_kind: "test",
            subject_id: n.to_string(),
            before: None,
            after: None,
        };
        for n in 0..3 {
            store
                .tx(async |tx: Tx| {
                    tx.record([entry(n)], UtcMs(n));
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
        }
        let point = latest_checkpoint(store.read()).await.unwrap().unwrap();
        assert!(anlu_store::ledger::verify::verify(&store, std::slice::from_ref(&point)).await.unwrap().is_sound());
        let mut forged = point;
        forged.root[0] ^= 1;
        let codes = async |earlier: &[anlu_store::ledger::Checkpoint]| {
            let report = anlu_store::ledger::verify::verify(&store, earlier).await.unwrap();
            report.faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(codes(&[forged]).await, ["checkpoint of size 3 handed out earlier is not part of this log"]);
        if store.backend() == anlu_store::Backend::Postgres {
            crate::harness::db::psql(&url, "UPDATE ledger SET actor = 'nobody' WHERE seq = 2");
            assert_eq!(codes(&[]).await, ["entry 2: its content was altered"]);
        }
    })
    .await;
}
