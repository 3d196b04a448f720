//! Enforcement at a distance over HTTP: an interview signed by code, evidence handed in, documents served; who is let
//! in, what is over, what is not kept; and short messages that survive the end of the process.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
    mpsc,
};

use anlu_app::{ctx::Desk, sms};
use anlu_domain::{
    ports::{NotTaken, ShortMessage, SmsGateway},
    time::{DAY_MS, MINUTE_MS},
};
use anlu_store::ledger::verify::verify;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const NAME: &str = "示例驾驶员";
const PHONE: &str = "13800138000";

/// A phone: takes what is sent, unless it is out of reach.
#[derive(Default)]
struct Phone {
    taken: Mutex<Vec<ShortMessage>>,
    away: AtomicBool,
}

impl SmsGateway for Phone {
    fn take(&self, message: &ShortMessage) -> Result<(), NotTaken> {
        if self.away.load(Ordering::SeqCst) {
            return Err(NotTaken(String::from("unreachable")));
        }
        self.taken.lock().unwrap().push(message.clone());
        Ok(())
    }
}

impl Phone {
    fn last(&self) -> ShortMessage {
        self.taken.lock().unwrap().last().cloned().expect("a message")
    }

    /// The six digits of the last message.
    fn code(&self) -> String {
        let text = self.last().text;
        let at = text.find("验证码").expect("a code") + "验证码".len();
        text[at..at + 6].to_owned()
    }
}

/// The desk of the app with this phone in reach.
fn with(app: &TestApp, phone: &Arc<Phone>) -> Desk {
    Desk { sms: Some(Arc::<Phone>::clone(phone)), ..app.desk.clone() }
}

fn reason(problem: &Value) -> &str {
    problem["errors"][0]["code"].as_str().unwrap_or_default()
}

async fn step(client: &mut Client, case: &Value, way: &str, mut fields: Value) -> Value {
    fields["version"] = case["version"].clone();
    client.post(&format!("/api/v1/cases/{}/{way}", id(case)), &fields).await.expect_json(200)
}

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

/// A case under investigation.
async fn investigated(app: &TestApp) -> (Client, Client, Value) {
    let (mut officer, mut leader) = (app.logged_in("enforcement").await, app.logged_in("leader").await);
    let open =
        json!({"enterprise_id": app.county.near, "violation": "work_safety.97", "source": "found", "facts": "未培训"});
    let case = officer.post("/api/v1/cases", &open).await.expect_json(201);
    let me = officer.get("/api/v1/session").await.expect_json(200);
    let two =
        json!([{"user_id": me["id"], "name": me["name"], "card": "ZF-001"}, {"name": "示例搭档", "card": "ZF-002"}]);
    let case =
        step(&mut officer, &case, "work", json!({"act": "ask_filing", "officers": two, "facts": "未培训"})).await;
    let case = step(&mut leader, &case, "decision", json!({"act": "decide_filing", "approved": true})).await;
    (officer, leader, case)
}

fn interview() -> Value {
    json!({"name": NAME, "phone": PHONE, "id_tail": "001X", "purpose": "核对询问笔录",
        "errand": {"kind": "interview", "post": "驾驶员", "text": "问：是否参加培训？\n答：没有。"}})
}

fn evidence(by: &str) -> Value {
    json!({"name": NAME, "phone": PHONE, "id_tail": "001X", "purpose": "核实培训情况",
        "errand": {"kind": "evidence", "items": ["培训记录", "签到表"], "by": by}})
}

/// Makes a link; it, and the address of its operations.
async fn make(officer: &mut Client, case: &Value, draft: &Value) -> (Value, String) {
    let made = officer.post(&format!("/api/v1/cases/{}/links", id(case)), draft).await.expect_json(201);
    let token = made["url"].as_str().expect("an address").rsplit('/').next().expect("a token").to_owned();
    assert_eq!(token.len(), 64);
    (made, format!("/api/v1/public/remote/{token}"))
}

/// Identified by the last four characters, and it was read.
async fn let_in(person: &mut Client, at: &str) {
    person.post(&format!("{at}/identity"), &json!({"proof": "id_tail", "answer": "001x"})).await.expect(204);
    person.get(&format!("{at}/content")).await.expect(200);
}

async fn give(person: &mut Client, at: &str, name: &str, content: &[u8]) -> Value {
    person.form(&format!("{at}/files"), &[], (name, content)).await.expect_json(201)["hash"].clone()
}

