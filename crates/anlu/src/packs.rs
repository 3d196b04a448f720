//! Policy packs on disk and in the program: folders become layers, the built-in national pack lies at the bottom.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anlu_app::backtest::Shelf;
use anlu_rules::pack::{FOLDERS, Layer, Pack, Problem, load};

use crate::Failure;

/// Most packs over each other.
const MAX_LAYERS: usize = 8;

/// Why there is no pack.
#[derive(Debug)]
pub(crate) enum PackError {
    /// A folder or file cannot be read.
    Unreadable { path: PathBuf, error: std::io::Error },
    /// Faults in the files.
    Invalid(Vec<Problem>),
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        match error {
            PackError::Unreadable { path, error } => {
                Self::input("pack_unreadable", format!("{}: {error}", path.display()))
            }
            PackError::Invalid(problems) => {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Self::input("pack_invalid", format!("the policy pack does not hold\n{}", lines.join("\n")))
            }
        }
    }
}

/// The pack of `live.pack`, or the national one inside the program.
pub(crate) fn configured(folder: Option<&Path>) -> Result<Pack, Failure> {
    let folders: Vec<PathBuf> = folder.map(Path::to_path_buf).into_iter().collect();
    Ok(open(&folders)?)
}

/// The pack a folder says it extends.
fn extends(layer: &Layer) -> Option<String> {
    let (_, text) = layer.files.iter().find(|(path, _)| path == "pack.toml")?;
    text.parse::<toml::Table>().ok()?.get("extends")?.as_str().map(str::to_owned)
}

/// The pack of `folders`, lowest first. A lowest pack that extends another one than the national lies over the folder
/// of that name beside it, as a district over its city over its province. When the lowest says that it extends the national pack, the built-in one lies
/// below it; without folders it is the built-in one.
pub(crate) fn open(folders: &[PathBuf]) -> Result<Pack, PackError> {
    load(&layers(folders)?).map_err(PackError::Invalid)
}

/// The layers of [`open`].
fn layers(folders: &[PathBuf]) -> Result<Vec<Layer>, PackError> {
    let mut layers = folders.iter().map(|f| layer(f)).collect::<Result<Vec<_>, _>>()?;
    let mut beside = folders.first().and_then(|f| f.parent()).map(Path::to_path_buf);
    while let Some(below) = layers.first().and_then(extends).filter(|id| id != "national") {
        let Some(path) = beside.as_ref().map(|b| b.join(&below)).filter(|p| p.join("pack.toml").is_file()) else {
            break;
        };
        if layers.len() > MAX_LAYERS {
            // Two packs that extend each other: the loader names the fault.
            beside = None;
            continue;
        }
        layers.insert(0, layer(&path)?);
    }
    let on_national = layers.first().is_none_or(|lowest| extends(lowest).as_deref() == Some("national"));
    if on_national {
        layers.insert(0, crate::national::layer());
    }
    Ok(layers)
}

/// The packs that officers can compare: the one in use, those whose folders lie beside its own, and the national one.
/// A neighbour that does not hold is left out, for nobody judges by it.
pub(crate) fn shelf(folder: Option<&Path>) -> Result<Shelf, Failure> {
    let mut shelf = Shelf::default();
    let in_use: Vec<PathBuf> = folder.map(Path::to_path_buf).into_iter().collect();
    shelf.put(layers(&in_use)?).map_err(PackError::Invalid)?;
    let beside = folder.and_then(Path::parent).and_then(|parent| fs::read_dir(parent).ok());
    let mut neighbours: Vec<PathBuf> = beside.into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    neighbours.sort();
    for path in neighbours.into_iter().filter(|p| p.join("pack.toml").is_file()) {
        let put = layers(std::slice::from_ref(&path))
            .and_then(|layers| shelf.put(layers).map_err(PackError::Invalid))
            .map_err(Failure::from);
        if let Err(error) = put {
            tracing::warn!(path = %path.display(), %error, "a pack beside the one in use cannot be compared with");
        }
    }
    shelf.put(vec![crate::national::layer()]).map_err(PackError::Invalid)?;
    Ok(shelf)
}

/// The TOML files of a pack folder.
pub(crate) fn layer(folder: &Path) -> Result<Layer, PackError> {
    let mut files = Vec::new();
    // The empty one is the pack itself.
    for inner in [""].iter().chain(FOLDERS) {
        let path = folder.join(inner);
        if !inner.is_empty() && !path.is_dir() {
            continue;
        }
        let unreadable = |path: &Path, error| PackError::Unreadable { path: path.to_path_buf(), error };
        for entry in fs::read_dir(&path).map_err(|e| unreadable(&path, e))? {
            let file = entry.map_err(|e| unreadable(&path, e))?.path();
            let Some(name) = file.file_name().and_then(|n| n.to_str()) else { continue };
            if file.is_file() && file.extension().is_some_and(|e| e == "toml") {
                let text = fs::read_to_string(&file).map_err(|e| unreadable(&file, e))?;
                let place = if inner.is_empty() { name.to_owned() } else { format!("{inner}/{name}") };
                files.push((place, text));
            }
        }
    }
    Ok(Layer { folder: folder.display().to_string().trim_end_matches('/').to_owned(), files })
}
