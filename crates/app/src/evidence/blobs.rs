//! The folder of evidence files: `aa/<rest of the hash>`, written to a temporary name, synced, then renamed, so that a
//! file under its final name is always whole.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use anlu_domain::evidence::EvidenceHash;

/// The folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobDir {
    root: PathBuf,
}

/// Tells temporary files of this process apart.
static NEXT_TEMPORARY: AtomicU64 = AtomicU64::new(0);

impl BlobDir {
    /// The folder `root`; made when the first file comes.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where a content is kept.
    pub fn path(&self, hash: EvidenceHash) -> PathBuf {
        let name = hash.to_string();
        let (head, rest) = name.split_at(2);
        self.root.join(head).join(rest)
    }

    /// Keeps `bytes` under `hash`; a content that is there is left alone. Blocks on the disk.
    pub fn keep(&self, hash: EvidenceHash, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(hash);
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let n = NEXT_TEMPORARY.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".{}-{n}.tmp", std::process::id()));
        let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        if let Err(e) = written {
            let _may_not_exist = fs::remove_file(&temporary);
            return Err(e);
        }
        File::open(folder)?.sync_all()
    }

    /// Takes a content away for good; one that is not there is fine. Blocks on the disk.
    pub fn remove(&self, hash: EvidenceHash) -> io::Result<()> {
        match fs::remove_file(self.path(hash)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Reads a content. Blocks on the disk.
    pub fn read(&self, hash: EvidenceHash) -> io::Result<Vec<u8>> {
        fs::read(self.path(hash))
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_kept_once_and_no_temporary_stays() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = BlobDir::new(dir.path().join("blobs"));
        let hash = EvidenceHash([0xab; 32]);
        blobs.keep(hash, b"one").unwrap();
        blobs.keep(hash, b"one").unwrap();
        assert_eq!(blobs.read(hash).unwrap(), b"one");
        let folder = dir.path().join("blobs/ab");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    }
}
