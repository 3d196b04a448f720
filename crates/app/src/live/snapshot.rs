//! The file a shard's state is kept in: one JSON line that says what it belongs to, then the state as the engine writes
//! it, then the SHA-256 of both. Version 2. Written beside and renamed, so that a crash leaves the old one or the new one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anlu_domain::ids::VehicleId;
use anlu_rules::engine::ShardState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const VERSION: u32 = 2;
/// Length of the hash.
const SEAL: usize = 32;

#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    shard: u16,
    /// Next offset to judge.
    offset: u64,
    /// Fingerprint of the pack the state was made under.
    pack: String,
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
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let head: Head = serde_json::from_slice(line).map_err(|e| format!("the snapshot is damaged: {e}"))?;
    if head.version != VERSION || head.shard != shard {
        return Err(format!("the snapshot is of version {} and shard {}", head.version, head.shard));
    }
    let (sealed, seal) = bytes.split_last_chunk::<SEAL>().ok_or("the snapshot is cut off")?;
    if seal.as_slice() != Sha256::digest(sealed).as_slice() {
        return Err(String::from("the snapshot is damaged: its hash differs"));
    }
    if head.pack != mark(pack) {
        return Err(String::from("the snapshot was made under another policy pack"));
    }
    let body = sealed.get(line.len() + 1..).ok_or("the snapshot is cut off")?;
    let state = ShardState::decode(body).map_err(|e| e.to_string())?;
    Ok(Saved { state, offset: head.offset })
}

/// Writes the snapshot of a shard beside its place.
pub(super) fn write(
    folder: &Path,
    shard: u16,
    pack: u64,
    state: &ShardState<VehicleId>,
    offset: u64,
) -> io::Result<Written> {
    fs::create_dir_all(folder)?;
    let path = path(folder, shard);
    let beside = path.with_extension("tmp");
    let mut file = Sealed { file: File::create(&beside)?, hash: Sha256::new(), bytes: 0 };
    let mut head = serde_json::to_vec(&Head { version: VERSION, shard, offset, pack: mark(pack) })?;
    head.push(b'\n');
    file.write_all(&head)?;
    state.write(&mut file)?;
    let (file, bytes) = file.seal()?;
    Ok(Written { file, bytes, beside, path })
}

/// A snapshot that is written, and perhaps not on disk.
pub(super) struct Written {
    file: File,
    bytes: u64,
    beside: PathBuf,
    path: PathBuf,
}

impl Written {
    /// Waits until it is on disk and puts it into the place of the one before; returns its size in bytes.
    pub(super) fn keep(self) -> io::Result<u64> {
        self.file.sync_all()?;
        fs::rename(&self.beside, &self.path)?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(self.bytes)
    }
}

/// A file with the hash of all that is written into it.
struct Sealed {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Sealed {
    /// Adds the hash; the file and its size.
    fn seal(self) -> io::Result<(File, u64)> {
        let Self { mut file, hash, bytes } = self;
        let hash = hash.finalize();
        file.write_all(&hash)?;
        Ok((file, bytes.saturating_add(u64::try_from(hash.len()).unwrap_or(u64::MAX))))
    }
}

fn mark(pack: u64) -> String {
    format!("{pack:016x}")
}