async fn links(officer: &mut Client, case: &Value) -> Value {
    officer.get(&format!("/api/v1/cases/{}/links", id(case))).await.expect_json(200)["items"].clone()
}

async fn file_of(officer: &mut Client, case: &Value) -> Value {
    officer.get(&format!("/api/v1/cases/{}", id(case))).await.expect_json(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_is_read_corrected_and_signed_on_the_phone() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let phone = Arc::new(Phone::default());
        let desk = with(&app, &phone);
        let (mut officer, _, case) = investigated(&app).await;
        let (made, at) = make(&mut officer, &case, &interview()).await;
        assert_eq!((&made["state"], &made["phone"]), (&json!("made"), &json!("138****8000")));
        assert_eq!(made["messages"][0]["state"], "queued");
        assert_eq!(sms::due(&desk).await.unwrap(), 1);
        assert!(phone.last().text.contains(made["url"].as_str().unwrap()), "{:?}", phone.last().text);
        assert_eq!(phone.last().phone, PHONE);
        assert_eq!(links(&mut officer, &case).await[0]["messages"][0]["state"], "delivered");

        // Whoever has the link learns little.
        let mut person = app.client();
        let seen = person.get(&at).await.expect_json(200);
        assert_eq!((&seen["name"], &seen["phone"]), (&json!("示****"), &json!("138****8000")));
        assert_eq!((&seen["state"], &seen["identified"]), (&json!("opened"), &json!(false)));
        let early = person.get(&format!("{at}/content")).await.expect_json(409);
        assert_eq!(reason(&early), "remote_unidentified");
        assert_eq!(person.form(&format!("{at}/files"), &[], ("a.png", PNG)).await.status, 409);

        person.post(&format!("{at}/code"), &json!({})).await.expect(204);
        let soon = person.post(&format!("{at}/code"), &json!({})).await.expect_json(409);
        assert_eq!(reason(&soon), "remote_code_soon");
        sms::due(&desk).await.unwrap();
        let code = phone.code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let answer = |answer: &str| json!({"proof": "code", "answer": answer});
        let refused = person.post(&format!("{at}/identity"), &answer(wrong)).await.expect_json(422);
        assert_eq!((reason(&refused), &refused["errors"][0]["params"]["left"]), ("remote_wrong", &json!("4")));
        person.post(&format!("{at}/identity"), &answer(&code)).await.expect(204);
        assert!(person.cookie.as_deref().unwrap_or_default().starts_with("anlu_remote="));

        let content = person.get(&format!("{at}/content")).await.expect_json(200);
        assert_eq!((&content["name"], &content["case_no"]), (&json!(NAME), &case["no"]));
        assert_eq!(content["officers"][0]["card"], "ZF-001");
        let unsigned = person.post(&format!("{at}/answer"), &json!({})).await.expect_json(422);
        assert_eq!(reason(&unsigned), "remote_signature");
        let signature = give(&mut person, &at, "signature.png", PNG).await;
        let done = json!({"signature": signature, "words": "参加过一次"});
        let visit = person.post(&format!("{at}/answer"), &done).await.expect_json(200);
        assert_eq!(visit["state"], "finished");
        // It is used up.
        let again = person.post(&format!("{at}/answer"), &done).await.expect_json(409);
        assert_eq!(reason(&again), "remote_finished");
        assert_eq!(person.get(&format!("{at}/content")).await.status, 409);

        let now = file_of(&mut officer, &case).await;
        let kept = &now["interviews"][0];
        assert_eq!((&kept["remote"], &kept["person"]), (&json!(true), &json!(NAME)));
        assert!(kept["text"].as_str().unwrap().ends_with("更正、补充：参加过一次"));
        let link = &links(&mut officer, &case).await[0];
        assert_eq!((&kept["signed"], &link["signature"]), (&link["signed"], &signature));
        assert!(now["files"].as_array().unwrap().iter().any(|f| f["hash"] == signature), "{}", now["files"]);
        officer.get(&format!("/api/v1/evidence/{}", signature.as_str().unwrap())).await.expect(200);
        let told: Vec<&str> =
            now["activity"].as_array().unwrap().iter().map(|a| a["action"].as_str().unwrap()).collect();
        let expected = ["remote_made", "remote_opened", "remote_identified", "remote_read", "remote_finished"];
        assert!(expected.iter().all(|action| told.contains(action)), "{told:?}");
        // The ledger names nobody and knows no link.
        let about = format!("/api/v1/ledger?subject_kind=case&subject_id={}", id(&case));
        let entries = officer.get(&about).await.expect_json(200);
        let remote = entries["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["action"].as_str().unwrap().starts_with("remote_"));
        let remote: Vec<String> = remote.map(Value::to_string).collect();
        let token = at.rsplit('/').next().unwrap();
        assert!(
            remote.len() >= 5 && remote.iter().all(|e| !e.contains(NAME) && !e.contains(PHONE) && !e.contains(token))
        );
        assert!(verify(&app.desk.store, &[]).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_answers_lock_a_link_and_time_ends_it() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, _, case) = investigated(&app).await;
        let (_, at) = make(&mut officer, &case, &interview()).await;
        let mut person = app.client();
        let wrong = json!({"proof": "id_tail", "answer": "0000"});
        for left in (1..5).rev() {
            let refused = person.post(&format!("{at}/identity"), &wrong).await.expect_json(422);
            assert_eq!(refused["errors"][0]["params"]["left"], left.to_string());
        }
        let locked = person.post(&format!("{at}/identity"), &wrong).await.expect_json(409);
        assert_eq!(reason(&locked), "remote_locked");
        let right = json!({"proof": "id_tail", "answer": "001X"});
        assert_eq!(reason(&person.post(&format!("{at}/identity"), &right).await.expect_json(409)), "remote_locked");
        assert_eq!(person.get(&at).await.expect_json(200)["state"], "locked");
        let told = file_of(&mut officer, &case).await["activity"].to_string();
        assert_eq!(told.matches("remote_locked").count(), 1);

        // One that was taken back, and one whose time is over.
        let (taken, back) = make(&mut officer, &case, &interview()).await;
        let cancel = format!("/api/v1/case-links/{}/cancellation", id(&taken));
        assert_eq!(officer.post(&cancel, &json!({"reason": " "})).await.status, 422);
        let gone = officer.post(&cancel, &json!({"reason": "号码有误"})).await.expect_json(200);
        assert_eq!((&gone["state"], &gone["messages"][0]["state"]), (&json!("cancelled"), &json!("failed")));
        assert_eq!(
            reason(&person.post(&format!("{back}/identity"), &right).await.expect_json(409)),
            "remote_cancelled"
        );
        let (_, at) = make(&mut officer, &case, &interview()).await;
        let_in(&mut person, &at).await;
        // Who was let in is asked again after half an hour.
        app.pass(31 * MINUTE_MS);
        assert_eq!(reason(&person.get(&format!("{at}/content")).await.expect_json(409)), "remote_unidentified");
        app.pass(8 * DAY_MS);
        assert_eq!(person.get(&at).await.expect_json(200)["state"], "expired");
        assert_eq!(reason(&person.post(&format!("{at}/identity"), &right).await.expect_json(409)), "remote_expired");

        // A token of nothing, and no token at all.
        let nothing = format!("/api/v1/public/remote/{}", "0".repeat(64));
        assert_eq!(person.get(&nothing).await.status, 404);
        assert_eq!(person.get("/api/v1/public/remote/short").await.status, 404);
        // Who tries many is stopped.
        let mut last = 0;
        for _ in 0..40 {
            last = person.get(&nothing).await.status;
        }
        assert_eq!(last, 429);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_comes_over_a_link_with_its_origin_and_its_paper() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, _, case) = investigated(&app).await;
        let by = app.now().day().plus_days(3).to_string();
        let (made, at) = make(&mut officer, &case, &evidence(&by)).await;
        let papers = format!("/api/v1/documents?about=case&about_id={}&kind=evidence.request", id(&case));
        let papers = officer.get(&papers).await.expect_json(200);
        assert_eq!(papers["total"], 1, "the request is on paper, too");
        let paper = officer.get(&format!("/api/v1/documents/{}", id(&papers["items"][0]))).await.expect_json(200);
        assert!(paper["blocks"].to_string().contains("签到表"), "{paper}");

        let mut person = app.client();
        let_in(&mut person, &at).await;
        let refused = person.form(&format!("{at}/files"), &[], ("a.exe", b"MZ\x90\0")).await;
        assert_eq!(refused.status, 415, "only what is taken as evidence anywhere");
        let file = give(&mut person, &at, "签到表.png", PNG).await;
        let foreign = json!({"files": ["0".repeat(64)]});
        assert_eq!(reason(&person.post(&format!("{at}/answer"), &foreign).await.expect_json(422)), "evidence_unknown");
        assert_eq!(reason(&person.post(&format!("{at}/answer"), &json!({})).await.expect_json(422)), "remote_nothing");
        let answer = json!({"files": [file], "words": "原件在公司"});
        person.post(&format!("{at}/answer"), &answer).await.expect(200);
        let now = file_of(&mut officer, &case).await;
        let kept = now["evidence"].as_array().unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!((&kept[0]["file"], &kept[0]["name"]), (&file, &json!("签到表.png")));
        let origin = kept[0]["origin"].as_str().unwrap();
        assert!(origin.contains(made["no"].as_str().unwrap()) && origin.contains(file.as_str().unwrap()), "{origin}");
        assert_eq!(kept[1]["kind"], "party");

        // Once the investigation is over nothing comes in any more, and the link stays as it was.
        let (_, late) = make(&mut officer, &case, &evidence(&by)).await;
        let_in(&mut person, &late).await;
        let talk = json!({"act": "add_interview", "person": "示例", "post": "安全员", "text": "问答"});
        let now = step(&mut officer, &now, "work", talk).await;
        let end = json!({"act": "conclude", "findings": "属实", "fine_yuan": now["range"]["min_yuan"]});
        step(&mut officer, &now, "work", end).await;
        let moved = person.post(&format!("{late}/answer"), &json!({"words": "补充"})).await.expect_json(409);
        assert_eq!(reason(&moved), "remote_case_moved");
        assert_eq!(person.get(&late).await.expect_json(200)["state"], "identified");
        let refusal = json!({"reason": "没有"});
        assert_eq!(person.post(&format!("{late}/refusal"), &refusal).await.expect_json(200)["state"], "refused");
        assert_eq!(links(&mut officer, &case).await[0]["words"], "没有");
        // A clue has nobody who could ask for evidence; the party has no links at all.
        let mut boss = app.logged_in("principal").await;
        assert_eq!(boss.get(&format!("/api/v1/cases/{}/links", id(&case))).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_served_when_it_was_read_and_agreed_to() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, mut leader, case) = investigated(&app).await;
        let talk = json!({"act": "add_interview", "person": "示例", "post": "安全员", "text": "问答"});
        let case = step(&mut officer, &case, "work", talk).await;
        let proof = json!({"act": "add_evidence", "kind": "scene", "name": "笔录", "origin": "现场制作"});
        let case = step(&mut officer, &case, "work", proof).await;
        let end = json!({"act": "conclude", "findings": "属实", "fine_yuan": case["range"]["min_yuan"].as_u64().unwrap().max(1_000)});
        let case = step(&mut officer, &case, "work", end).await;
        let case =
            step(&mut leader, &case, "decision", json!({"act": "review", "passed": true, "note": "清楚"})).await;
        let case = step(&mut officer, &case, "work", json!({"act": "give_notice"})).await;
        let about = format!("/api/v1/documents?about=case&about_id={}&kind=penalty.notice", id(&case));
        let notice = officer.get(&about).await.expect_json(200)["items"][0]["id"].clone();
        let serve = |document: &Value| {
            json!({"name": NAME, "phone": PHONE, "purpose": "送达处罚告知书",
                "errand": {"kind": "service", "documents": [document]}})
        };
        let path = format!("/api/v1/cases/{}/links", id(&case));
        let foreign = officer.post(&path, &serve(&case["id"])).await.expect_json(422);
        assert_eq!((reason(&foreign), &foreign["errors"][0]["pointer"]), ("unknown", &json!("/documents")));
        let phone = Arc::new(Phone::default());
        let desk = with(&app, &phone);
        let (_, at) = make(&mut officer, &case, &serve(&notice)).await;
        let mut person = app.client();
        assert_eq!(person.get(&at).await.expect_json(200)["proofs"], json!(["code"]));
        person.post(&format!("{at}/code"), &json!({})).await.expect(204);
        sms::due(&desk).await.unwrap();
        let shown = json!({"proof": "code", "answer": phone.code()});
        person.post(&format!("{at}/identity"), &shown).await.expect(204);
        let unread = person.post(&format!("{at}/answer"), &json!({"agreed": true})).await.expect_json(409);
        assert_eq!(reason(&unread), "remote_unread");
        let content = person.get(&format!("{at}/content")).await.expect_json(200);
        assert_eq!((&content["papers"][0]["id"], content["papers"].as_array().unwrap().len()), (&notice, 1));
        let read = app.now();
        app.pass(2 * MINUTE_MS);
        let pdf = person.get(&format!("{at}/documents/{}", notice.as_str().unwrap())).await.expect(200);
        assert!(pdf.body.starts_with(b"%PDF"));
        person.get(&format!("{at}/documents/{}", id(&case))).await.expect(404);
        assert_eq!(person.form(&format!("{at}/files"), &[], ("a.png", PNG)).await.status, 422);
        let silent = person.post(&format!("{at}/answer"), &json!({})).await.expect_json(422);
        assert_eq!(reason(&silent), "remote_no_consent");
        person.post(&format!("{at}/answer"), &json!({"agreed": true})).await.expect(200);
        let now = file_of(&mut officer, &case).await;
        let service = &now["services"][0];
        assert_eq!((&service["what"], &service["way"]), (&json!("notice"), &json!("electronic")));
        assert_eq!((&service["receiver"], &service["read_at"]), (&json!(NAME), &json!(read.rfc3339_cst())));
        assert!(now["notice"]["receipt"].is_object(), "its periods have begun");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_token_nor_person_lies_open_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::start(&format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display())).await;
    let (mut officer, _, case) = investigated(&app).await;
    let (_, at) = make(&mut officer, &case, &interview()).await;
    let mut person = app.client();
    let_in(&mut person, &at).await;
    let cookie = person.cookie.clone().unwrap();
    let (token, grant) = (at.rsplit('/').next().unwrap(), cookie.split('=').nth(1).unwrap());
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(holds("remote_link") && holds("sms_outbox"), "it is the database");
    for secret in [token, grant, NAME, PHONE, "\"001X\"", "核对询问笔录"] {
        assert!(!holds(secret), "{secret} can be read");
    }
}

