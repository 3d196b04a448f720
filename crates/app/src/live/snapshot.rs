//! The file a shard's state is kept in: one JSON line that says what it belongs to, then the state as the engine
//! encodes it. Version 1. Written beside and renamed, so that a crash leaves the old one or the new one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anlu_domain::ids::VehicleId;
use anlu_rules::engine::ShardState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    shard: u16,
    /// Next offset to judge.
    offset: u64,
    /// Fingerprint of the pack the state was made under.
    pack: String,
    sha256: String,
}

/// A state and the next offset to judge.
pub(super) struct Saved {
    pub(super) state: ShardState<VehicleId>,
    pub(super) offset: u64,
}

/// File of a shard.
pub(super) fn path(folder: &Path, shard: u16) -> PathBuf {
    folder.join(format!("shard-{shard:05}.state"))
}

/// Reads the snapshot of a shard; the error says in words why there is none that fits.
pub(super) fn read(folder: &Path, shard: u16, pack: u64) -> Result<Saved, String> {
    let bytes = match fs::read(path(folder, shard)) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(String::from("no snapshot yet")),
        Err(e) => return Err(format!("the snapshot cannot be read: {e}")),
    };
    let split = bytes.iter().position(|b| *b == b'\n').ok_or("the snapshot is cut off")?;
    let (line, body) = bytes.split_at(split);
    let body = body.get(1..).unwrap_or_default();
    let head: Head = serde_json::from_slice(line).map_err(|e| format!("the snapshot is damaged: {e}"))?;
    if head.version != VERSION || head.shard != shard {
        return Err(format!("the snapshot is of version {} and shard {}", head.version, head.shard));
    }
    if head.sha256 != hex::encode(Sha256::digest(body)) {
        return Err(String::from("the snapshot is damaged: its hash differs"));
    }
    if head.pack != mark(pack) {
        return Err(String::from("the snapshot was made under another policy pack"));
    }
    let state = ShardState::decode(body).map_err(|e| e.to_string())?;
    Ok(Saved { state, offset: head.offset })
}

/// Writes the snapshot of a shard; returns its size in bytes.
pub(super) fn write(
    folder: &Path,
    shard: u16,
    pack: u64,
    state: &ShardState<VehicleId>,
    offset: u64,
) -> io::Result<usize> {
    let body = state.encode().map_err(io::Error::other)?;
    let sha256 = hex::encode(Sha256::digest(&body));
    let mut head = serde_json::to_vec(&Head { version: VERSION, shard, offset, pack: mark(pack), sha256 })?;
    head.push(b'\n');
    fs::create_dir_all(folder)?;
    let path = path(folder, shard);
    let beside = path.with_extension("tmp");
    let mut file = File::create(&beside)?;
    file.write_all(&head)?;
    file.write_all(&body)?;
    file.sync_all()?;
    fs::rename(&beside, &path)?;
    File::open(folder)?.sync_all()?;
    Ok(head.len() + body.len())
}

fn mark(pack: u64) -> String {
    format!("{pack:016x}")
}
