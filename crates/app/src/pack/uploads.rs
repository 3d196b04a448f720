//! From what an author uploads, TOML files or a zip of a pack's folder, to the files of a layer.

use std::io::{Cursor, Read as _};

use anlu_rules::pack::{AT_ROOT, FOLDERS, TEXTS};
use zip::ZipArchive;

use super::PackFault;

/// Most files of a version.
const MAX_FILES: usize = 300;
/// Most of all texts together, unpacked, bytes.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// A file as it was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Name.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

fn fault(file: &str, code: &'static str, message: String, hint: &str) -> PackFault {
    PackFault { file: file.to_owned(), line: 1, code, message, hint: hint.to_owned() }
}

fn too_large(name: &str) -> PackFault {
    fault(name, "files_too_large", format!("more than {MAX_BYTES} bytes"), "a version holds only what differs")
}

fn too_many(name: &str) -> PackFault {
    fault(name, "too_many_files", format!("more than {MAX_FILES} files"), "a version holds only what differs")
}

/// The files with their paths inside the pack, sorted by path.
///
/// Errors: every fault of every file.
pub(super) fn files(uploads: Vec<Upload>) -> Result<Vec<(String, String)>, Vec<PackFault>> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut room = MAX_BYTES;
    for upload in uploads {
        if upload.name.to_lowercase().ends_with(".zip") {
            all.extend(unpacked(&upload, &mut room).map_err(|fault| vec![fault])?);
        } else {
            let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
            room = room.checked_sub(size).ok_or_else(|| vec![too_large(&upload.name)])?;
            all.push((upload.name, upload.bytes));
        }
        if all.len() > MAX_FILES {
            return Err(vec![too_many("")]);
        }
    }
    let (mut files, mut faults): (Vec<(String, String)>, Vec<PackFault>) = (Vec::new(), Vec::new());
    for (name, bytes) in all {
        let Ok(text) = String::from_utf8(bytes) else {
            faults.push(fault(&name, "not_utf8", String::from("the file is not UTF-8"), "save it as UTF-8"));
            continue;
        };
        match place(&name, &text) {
            Some(path) if files.iter().any(|(p, _)| *p == path) => {
                faults.push(fault(&name, "file_twice", format!("there are two files {path}"), "leave one of them out"));
            }
            Some(path) => files.push((path, text)),
            None => {
                let message = String::from("what this file is cannot be told");
                faults.push(fault(&name, "file_unknown", message, "upload a zip in which it lies in its folder"));
            }
        }
    }
    files.sort();
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// The TOML files of a zip. Sizes are counted while they are unpacked: what a zip says of itself is not believed.
fn unpacked(upload: &Upload, room: &mut u64) -> Result<Vec<(String, Vec<u8>)>, PackFault> {
    let damaged = || fault(&upload.name, "zip_damaged", String::from("the zip cannot be read"), "make it again");
    let mut zip = ZipArchive::new(Cursor::new(upload.bytes.as_slice())).map_err(|_error| damaged())?;
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|_error| damaged())?;
        let name = entry.name().map_err(|_error| damaged())?.replace('\\', "/");
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if entry.is_dir() || hidden || !name.to_lowercase().ends_with(".toml") {
            continue;
        }
        if files.len() >= MAX_FILES {
            return Err(too_many(&upload.name));
        }
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(room.saturating_add(1)).read_to_end(&mut bytes).map_err(|_error| damaged())?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        *room = room.checked_sub(read).ok_or_else(|| too_large(&upload.name))?;
        files.push((name, bytes));
    }
    Ok(files)
}

/// The path inside the pack: that of the zip from the folder of a pack on, or by what the file says.
fn place(name: &str, text: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('/').filter(|p| !p.is_empty()).collect();
    let (file, folders) = parts.split_last()?;
    file.strip_suffix(".toml")?;
    if let Some(folder) = folders.last().filter(|f| FOLDERS.contains(f)) {
        return Some(format!("{folder}/{file}"));
    }
    if AT_ROOT.contains(file) {
        return Some((*file).to_owned());
    }
    if TEXTS.contains(file) {
        return Some(format!("texts/{file}"));
    }
    // A file that cannot be parsed is taken for a duty: the loader tells its fault with the line.
    let Ok(table) = text.parse::<toml::Table>() else { return Some(format!("duties/{file}")) };
    let has = |key: &str| table.contains_key(key);
    let folder = match () {
        () if has("cases") && has("target") => "target-scenarios",
        () if has("goal") => "targets",
        () if has("outcomes") => "campaigns",
        () if has("items") && has("frequency") => "inspection",
        () if has("legs") => "scenarios",
        () if has("today") && has("duty") => "duty-scenarios",
        () if ["params", "severity", "kind", "applies"].into_iter().any(has) => "rules",
        () if has("words") || has("examples") || has("clause") => "criteria",
        () if has("progress_days") || has("refusal_days") || has("repeat_months") => "governance",
        () if has("id") => "duties",
        () => return None,
    };
    Some(format!("{folder}/{file}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn upload(name: &str, text: &str) -> Upload {
        Upload { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn zipped(files: &[(&str, &[u8])]) -> Upload {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        Upload { name: String::from("city.ZIP"), bytes: zip.finish().unwrap().into_inner() }
    }

    #[test]
    fn files_find_their_place_by_folder_or_by_what_they_say() {
        for (name, text, path) in [
            ("drill.toml", "id = 'drill'\nfrequency = { every = 'month' }", "duties/drill.toml"),
            ("a.toml", "id = 'a'\nduty = 'drill'\ntoday = '2026-11-25'", "duty-scenarios/a.toml"),
            ("f.toml", "id = 'fatigue.continuous'\n[params]\nlimit_minutes = 120", "rules/f.toml"),
            ("city/rules/x.toml", "", "rules/x.toml"),
            ("c.toml", "id = 'road.licence'\nclause = { zh = 'x' }", "criteria/c.toml"),
            ("g.toml", "id = 'major'\nprogress_days = 3", "governance/g.toml"),
            ("city/pack.toml", "", "pack.toml"),
            ("en.toml", "", "texts/en.toml"),
        ] {
            assert_eq!(place(name, text).as_deref(), Some(path), "{name}");
        }
        assert_eq!(place("notes.txt", ""), None);
        let twice = files(vec![upload("a/duties/x.toml", "id = 'x'"), upload("x.toml", "id = 'x'")]).unwrap_err();
        assert_eq!(twice[0].code, "file_twice");
        let binary = files(vec![Upload { name: String::from("x.toml"), bytes: vec![0xff, 0xfe] }]).unwrap_err();
        assert_eq!(binary[0].code, "not_utf8");
    }

    #[test]
    fn a_zip_is_unpacked_within_its_limits() {
        let whole = zipped(&[
            ("city/duties/drill.toml", b"id = 'drill'"),
            ("city/README.md", b"x"),
            ("__MACOSX/city/._a.toml", b"x"),
        ]);
        let found = files(vec![whole]).unwrap();
        assert_eq!(found, [(String::from("duties/drill.toml"), String::from("id = 'drill'"))]);
        let large = vec![b'#'; usize::try_from(MAX_BYTES).unwrap() + 1];
        assert_eq!(files(vec![zipped(&[("duties/x.toml", &large)])]).unwrap_err()[0].code, "files_too_large");
        assert_eq!(files(vec![upload("x.zip", "no zip")]).unwrap_err()[0].code, "zip_damaged");
    }
}
