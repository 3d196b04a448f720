//! The packs that can be compared, and drafts laid over them.

use std::sync::Arc;

use anlu_domain::time::CivilDay;
use anlu_rules::pack::{Layer, Pack, Problem, load, load_draft};

use crate::policy::Words;

/// Files of a draft whose place is not below `rules/`.
const AT_ROOT: [&str; 3] = ["pack.toml", "intake.toml", "clocks.toml"];

/// A pack with the layers it was made of, lowest first.
#[derive(Clone, Debug)]
struct Kept {
    layers: Vec<Layer>,
    pack: Arc<Pack>,
}

/// Packs to choose from, the one in use first.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Vec<Kept>);

/// A pack to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Id; unique among the choices.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Version, with those of the packs below.
    pub version: String,
    /// In force from this day.
    pub valid_from: CivilDay,
    /// The detectors judge by it now.
    pub in_use: bool,
}

/// A file of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFile {
    /// Name without folders, e.g. `fatigue.continuous.toml`.
    pub name: String,
    /// TOML.
    pub text: String,
}

/// What is wrong with a draft, in the words of the loader (English).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFault {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl From<Problem> for PackFault {
    fn from(p: Problem) -> Self {
        Self { file: p.file, line: p.line, code: p.code, message: p.message }
    }
}

impl Shelf {
    /// Puts a pack on the shelf, by its layers; one whose id is there already is left out.
    ///
    /// Errors: what is wrong with it.
    pub fn put(&mut self, layers: Vec<Layer>) -> Result<(), Vec<Problem>> {
        let pack = Arc::new(load(&layers)?);
        if self.get(&pack.manifest.id).is_none() {
            self.0.push(Kept { layers, pack });
        }
        Ok(())
    }

    /// The pack of this id.
    pub fn get(&self, id: &str) -> Option<Arc<Pack>> {
        self.0.iter().find(|k| k.pack.manifest.id == id).map(|k| Arc::clone(&k.pack))
    }

    /// The pack of the configuration; none on a shelf without packs.
    pub fn in_use(&self) -> Option<Arc<Pack>> {
        self.0.first().map(|k| Arc::clone(&k.pack))
    }

    /// `files` as a pack of their own, `folder`, over the pack of the configuration, with scenarios for what they write.
    /// `None`: there is no pack.
    pub fn upon(&self, folder: &str, files: Vec<(String, String)>) -> Option<Result<Pack, Vec<Problem>>> {
        let mut layers = self.0.first()?.layers.clone();
        layers.push(Layer { folder: folder.to_owned(), files });
        Some(load(&layers))
    }

    /// All of them, the one in use first.
    pub fn choices(&self) -> Vec<Choice> {
        let choice = |(place, kept): (usize, &Kept)| {
            let m = &kept.pack.manifest;
            Choice {
                id: m.id.clone(),
                title: Words { zh: m.title.zh.clone(), en: m.title.en.clone() },
                version: kept.pack.reference().version,
                valid_from: m.valid_from,
                in_use: place == 0,
            }
        };
        self.0.iter().enumerate().map(choice).collect()
    }

    /// `files` laid over the pack `base`: rules hold only what differs. `None`: there is no such pack.
    pub fn draft(&self, base: &str, files: Vec<DraftFile>) -> Option<Result<Arc<Pack>, Vec<PackFault>>> {
        let kept = self.0.iter().find(|k| k.pack.manifest.id == base)?;
        let mut files: Vec<(String, String)> = files
            .into_iter()
            .map(|f| (if AT_ROOT.contains(&f.name.as_str()) { f.name } else { format!("rules/{}", f.name) }, f.text))
            .collect();
        if !files.iter().any(|(path, _)| path == "pack.toml") {
            let from = kept.pack.manifest.valid_from;
            let manifest = format!(
                "id = \"draft\"\nversion = \"0\"\nextends = \"{base}\"\ntitle = {{ zh = \"草案\", en = \"Draft\" }}\nvalid_from = \"{from}\"\n"
            );
            files.push(("pack.toml".to_owned(), manifest));
        }
        let mut layers = kept.layers.clone();
        layers.push(Layer { folder: "draft".to_owned(), files });
        let pack = load_draft(&layers).map(Arc::new);
        Some(pack.map_err(|all| all.into_iter().map(PackFault::from).collect()))
    }
}