/// A gateway that is asked and never answers, as when the process is killed in this moment.
struct Silent {
    asked: Mutex<mpsc::Sender<ShortMessage>>,
    free: Mutex<mpsc::Receiver<()>>,
}

impl SmsGateway for Silent {
    fn take(&self, message: &ShortMessage) -> Result<(), NotTaken> {
        self.asked.lock().unwrap().send(message.clone()).unwrap();
        let _until_the_test_ends = self.free.lock().unwrap().recv();
        Err(NotTaken(String::from("ended")))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_outlive_the_process_and_are_tried_again() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, _, case) = investigated(&app).await;
        make(&mut officer, &case, &interview()).await;
        assert_eq!(sms::due(&app.desk).await.unwrap(), 0, "nobody takes them here: they wait");

        // Killed after the message went out and before that was noted.
        let (asked, first) = mpsc::channel();
        let (release, free) = mpsc::channel();
        let silent = Silent { asked: Mutex::new(asked), free: Mutex::new(free) };
        let dying = Desk { sms: Some(Arc::new(silent)), ..app.desk.clone() };
        let run = tokio::spawn(async move { sms::due(&dying).await });
        let first = tokio::task::spawn_blocking(move || first.recv().unwrap()).await.unwrap();
        run.abort();
        assert!(run.await.unwrap_err().is_cancelled());
        release.send(()).unwrap();

