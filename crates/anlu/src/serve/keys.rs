//! The secrets of an installation: made once, kept in `keys/installation.toml` of the data folder, readable by nobody
//! else. Version 1: four keys of 32 bytes in hexadecimal.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anlu_store::Keys;
use serde::{Deserialize, Serialize};

use crate::Failure;

const VERSION: u32 = 1;
const NOTE: &str = "# Secrets of this installation. Without this file personal data cannot be read again: back it up, apart\n\
                    # from the rest. Never change a line by hand.\n";

/// Keys of an installation.
#[derive(Clone, Debug)]
pub(crate) struct InstallationKeys {
    /// Keys of the store.
    pub(crate) store: Keys,
    /// Key that authentication codes of terminals are derived from.
    pub(crate) gateway: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    version: u32,
    data: String,
    index: String,
    ledger: String,
    gateway: String,
}

/// The file of the keys in a data folder.
pub(crate) fn path(data: &Path) -> PathBuf {
    data.join("keys").join("installation.toml")
}

/// Reads the keys of a data folder; `None` when it has none yet.
pub(crate) fn read(data: &Path) -> Result<Option<InstallationKeys>, Failure> {
    let path = path(data);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Failure::input("keys_unreadable", format!("{}: {e}", path.display()))),
    };
    let mode = fs::metadata(&path).map(|m| m.permissions().mode()).unwrap_or_default();
    if mode & 0o077 != 0 {
        let what = format!("{}: other users can read the keys; run: chmod 600 {0}", path.display());
        return Err(Failure::input("keys_exposed", what));
    }
    let bad = || Failure::input("keys_damaged", format!("{}: not a key file of version {VERSION}", path.display()));
    let file: KeyFile = toml::from_str(&text).map_err(|_shows_keys| bad())?;
    let all = (bytes(&file.data), bytes(&file.index), bytes(&file.ledger), bytes(&file.gateway));
    match (file.version, all) {
        (VERSION, (Some(data), Some(index), Some(ledger), Some(gateway))) => {
            Ok(Some(InstallationKeys { store: Keys { data, index, ledger }, gateway }))
        }
        _ => Err(bad()),
    }
}

/// Makes fresh keys and writes them. Refuses when there are keys.
pub(crate) fn create(data: &Path) -> Result<InstallationKeys, Failure> {
    let failed =
        |e: &dyn std::fmt::Display| Failure::input("keys_unwritable", format!("{}: {e}", path(data).display()));
    let (store, extra) = Keys::generate().and_then(|k| Ok((k, Keys::generate()?))).map_err(|e| failed(&e))?;
    let keys = InstallationKeys { store, gateway: extra.data };
    write(data, &keys).map_err(|e| failed(&e))?;
    Ok(keys)
}

fn write(data: &Path, keys: &InstallationKeys) -> io::Result<()> {
    let file = KeyFile {
        version: VERSION,
        data: text(&keys.store.data),
        index: text(&keys.store.index),
        ledger: text(&keys.store.ledger),
        gateway: text(&keys.gateway),
    };
    let path = path(data);
    let folder = data.join("keys");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    out.write_all(NOTE.as_bytes())?;
    out.write_all(toml::to_string(&file).map_err(io::Error::other)?.as_bytes())?;
    out.sync_all()?;
    fs::File::open(&folder)?.sync_all()
}

/// A key in hexadecimal.
pub(crate) fn text(key: &[u8; 32]) -> String {
    key.iter().fold(String::with_capacity(64), |mut text, b| {
        // Writing to a string cannot fail.
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{b:02x}"));
        text
    })
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_only_their_owner_can_read_them() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path()).unwrap().is_none());
        let made = create(dir.path()).unwrap();
        let again = read(dir.path()).unwrap().unwrap();
        assert_eq!(
            (made.store.data, made.store.ledger, made.gateway),
            (again.store.data, again.store.ledger, again.gateway)
        );
        assert!(create(dir.path()).is_err(), "keys are never written over");
        let file = path(dir.path());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(read(dir.path()).unwrap_err().code(), "keys_exposed");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, "version = 1\ndata = \"00\"").unwrap();
        assert_eq!(read(dir.path()).unwrap_err().code(), "keys_damaged");
    }
}
