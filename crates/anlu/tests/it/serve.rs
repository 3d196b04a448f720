//! The whole program: a terminal drives for more than four hours, the signal is heard and listed, the program stops
//! when told to, and started again it knows everything.

use std::{
    net::SocketAddr,
    path::Path,
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::harness::{
    http::Client,
    program::Program,
    terminal::{Position, Terminal},
};

/// SIM of the first truck of the invented county.
pub(crate) const SIM: &str = "19901000000";
const WAIT: Duration = Duration::from_mins(2);

pub(crate) async fn officer(at: SocketAddr) -> Client {
    let mut client = Client::new(at);
    let login = json!({"username": "officer", "password": "AnluDemo2026"});
    client.post("/api/v1/session", &login).await.expect(200);
    client
}

/// Five hours at the wheel until now, every half minute; all of it acknowledged.
#[expect(clippy::disallowed_methods, reason = "the program under test lives in real time")]
pub(crate) fn drive(gateway: SocketAddr) -> Terminal {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let now = i64::try_from(now).expect("a time");
    let mut terminal = Terminal::log_in(gateway, SIM).expect("the terminal is registered");
    for part in 0..10_u32 {
        let positions: Vec<Position> = (0..60)
            .map(|i| Position {
                number: part * 60 + i,
                time_ms: now - i64::from(600 - part * 60 - i) * 30_000,
                speed_kmh: 60,
            })
            .collect();
        terminal.send_positions(&positions).expect("sent");
        while terminal.waiting() > 0 {
            terminal.acknowledged().expect("an acknowledgement");
        }
    }
    terminal
}

/// What the server says once it is ready: every worker has read its part of the log by then.
async fn ready(client: &mut Client) -> Value {
    let said = async {
        loop {
            let reply = client.get("/readyz").await;
            if reply.status == 200 {
                return reply.json();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(WAIT, said).await.expect("it becomes ready")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_become_a_signal_and_a_restart_keeps_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = data.to_str().expect("UTF-8");
    let demo = ["demo", "--no-traces", "--generated", "--port", "0", "--gateway-port", "0", "--data", path];
    let program = Program::start(&demo, false);
    let mut client = officer(program.web).await;
    assert_eq!(ready(&mut client).await, json!({"live": true, "store": true}));
    let mut events = client.events("/api/v1/events").await;
    let gateway = program.gateway;
    tokio::task::spawn_blocking(move || drop(drive(gateway))).await.expect("the drive");
    let heard = loop {
        let (name, data) = events.next(WAIT).await.expect("the signal is heard");
        if name == "signal" {
            break data;
        }
    };
    let before = the_signal(&mut client).await;
    assert_eq!(heard["id"], before["id"]);
    assert!(before["rules"].as_array().is_some_and(|r| r.contains(&json!("fatigue.continuous"))), "{before}");
    let track = client.get(&format!("/api/v1/signals/{}/track", before["id"].as_str().unwrap())).await.expect_json(200);
    assert!(track["points"].as_array().is_some_and(|p| p.len() > 400), "the drive can be drawn");
    let metrics = String::from_utf8(client.get("/metrics").await.expect(200).body).expect("text");
    assert!(metrics.contains("anlu_gateway_acknowledged_total 600"), "{metrics}");
    let hazards = client.get("/api/v1/hazards").await.expect_json(200)["total"].clone();
    second_start_is_refused(&data);
    program.stop();
    assert!(events.next(WAIT).await.is_none_or(|(name, _)| name != "signal"), "the stream ends with the program");

    let config = folder.path().join("anlu.toml");
    let text = format!("data = {path:?}\n[server]\nlisten = \"127.0.0.1:0\"\n[gateway]\nlisten = \"127.0.0.1:0\"\n");
    std::fs::write(&config, text).expect("written");
    let program = Program::serve(&config);
    let mut client = officer(program.web).await;
    let after = the_signal(&mut client).await;
    assert_eq!((&after["id"], &after["version"]), (&before["id"], &before["version"]), "nothing came twice");
    assert_eq!(client.get("/api/v1/hazards").await.expect_json(200)["total"], hazards);
    assert!(hazards.as_u64().is_some_and(|n| n > 40), "{hazards}");
    program.stop();
}

pub(crate) async fn the_signal(client: &mut Client) -> Value {
    let list = client.get("/api/v1/signals?kind=fatigue").await.expect_json(200);
    assert_eq!(list["total"], 1, "{list}");
    list["items"][0].clone()
}

fn second_start_is_refused(data: &Path) {
    let second = Command::new(env!("CARGO_BIN_EXE_anlu")).arg("serve").arg("--data").arg(data).output().expect("runs");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(second.status.code() == Some(3) && said.contains("data_in_use"), "{said}");
}

#[test]
fn a_start_that_cannot_work_says_why() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, text: &str, role: &str| {
        let config = folder.path().join(format!("{name}.toml"));
        std::fs::write(&config, format!("data = {:?}\n{text}", folder.path().join(name))).expect("written");
        let program = Command::new(env!("CARGO_BIN_EXE_anlu"))
            .args(["serve", "--role", role, "--config"])
            .arg(&config)
            .output()
            .expect("runs");
        (program.status.code(), String::from_utf8_lossy(&program.stderr).into_owned())
    };
    let port = format!("[server]\nlisten = \"{}\"", taken.local_addr().expect("an address"));
    for (name, text, role, exit, code) in [
        ("port", port.as_str(), "all", 3, "port_in_use"),
        ("key", "[server]\nlisten_on = 1", "all", 3, "config_invalid"),
        (
            "pack",
            "[live]\npack = \"/no/such/folder\"\n[server]\nlisten = \"127.0.0.1:0\"\n[gateway]\nlisten = \"127.0.0.1:0\"",
            "all",
            3,
            "pack_unreadable",
        ),
        ("web", "", "web", 2, "role_needs_postgres"),
        ("worker", "", "worker", 2, "role_needs_shared_log"),
    ] {
        let (status, said) = run(name, text, role);
        assert!(status == Some(exit) && said.contains(code), "{name}: {status:?} {said}");
    }
}
