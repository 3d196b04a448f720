//! A document from its issue to its erasure, on both databases: numbers without gaps, a receipt that anybody verifies,
//! every alteration found.

use std::collections::BTreeMap;

use anlu_app::document::{DocumentError, Draft, Issued, issue};
use anlu_domain::{
    document::FieldValue,
    ids::{DocumentId, EnterpriseId},
};
use anlu_rules::documents::Fields;
use anlu_store::{Tx, ledger::verify::verify};
use serde_json::{Value, json};

use crate::harness::{
    app::TestApp,
    db::on_each,
    http::{Client, Reply},
};

fn fields(party: &str) -> Fields {
    let text = |t: &str| FieldValue::Text(t.to_owned());
    BTreeMap::from([
        ("party".to_owned(), text(party)),
        ("reason".to_owned(), text("逾期未整改重大隐患")),
        ("attendees".to_owned(), text("主要负责人")),
        (
            "at".to_owned(),
            FieldValue::Time(anlu_domain::time::UtcMs::parse_rfc3339("2026-11-30T09:00:00+08:00").unwrap()),
        ),
        ("place".to_owned(), text("示例县交通运输局三楼会议室")),
    ])
}

async fn issued(
    app: &TestApp,
    enterprise: EnterpriseId,
    fields: Fields,
    replaces: Option<DocumentId>,
) -> Result<Issued, DocumentError> {
    let ctx = app.desk.operator();
    let subject = ("enterprise", enterprise.to_string());
    let draft = Draft { kind: "interview.notice", subject, enterprise: Some(enterprise), fields, replaces };
    app.desk.store.tx(async |tx: Tx| issue(&ctx, &tx, draft).await).await
}

async fn check(client: &mut Client, file: &[u8]) -> Value {
    let headers = [("content-type", "application/pdf")];
    client.send("POST", "/api/v1/public/documents/verification", &headers, file).await.expect_json(200)
}

async fn file(client: &mut Client, id: DocumentId) -> Reply {
    client.get(&format!("/api/v1/documents/{id}/file")).await
}

#[tokio::test]
async fn numbers_have_no_gaps_and_a_paper_with_a_blank_is_never_issued() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let near = app.county.near;
        let first = issued(&app, near, fields("示例甲公司"), None).await.unwrap();
        assert_eq!(first.number, "示交约〔2026〕1号");
        let mut blank = fields("示例甲公司");
        blank.remove("place");
        let refused = issued(&app, near, blank, None).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.to_string()),
            ("document_field_missing", "the document lacks: place".into())
        );
        let second = issued(&app, near, fields("示例甲公司"), None).await.unwrap();
        assert_eq!(second.number, "示交约〔2026〕2号", "the refused one took no number");
        let corrected = issued(&app, near, fields("示例甲有限公司"), Some(first.id)).await.unwrap();
        assert_eq!(corrected.number, first.number);
        assert_eq!(issued(&app, near, fields("x"), Some(first.id)).await.unwrap_err().code(), "document_ended");

        let mut officer = app.logged_in("bureau_officer").await;
        let list = officer.get("/api/v1/documents?state=issued").await.expect_json(200);
        assert_eq!(list["total"], 2);
        assert_eq!((&list["items"][0]["number"], &list["items"][0]["version"]), (&json!(corrected.number), &json!(2)));
        let record = officer.get(&format!("/api/v1/documents/{}", corrected.id)).await.expect_json(200);
        assert_eq!(record["blocks"][0]["rows"][0], json!(["当事人", "示例甲有限公司"]));
        let mut principal = app.logged_in("principal").await;
        assert_eq!(principal.get("/api/v1/documents").await.expect_json(200)["total"], 3);
        let mut far = app.logged_in("far_principal").await;
        assert_eq!(far.get("/api/v1/documents").await.expect_json(200)["total"], 0);
        far.get(&format!("/api/v1/documents/{}", first.id)).await.expect(404);
        file(&mut far, first.id).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_file_proves_itself_and_every_alteration_is_found() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let made = issued(&app, app.county.near, fields("示例甲公司"), None).await.unwrap();
        let mut principal = app.logged_in("principal").await;
        let reply = file(&mut principal, made.id).await.expect(200);
        assert_eq!(reply.header("content-type"), Some("application/pdf"));
        let bytes = reply.body;
        assert_eq!(file(&mut principal, made.id).await.expect(200).body, bytes, "made once");

        let mut anybody = app.client();
        let sound = check(&mut anybody, &bytes).await;
        assert_eq!((&sound["genuine"], &sound["same_file"]), (&json!(true), &json!(true)), "{sound}");
        assert_eq!(sound["document"]["number"], made.number.as_str());
        let public = anybody.get(&format!("/api/v1/public/documents/{}", made.id)).await.expect_json(200);
        assert_eq!((&public["state"], &public["title"]), (&json!("issued"), &json!("安全生产约谈通知书")));
        assert!(!public.to_string().contains("示例甲公司"), "what it says is not told");

        let shown = "主要负责人".as_bytes();
        let at = bytes.windows(shown.len()).position(|w| w == shown).unwrap();
        let mut altered = bytes.clone();
        altered[at + shown.len() - 1] ^= 1;
        assert_eq!(check(&mut anybody, &altered).await["fault"], "receipt_altered");
        let region = bytes.windows(9).position(|w| w == b"{\"format\"").unwrap();
        let swap = |from: &str, to: &str| {
            let text = String::from_utf8(bytes[region..region + 12 * 1024].to_vec()).unwrap();
            assert!(text.contains(from), "{from} stands in {text}");
            let changed = text.replacen(from, to, 1);
            [&bytes[..region], &changed.as_bytes()[..12 * 1024], &bytes[region + 12 * 1024..]].concat()
        };
        assert_eq!(check(&mut anybody, &swap("\"seq\":", "\"seq\":1")).await["fault"], "receipt_path");
        assert_eq!(check(&mut anybody, &swap("document_typeset", "document_issuedx")).await["fault"], "receipt_entry");
        let key = app.desk.store.clone();
        let (ours, _) = anlu_store::ledger::public_keys(&key);
        let other = swap(&hex::encode(ours), &"0".repeat(64));
        assert_eq!(
            check(&mut anybody, &other).await["genuine"],
            true,
            "the key of the installation counts, not the named one"
        );
        assert_eq!(check(&mut anybody, b"%PDF-1.7 without").await["fault"], "receipt_none");

        let mut officer = app.logged_in("bureau_officer").await;
        let path = format!("/api/v1/documents/{}/withdrawal", made.id);
        officer.post(&path, &json!({"reason": " "})).await.expect(422);
        officer.post(&path, &json!({"reason": "送达对象有误"})).await.expect(200);
        assert_eq!(officer.post(&path, &json!({"reason": "再次"})).await.code().as_deref(), Some("wrong_state"));
        assert_eq!(check(&mut anybody, &bytes).await["document"]["state"], "withdrawn", "genuine, but not in force");
    })
    .await;
}

