//! What rows refer to by name or code: enterprises and grid nodes.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::{EnterpriseId, GridId},
    keys,
    party::grid::Grid,
};

use super::super::{
    parse::Bad,
    row::{Row, Said},
    text::{code, loose},
};

/// Enterprises by credit code and by name.
pub(in super::super) struct EnterpriseRefs {
    codes: BTreeMap<String, EnterpriseId>,
    names: BTreeMap<String, Vec<EnterpriseId>>,
}

impl EnterpriseRefs {
    pub(super) fn new(all: Vec<(EnterpriseId, String, String)>) -> Self {
        let (mut codes, mut names) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for (id, uscc, name) in all {
            codes.insert(uscc, id);
            names.entry(loose(&name)).or_default().push(id);
        }
        Self { codes, names }
    }

    /// The enterprise of a credit code or a name that only one has.
    pub(super) fn find(&self, text: &str) -> Result<EnterpriseId, Bad> {
        if let Ok(uscc) = keys::uscc::parse(&code(text)) {
            return self.codes.get(&uscc).copied().ok_or_else(|| Bad::new("enterprise_unknown"));
        }
        match self.names.get(&loose(text)).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some([_, ..]) => Err(Bad::new("enterprise_ambiguous")),
            _ => Err(Bad::new("enterprise_unknown")),
        }
    }
}

impl EnterpriseRefs {
    /// The enterprise a row belongs to: its credit code counts more than its name; a known record may leave both blank.
    pub(super) fn of(
        &self,
        uscc: &Said<String>,
        name: &Said<String>,
        known: Option<EnterpriseId>,
        row: &mut Row<'_>,
    ) -> Option<EnterpriseId> {
        let (key, text) = match (uscc, name) {
            (Said::Unreadable, _) | (_, Said::Unreadable) => return None,
            (Said::Value(code), _) => ("uscc", code),
            (_, Said::Value(name)) => ("enterprise", name),
            _ => {
                if known.is_none() {
                    row.fault("enterprise", Bad::new("enterprise_missing"));
                }
                return known;
            }
        };
        self.find(text).map_err(|bad| row.fault(key, bad)).ok()
    }
}

/// Grid nodes by code, path and name.
pub(in super::super) struct GridNames {
    by_text: BTreeMap<String, Vec<GridId>>,
    paths: BTreeMap<GridId, String>,
}

impl GridNames {
    /// Names of a tree; parents stand before children.
    pub(in super::super) fn new<'a>(all: impl IntoIterator<Item = &'a Grid>) -> Self {
        let (mut by_text, mut paths) = (BTreeMap::<String, Vec<GridId>>::new(), BTreeMap::<GridId, String>::new());
        for grid in all {
            let above = grid.parent.and_then(|p| paths.get(&p));
            let path = above.map_or_else(|| grid.name.clone(), |above| format!("{above}/{}", grid.name));
            // The path from any ancestor down is a name as well: 街道/村.
            let mut tail = path.as_str();
            loop {
                by_text.entry(path_key(tail)).or_default().push(grid.id);
                match tail.split_once('/') {
                    Some((_, rest)) => tail = rest,
                    None => break,
                }
            }
            by_text.entry(grid.code.clone()).or_default().push(grid.id);
            paths.insert(grid.id, path);
        }
        Self { by_text, paths }
    }

    /// The node of a code, a path or a name that only one has.
    pub(super) fn find(&self, text: &str) -> Result<GridId, Bad> {
        match self.by_text.get(&path_key(text)).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some([_, ..]) => Err(Bad::new("grid_ambiguous")),
            _ => Err(Bad::new("grid_unknown")),
        }
    }

    /// Path of a node from the county down.
    pub(in super::super) fn path(&self, id: GridId) -> Option<&str> {
        self.paths.get(&id).map(String::as_str)
    }
}

fn path_key(text: &str) -> String {
    let parts = text.split(['/', '／', '\\', '>', '＞', '-', '—', '→', '·']);
    parts.map(loose).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use anlu_domain::party::grid::GridLevel;
    use uuid::Uuid;

    use super::*;

    fn grid(n: u128, name: &str, code: &str, level: GridLevel, parent: Option<u128>) -> Grid {
        Grid {
            id: GridId(Uuid::from_u128(n)),
            code: code.to_owned(),
            name: name.to_owned(),
            level,
            parent: parent.map(|p| GridId(Uuid::from_u128(p))),
            chief_name: None,
            boundary: None,
        }
    }

    #[test]
    fn nodes_are_found_by_code_path_and_unique_name() {
        let all = [
            grid(1, "示例县", "339999", GridLevel::County, None),
            grid(2, "甲街道", "339999001", GridLevel::Street, Some(1)),
            grid(3, "乙街道", "339999002", GridLevel::Street, Some(1)),
            grid(4, "东村", "339999001001", GridLevel::Village, Some(2)),
            grid(5, "东村", "339999002001", GridLevel::Village, Some(3)),
        ];
        let names = GridNames::new(&all);
        let id = |n| Ok(GridId(Uuid::from_u128(n)));
        for text in ["339999002001", "示例县/乙街道/东村", "乙街道 > 东村", "乙街道-东村"] {
            assert_eq!(names.find(text), id(5), "{text}");
        }
        assert_eq!(names.find("甲街道"), id(2));
        assert_eq!(names.find("东村").unwrap_err().code, "grid_ambiguous");
        assert_eq!(names.find("西村").unwrap_err().code, "grid_unknown");
        assert_eq!(names.path(GridId(Uuid::from_u128(4))), Some("示例县/甲街道/东村"));
    }

    #[test]
    fn enterprises_are_found_by_code_and_unique_name() {
        let e = |n| EnterpriseId(Uuid::from_u128(n));
        let codes = |n: u32| {
            let body = format!("91339999MA{n:07}");
            let check = keys::uscc::check_character(&body).unwrap();
            format!("{body}{check}")
        };
        let refs = EnterpriseRefs::new(vec![
            (e(1), codes(1), "示例运输（一）公司".to_owned()),
            (e(2), codes(2), "同名公司".to_owned()),
            (e(3), codes(3), "同名公司".to_owned()),
        ]);
        assert_eq!(refs.find("示例运输(一)公司"), Ok(e(1)));
        assert_eq!(refs.find(&codes(2).to_lowercase()), Ok(e(2)));
        assert_eq!(refs.find("同名公司").unwrap_err().code, "enterprise_ambiguous");
        assert_eq!(refs.find(&codes(4)).unwrap_err().code, "enterprise_unknown");
        assert_eq!(refs.find("无名公司").unwrap_err().code, "enterprise_unknown");
    }
}
