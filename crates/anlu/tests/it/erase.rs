//! A person who has left is erased: nothing of him is found any more, and the ledger still proves itself.

use anlu_app::registry::person::erase::{EraseError, erase, foresee};
use anlu_domain::{ids::PersonId, party::person::Person};
use anlu_store::{
    StoreError, Tx,
    ledger::{export, verify::verify},
    repo::{By, person},
};
use serde_json::json;

use crate::harness::{
    app::{PASSWORD, TestApp},
    county::{DRIVER_ID_NUMBER, DRIVER_PHONE},
    db::{on_each, psql},
};

/// Changes the driver in the register.
async fn change(app: &TestApp, change: impl Fn(&mut Person) + Send + Sync) {
    let change = async |tx: Tx| {
        let numbers = [DRIVER_ID_NUMBER.to_owned()];
        let old = person::by_id_number(tx.read(), &numbers).await?.remove(DRIVER_ID_NUMBER).expect("the driver");
        let mut new = old.value.clone();
        change(&mut new);
        person::replace(&tx, &[(old, new)], By { actor: "test", at: app.now() }).await.map(drop)
    };
    app.desk.store.tx::<_, StoreError, _>(change).await.unwrap();
}

/// The whole ledger as it is handed out.
async fn ledger(app: &TestApp) -> String {
    let mut file = Vec::new();
    export::write(&app.desk.store, &mut file).await.unwrap();
    String::from_utf8(file).unwrap()
}

#[tokio::test]
async fn who_has_left_is_erased_and_the_ledger_still_verifies() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (ctx, id) = (app.desk.operator(), app.county.driver);
        let mut officer = app.logged_in("bureau_officer").await;
        let path = format!("/api/v1/people/{id}");
        let told = json!({ "person_id": id, "facts": { "person.employed_on": "2020-01-02" } });
        let tell = format!("/api/v1/enterprises/{}/facts", app.county.near);
        app.logged_in("principal").await.post(&tell, &told).await.expect(204);
        assert_eq!(foresee(&ctx, id).await.unwrap_err().code(), "person_employed");
        assert_eq!(erase(&ctx, id, "本人申请").await.unwrap_err().code(), "person_employed");
        change(&app, |p| p.left = true).await;
        let nobody = PersonId(app.desk.ids.next());
        assert!(matches!(erase(&ctx, nobody, "本人申请").await, Err(EraseError::NotFound)));
        assert!(matches!(erase(&ctx, id, " ").await, Err(EraseError::Reason)));
        let masked = officer.get(&path).await.expect_json(200);
        let masks = ["id_number_masked", "phone_masked"].map(|name| masked[name].as_str().unwrap().to_owned());
        let secrets = ["李明示", "示例driver", "2020-01-02", &masks[0], &masks[1]];
        let text = ledger(&app).await;
        assert!(secrets.iter().all(|secret| text.contains(secret)));

        let foreseen = foresee(&ctx, id).await.unwrap();
        let done = erase(&ctx, id, "本人申请").await.unwrap();
        assert_eq!((done, done.accounts), (foreseen, 1));
        assert!(matches!(erase(&ctx, id, "本人申请").await, Err(EraseError::NotFound)));
        let text = ledger(&app).await;
        for secret in secrets {
            assert!(!text.contains(secret), "{secret}");
        }
        officer.get(&path).await.expect(404);
        for q in ["liming", "李明", DRIVER_PHONE, DRIVER_ID_NUMBER] {
            let found = officer.get(&format!("/api/v1/search?q={}", crate::harness::http::encode(q))).await;
            assert_eq!(found.expect_json(200), json!([]), "{q}");
        }
        assert_eq!(anlu_store::repo::names::people(app.desk.store.read(), [id]).await.unwrap()[&id].name, "已删除");
        let login = json!({ "username": "driver", "password": PASSWORD });
        assert_eq!(app.client().post("/api/v1/session", &login).await.status, 401);

        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.faults);
        assert_eq!(usize::try_from(report.erased).unwrap(), done.entries);
        let history = format!("/api/v1/ledger?subject_kind=person&subject_id={id}");
        let history = officer.get(&history).await.expect_json(200);
        assert_eq!(history["items"][0]["action"], "person_erased");
        assert!(history["items"][1]["after"]["erased"].is_string(), "{history}");
        if url.starts_with("postgres") {
            psql(&url, "UPDATE ledger SET after = NULL WHERE seq = 3");
            let faults = verify(&app.desk.store, &[]).await.unwrap().faults;
            assert_eq!(
                faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
                ["entry 3: its content was altered"]
            );
        }
    })
    .await;
}
