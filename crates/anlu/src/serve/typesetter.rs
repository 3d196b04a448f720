//! The typesetter, a program of its own (`typeset/`): started when the first document wants it, kept, killed when it hangs,
//! started again when it died.

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    time::Duration,
};

use anlu_domain::{
    document::{Paper, receipt},
    ports::{TypesetError, Typesetter},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

/// Name of the program.
pub(crate) const PROGRAM: &str = "anlu-typeset";
/// A paper takes a tenth of a second; the first one waits for the fonts.
const PATIENCE: Duration = Duration::from_mins(1);
/// Largest file that is taken from it, bytes.
const MAX_FILE: usize = 32 * 1024 * 1024;

/// The program, running or not.
pub(crate) struct Program {
    path: PathBuf,
    running: Mutex<Option<Running>>,
}

struct Running {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<Result<Vec<u8>, String>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _may_be_dead = self.child.kill();
        let _may_be_dead = self.child.wait();
    }
}

/// A line of the program.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    ready: bool,
    #[serde(default)]
    ok: bool,
    #[serde(default)]
    bytes: usize,
    error: Option<String>,
}

impl Program {
    /// The program at `configured`, else the one beside this program; a debug build uses that of the release folder.
    pub(crate) fn new(configured: Option<&Path>) -> Self {
        let own = std::env::current_exe().ok();
        let folder = own.as_deref().and_then(Path::parent);
        let places = folder.map(|f| [f.join(PROGRAM), f.join("../release").join(PROGRAM)]);
        let beside = || places.and_then(|p| p.iter().find(|path| path.exists()).or(p.first()).cloned());
        let path = configured.map(Path::to_path_buf).or_else(beside).unwrap_or_else(|| PathBuf::from(PROGRAM));
        Self { path, running: Mutex::new(None) }
    }

    fn start(&self) -> Result<Running, TypesetError> {
        let absent = |why: String| TypesetError::Absent(format!("{}: {why}", self.path.display()));
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| absent(e.to_string()))?;
        let (orders, out) = child.stdin.take().zip(child.stdout.take()).ok_or_else(|| absent("no pipes".to_owned()))?;
        let (send, answers) = sync_channel(1);
        // Ends with the pipe, when the child does.
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            while let Some(answer) = next(&mut out) {
                if send.send(answer).is_err() {
                    break;
                }
            }
        });
        let running = Running { child, orders, answers };
        match running.answers.recv_timeout(PATIENCE) {
            Ok(Ok(_)) => Ok(running),
            Ok(Err(why)) => Err(absent(why)),
            Err(_) => Err(absent("it does not begin".to_owned())),
        }
    }
}

/// The next answer; `None` at the end of the pipe. Being ready is an answer without a file.
fn next(out: &mut impl BufRead) -> Option<Result<Vec<u8>, String>> {
    let mut line = String::new();
    if out.by_ref().take(64 * 1024).read_line(&mut line).ok()? == 0 {
        return None;
    }
    let Ok(answer) = serde_json::from_str::<Answer>(&line) else { return Some(Err("an answer without sense".into())) };
    if answer.ready {
        return Some(Ok(Vec::new()));
    }
    if !answer.ok || answer.bytes > MAX_FILE {
        return Some(Err(answer.error.unwrap_or_else(|| "the file is too large".into())));
    }
    let mut file = vec![0; answer.bytes];
    out.read_exact(&mut file).ok()?;
    Some(Ok(file))
}

impl Typesetter for Program {
    fn typeset(&self, paper: &Paper, link: &str, code: &str) -> Result<Vec<u8>, TypesetError> {
        let attachment = STANDARD.encode(receipt::placeholder());
        let order = json!({"paper": paper, "link": link, "code": code, "attachment": attachment});
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let running = match place.as_mut() {
            Some(running) => running,
            None => place.insert(self.start()?),
        };
        let sent = writeln!(running.orders, "{order}").and_then(|()| running.orders.flush());
        let answer = sent.map_err(|e| e.to_string()).map(|()| running.answers.recv_timeout(PATIENCE));
        match answer {
            Ok(Ok(Ok(file))) => Ok(file),
            Ok(Ok(Err(why))) => Err(TypesetError::Failed(why)),
            Ok(Err(RecvTimeoutError::Timeout)) => {
                *place = None;
                Err(TypesetError::Failed("it takes too long and was ended".into()))
            }
            Ok(Err(RecvTimeoutError::Disconnected)) | Err(_) => {
                *place = None;
                Err(TypesetError::Failed("the typesetter died".into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Paper {
        Paper {
            v: 1,
            kind: "x".into(),
            title: "示例".into(),
            number: "1".into(),
            version: 1,
            authority: "示例".into(),
            day: anlu_domain::time::CivilDay(20_000),
            blocks: Vec::new(),
        }
    }

    fn script(text: &str) -> (tempfile::TempDir, Program) {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("typesetter");
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        let program = Program::new(Some(&path));
        (folder, program)
    }

    #[test]
    fn answers_are_read_and_refusals_told() {
        let ready = "echo '{\"ready\":true}'; while read -r line; do";
        let (_f, fine) = script(&format!("{ready} echo '{{\"ok\":true,\"bytes\":3}}'; printf abc; done"));
        assert_eq!(fine.typeset(&paper(), "", ""), Ok(b"abc".to_vec()));
        assert_eq!(fine.typeset(&paper(), "", ""), Ok(b"abc".to_vec()), "the same program goes on");
        let (_f, refusing) = script(&format!("{ready} echo '{{\"ok\":false,\"error\":\"no\"}}'; done"));
        assert_eq!(refusing.typeset(&paper(), "", ""), Err(TypesetError::Failed("no".into())));
        let (_f, without) = script("echo '{\"ready\":false,\"error\":\"no font\"}'");
        assert!(matches!(without.typeset(&paper(), "", ""), Err(TypesetError::Absent(why)) if why.contains("no font")));
        let nowhere = Program::new(Some(Path::new("/nowhere/at/all")));
        assert!(matches!(nowhere.typeset(&paper(), "", ""), Err(TypesetError::Absent(_))));
    }

    #[test]
    fn one_that_dies_is_started_again() {
        let (_f, mortal) = script("echo '{\"ready\":true}'; read -r line; exit 1");
        let died = Err(TypesetError::Failed("the typesetter died".into()));
        assert_eq!(mortal.typeset(&paper(), "", ""), died);
        assert_eq!(mortal.typeset(&paper(), "", ""), died, "a new one, which dies in its turn");
    }
}
