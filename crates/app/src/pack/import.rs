//! Imports a version: its files are checked as `anlu pack check` and `anlu pack test` do, and kept when they hold.
//! Nothing comes into force by it.

use anlu_domain::{hazard::PersonRef, time::CivilDay};
use anlu_rules::{duties, pack::Pack, scenario};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::pack::{self as repo, PackVersion},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{PackError, PackFault, Upload, uploads};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Folder under which the loader names the files of a version.
pub(super) const FOLDER: &str = "version";
/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 500;

/// Refuses whoever may not import.
pub fn allowed(ctx: &Ctx) -> Result<(), PackError> {
    Ok(require(ctx, Action::PackDraft)?)
}

/// Keeps a version; its id.
///
/// Errors: every fault with file and line, or every scenario that comes out otherwise; nothing is kept then.
pub async fn import(ctx: &Ctx, uploaded: Vec<Upload>, note: &str) -> Result<Uuid, PackError> {
    allowed(ctx)?;
    let note = note.trim();
    if note.is_empty() {
        return Err(StepError::invalid("/note", "required").into());
    }
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    if uploaded.is_empty() {
        return Err(StepError::invalid("/file", "required").into());
    }
    let mut files = uploads::files(uploaded).map_err(PackError::Faults)?;
    let now = ctx.now();
    let id = ctx.ids.next();
    if !files.iter().any(|(path, _)| path == "pack.toml") {
        let base = ctx.shelf.in_use().ok_or(PackError::State("no_pack"))?;
        files.push((String::from("pack.toml"), manifest(&base, now.day(), id)));
        files.sort();
    }
    let pack = ctx.shelf.upon(FOLDER, files.clone()).ok_or(PackError::State("no_pack"))?;
    let pack = pack.map_err(|all| PackError::Faults(all.into_iter().map(|p| PackFault::of(p, FOLDER)).collect()))?;
    let failed = failures(&pack);
    if !failed.is_empty() {
        return Err(PackError::Faults(failed));
    }
    let m = &pack.manifest;
    let version = PackVersion {
        id,
        pack: m.id.clone(),
        version: m.version.clone(),
        title_zh: m.title.zh.clone(),
        title_en: m.title.en.clone(),
        note: note.to_owned(),
        files,
        author: PersonRef::from(&ctx.viewer),
        at: now,
    };
    ctx.store
        .tx(async |tx: Tx| {
            if repo::is_taken(tx.read(), &version.pack, &version.version).await? {
                return Err(PackError::State("version_taken"));
            }
            repo::insert(&tx, &version).await?;
            let paths: Vec<&str> = version.files.iter().map(|(path, _)| path.as_str()).collect();
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "pack_imported",
                subject_kind: "pack_version",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({
                    "version": format!("{} {}", version.pack, version.version), "note": version.note,
                    "files": paths, "sha256": hash(&version.files),
                })),
            };
            tx.record([draft], now);
            Ok(())
        })
        .await?;
    Ok(id)
}

/// The `pack.toml` of a version that brings none.
fn manifest(base: &Pack, day: CivilDay, id: Uuid) -> String {
    // The last digits of an id tell apart what was imported on one day.
    let digits: String = id.simple().to_string().chars().skip(26).collect();
    let over = &base.manifest.id;
    format!(
        "id = \"local\"\nversion = \"{day}.{digits}\"\nextends = \"{over}\"\ntitle = {{ zh = \"本地政策包\", en = \"Local pack\" }}\nvalid_from = \"{day}\"\n"
    )
}

/// Scenarios of the version that come out otherwise than they say.
fn failures(pack: &Pack) -> Vec<PackFault> {
    let rules = scenario::run_all(pack).into_iter().map(|o| ("scenarios", o.id, o.differences));
    let duties = duties::scenario::run_all(pack).into_iter().map(|o| ("duty-scenarios", o.id, o.differences));
    let targets = duties::scenario::run_targets(pack).into_iter().map(|o| ("target-scenarios", o.id, o.differences));
    let failed = rules.chain(duties).chain(targets).filter(|(_, _, differences)| !differences.is_empty());
    let fault = |(folder, id, differences): (&str, String, Vec<String>)| PackFault {
        file: format!("{folder}/{id}"),
        line: 1,
        code: "scenario_failed",
        message: differences.join("; "),
        hint: String::from("correct the scenario, or what it is about"),
    };
    failed.map(fault).collect()
}

/// SHA-256 over paths, lengths and texts.
fn hash(files: &[(String, String)]) -> String {
    let mut all = Sha256::new();
    for (path, text) in files {
        all.update(format!("{path} {}\n{text}", text.len()));
    }
    hex::encode(all.finalize())
}
