//! Where the files of a pack lie. A new kind of file is named here, in [`super::load`] and in [`super::schema`].

/// Files at the root of a pack.
pub const AT_ROOT: &[&str] =
    &["pack.toml", "intake.toml", "clocks.toml", "indices.toml", "calendar.toml", "issuer.toml"];

/// Folders of a pack. Their files may have any name, except the texts.
pub const FOLDERS: &[&str] = &[
    "rules",
    "texts",
    "scenarios",
    "duties",
    "duty-scenarios",
    "risk",
    "risk-templates",
    "criteria",
    "governance",
    "targets",
    "target-scenarios",
    "campaigns",
    "documents",
    "grading",
    "grading-scenarios",
    "inspection",
    "enforcement",
    "discretion",
    "construction",
];

/// Files of the folder `texts`.
pub const TEXTS: &[&str] = &["zh-CN.toml", "en.toml"];