        // The next process does not know whether it arrived, and sends it again under the same id.
        let phone = Arc::new(Phone::default());
        let desk = with(&app, &phone);
        assert_eq!(sms::due(&desk).await.unwrap(), 0, "somebody may be at it");
        app.pass(3 * MINUTE_MS);
        phone.away.store(true, Ordering::SeqCst);
        assert_eq!(sms::due(&desk).await.unwrap(), 1);
        let message = links(&mut officer, &case).await[0]["messages"][0].clone();
        assert_eq!((&message["state"], &message["problem"]), (&json!("queued"), &json!("unreachable")));
        phone.away.store(false, Ordering::SeqCst);
        assert_eq!(sms::due(&desk).await.unwrap(), 0, "after a pause");
        app.pass(2 * MINUTE_MS);
        assert_eq!(sms::due(&desk).await.unwrap(), 1);
        assert_eq!((phone.last().id, phone.last().text), (first.id, first.text));
        app.pass(DAY_MS);
        assert_eq!(sms::due(&desk).await.unwrap(), 0, "once it is taken it is the gateway's");

        // What is of no use any more is given up.
        let mut officer = app.logged_in("enforcement").await;
        let (_, at) = make(&mut officer, &case, &interview()).await;
        app.client().post(&format!("{at}/code"), &json!({})).await.expect(204);
        app.pass(11 * MINUTE_MS);
        sms::due(&desk).await.unwrap();
        let messages = links(&mut officer, &case).await[0]["messages"].clone();
        assert_eq!((&messages[0]["state"], &messages[1]["problem"]), (&json!("delivered"), &json!("too_late")));
    })
    .await;
}