#[tokio::test]
async fn what_a_document_says_is_erased_and_the_ledger_still_verifies() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let made = issued(&app, app.county.near, fields("示例乙个体户"), None).await.unwrap();
        let mut leader = app.logged_in("leader").await;
        let bytes = file(&mut leader, made.id).await.expect(200).body;
        let path = format!("/api/v1/documents/{}/erasure", made.id);
        let mut officer = app.logged_in("bureau_officer").await;
        officer.post(&path, &json!({"reason": "x"})).await.expect(403);
        let left = leader.post(&path, &json!({"reason": "当事人依法请求删除"})).await.expect_json(200);
        assert_eq!((&left["erased"], &left["blocks"]), (&json!(true), &json!([])));
        assert_eq!(file(&mut leader, made.id).await.code().as_deref(), Some("wrong_state"));
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.faults);
        // Whoever kept the file can still prove that it was issued.
        let verdict = check(&mut app.client(), &bytes).await;
        assert_eq!((&verdict["genuine"], &verdict["same_file"]), (&json!(true), &json!(false)));
    })
    .await;
}

#[tokio::test]
async fn a_witness_outside_sees_that_the_ledger_only_grew() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut anybody = app.client();
        let note = |reply: Reply| String::from_utf8(reply.expect(200).body).unwrap();
        let earlier = note(anybody.get("/api/v1/public/ledger/checkpoint").await);
        issued(&app, app.county.near, fields("示例甲公司"), None).await.unwrap();
        let later = note(anybody.get("/api/v1/public/ledger/checkpoint").await);
        let keys = anybody.get("/api/v1/public/ledger/keys").await.expect_json(200);
        let mut key = [0; 32];
        hex::decode_to_slice(keys["ed25519"].as_str().unwrap(), &mut key).unwrap();
        let sm2 = hex::decode(keys["sm2"].as_str().unwrap()).unwrap();
        let read = |text: &str| {
            let note = anlu_store::ledger::note::read(text).unwrap();
            assert!(note.sm2_signed_by(&key, &sm2));
            note.signed_by(&key).unwrap()
        };
        let (old, new) = (read(&earlier), read(&later));
        assert!(old.size < new.size);
        let proof = anybody.get(&format!("/api/v1/public/ledger/consistency?from={}&to={}", old.size, new.size)).await;
        let path: Vec<[u8; 32]> = proof.expect_json(200)["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|h| hex::decode(h.as_str().unwrap()).unwrap().try_into().unwrap())
            .collect();
        assert!(anlu_store::ledger::tree::verify_consistency(old.size, new.size, &path, &old.root, &new.root));
        anybody.get("/api/v1/public/ledger/consistency?from=1&to=999999").await.expect(404);
        let tile = anybody.get("/api/v1/public/ledger/tiles/0-0").await.expect(200).body;
        assert_eq!(tile.len() as u64, 32 * new.size.min(256));
    })
    .await;
}
