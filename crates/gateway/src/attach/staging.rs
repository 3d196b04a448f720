//! Files on their way: written where their bytes belong, in temporary files without a name.

use std::{
    collections::BTreeMap,
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use anlu_protocols::jt808::attachment::{AlarmFile, FileData};
use tokio::task::spawn_blocking;

/// The files of one connection.
pub(super) struct Staging {
    folder: PathBuf,
    files: BTreeMap<String, Staged>,
}

#[derive(Default)]
struct Staged {
    size: u32,
    /// Made with the first byte.
    file: Option<Arc<File>>,
    /// Handed on: what comes of it once more is not wanted.
    done: bool,
}

impl Staging {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), files: BTreeMap::new() }
    }

    /// Files to come; bytes of all of them together.
    pub(super) fn announce(&mut self, files: &[AlarmFile]) -> u64 {
        for file in files {
            self.files.entry(file.name.clone()).or_default().size = file.size;
        }
        self.files.values().fold(0, |sum, file| sum.saturating_add(u64::from(file.size)))
    }

    pub(super) async fn write(&mut self, data: FileData) -> io::Result<()> {
        let staged = self.files.entry(data.name).or_default();
        if staged.done {
            return Ok(());
        }
        let (folder, known) = (self.folder.clone(), staged.file.clone());
        let written = spawn_blocking(move || {
            let file = match known {
                Some(file) => file,
                None => Arc::new(tempfile::tempfile_in(folder)?),
            };
            file.write_all_at(&data.bytes, u64::from(data.offset))?;
            io::Result::Ok(file)
        });
        staged.file = Some(written.await.map_err(io::Error::other)??);
        Ok(())
    }

    /// A whole file; `None` when it was handed on before, or is empty.
    pub(super) async fn take(&mut self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(staged) = self.files.get_mut(name) else { return Ok(None) };
        let (file, size) = (staged.file.take(), staged.size);
        staged.done = true;
        let Some(file) = file else { return Ok(None) };
        let read = spawn_blocking(move || {
            let mut bytes = vec![0; usize::try_from(size).unwrap_or(usize::MAX)];
            file.read_exact_at(&mut bytes, 0)?;
            Ok(Some(bytes))
        });
        read.await.map_err(io::Error::other)?
    }
}
