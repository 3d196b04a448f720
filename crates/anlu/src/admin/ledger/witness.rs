//! `anlu ledger witness`: what a second organisation does so that even the administrator cannot rewrite history unseen.
//!
//! The file holds the signed notes one after another, each ended by an empty line more; nothing is ever taken out of it.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use anlu_store::ledger::{
    Checkpoint,
    leaf::{Hash, parse_hash},
    note::{self, Note},
    tree::verify_consistency,
};
use serde::Deserialize;
use serde_json::json;

use crate::Failure;

/// What stands between two notes.
const BETWEEN: &str = "\n\n\n";
/// One request may take so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest answer, bytes.
const MAX_ANSWER: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Proof {
    path: Vec<String>,
}

/// The notes of a file.
pub(super) fn notes(path: &Path) -> Result<Vec<Note>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::input("witness_file", format!("{}: {e}", path.display())))?;
    read(&text).ok_or_else(|| Failure::input("witness_file", format!("{}: not checkpoints only", path.display())))
}

fn read(text: &str) -> Option<Vec<Note>> {
    text.split(BETWEEN).map(str::trim_start).filter(|t| !t.trim().is_empty()).map(note::read).collect()
}

/// A kept note that another ledger signed.
pub(super) fn unsigned() -> Failure {
    Failure::input("witness_file", "a checkpoint in it is not signed by the key of this ledger".to_owned())
}

/// Fetches the newest checkpoint and keeps it when it continues the last one.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(super) fn keep(file: &Path, from: &str, key: &[u8; 32]) -> Result<ExitCode, Failure> {
    let last = match std::fs::read_to_string(file) {
        Ok(text) => {
            let kept = read(&text).ok_or_else(|| Failure::input("witness_file", "not checkpoints only".to_owned()))?;
            kept.last().map(|n| n.signed_by(key).ok_or_else(unsigned)).transpose()?
        }
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(Failure::input("witness_file", format!("{}: {e}", file.display()))),
    };
    let base = format!("{}/api/v1/public/ledger", from.trim_end_matches('/'));
    let text = fetch(&format!("{base}/checkpoint"))?;
    let forged = |what: &str| Failure::verification("ledger_rewritten", what.to_owned());
    let new = note::read(&text).and_then(|n| n.signed_by(key));
    let new = new.ok_or_else(|| forged("the newest checkpoint is not signed by this key"))?;
    let grown = match &last {
        Some(old) => continues(old, &new, &base)?,
        None => new.size,
    };
    if grown > 0 {
        let failed = |e: std::io::Error| Failure::input("witness_file", format!("{}: {e}", file.display()));
        let mut out = OpenOptions::new().create(true).append(true).open(file).map_err(failed)?;
        out.write_all(format!("{}{BETWEEN}", text.trim_end()).as_bytes()).map_err(failed)?;
        out.sync_all().map_err(failed)?;
    }
    println!("{}", json!({"ok": true, "size": new.size, "grown": grown, "root": hex::encode(new.root)}));
    Ok(ExitCode::SUCCESS)
}

/// How many entries came since; a log that does not continue the old one was rewritten.
fn continues(old: &Checkpoint, new: &Checkpoint, base: &str) -> Result<u64, Failure> {
    let rewritten = || {
        let what =
            format!("the ledger of {} entries does not continue the one of {} that was kept", new.size, old.size);
        Failure::verification("ledger_rewritten", what)
    };
    if new.size < old.size {
        return Err(rewritten());
    }
    let text = fetch(&format!("{base}/consistency?from={}&to={}", old.size, new.size))?;
    let proof: Proof = serde_json::from_str(&text).map_err(|e| Failure::input("witness_server", e.to_string()))?;
    let path: Option<Vec<Hash>> = proof.path.iter().map(|h| parse_hash(h)).collect();
    let holds = path.is_some_and(|p| verify_consistency(old.size, new.size, &p, &old.root, &new.root));
    if holds { Ok(new.size - old.size) } else { Err(rewritten()) }
}

fn fetch(url: &str) -> Result<String, Failure> {
    let failed = |e: ureq::Error| Failure::input("witness_server", format!("{url}: {e}"));
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let mut answer = agent.get(url).call().map_err(failed)?;
    answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string().map_err(failed)
}
