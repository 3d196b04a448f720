//! What the typesetter sees: the layout, one paper, one attachment, the fonts of the machine. No other file.

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{FontStore, system};

/// The layout of every paper.
const LAYOUT: &str = include_str!("layout.typ");

/// Families that hold Chinese, in the order in which they are wanted.
const FAMILIES: [&str; 8] = [
    "FangSong",
    "STFangsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "SimSun",
    "Noto Sans CJK SC",
    "WenQuanYi Zen Hei",
];

/// The fonts of the machine.
pub(crate) struct Fonts {
    store: FontStore,
    library: LazyHash<Library>,
}

impl Fonts {
    /// Looks for them where the system keeps fonts.
    pub(crate) fn find() -> Self {
        let mut store = FontStore::new();
        // Only what papers are set in: a machine may have thousands.
        store.extend(system().filter(|(_, info)| FAMILIES.iter().any(|f| info.family.eq_ignore_ascii_case(f))));
        Self { store, library: LazyHash::new(Library::default()) }
    }

    /// Families that hold Chinese, the wanted one first.
    pub(crate) fn chinese(&self) -> Vec<&'static str> {
        let there = |f: &&str| self.store.book().contains_family(&f.to_lowercase());
        FAMILIES.into_iter().filter(there).collect()
    }
}

/// One paper.
pub(crate) struct Sheet<'f> {
    fonts: &'f Fonts,
    main: Source,
    paper: Bytes,
    attachment: Bytes,
}

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).unwrap_or_else(|_| unreachable!("the names are fixed"));
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl<'f> Sheet<'f> {
    pub(crate) fn new(fonts: &'f Fonts, paper: Vec<u8>, attachment: Vec<u8>) -> Self {
        let main = Source::new(id("layout.typ"), LAYOUT.to_owned());
        Self { fonts, main, paper: Bytes::new(paper), attachment: Bytes::new(attachment) }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.fonts.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, wanted: FileId) -> FileResult<Source> {
        if wanted == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, wanted: FileId) -> FileResult<Bytes> {
        if wanted == id("paper.json") {
            Ok(self.paper.clone())
        } else if wanted == id("attachment") {
            Ok(self.attachment.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        // A paper carries its day: the clock of the machine must not show in it.
        None
    }
}
