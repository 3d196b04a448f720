//! Finds subjects in a file: each row names an enterprise by its credit code or its whole name, in any column.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use anlu_domain::{ids::EnterpriseId, keys};
use anlu_store::repo::{enterprise, names};

use super::CampaignError;
use crate::{
    access::{Action, Denied, require},
    ctx::Ctx,
    hazard::Named,
    import::{
        ImportError, Limits,
        read::{Cell, Source},
    },
};

/// Rows that no enterprise was found for and that are told.
const MAX_UNMATCHED: usize = 200;
/// Longest text of such a row, characters.
const MAX_CHARS: usize = 80;

/// What a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Enterprises, each once, in the order of the file.
    pub enterprises: Vec<Named>,
    /// Rows that name none the viewer sees: number from 1, and what stands in them. The first 200.
    pub unmatched: Vec<(u32, String)>,
    /// How many such rows there are.
    pub unmatched_total: u64,
}

/// Whether the viewer may bring a file; asked before it is read.
pub fn allowed(ctx: &Ctx) -> Result<(), Denied> {
    require(ctx, Action::CampaignRun)
}

/// The enterprises that the first sheet of a file names. `path`: the file as it was sent.
pub async fn matched(ctx: &Ctx, path: PathBuf, limits: Limits) -> Result<Matched, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let read = tokio::task::spawn_blocking(move || rows(&path, &limits)).await;
    let rows = read.map_err(|e| CampaignError::Workbook(e.to_string()))??;
    let db = ctx.store.read();
    let seen: BTreeSet<EnterpriseId> = names::enterprise_ids(db, &ctx.viewer).await?.into_iter().collect();
    let known = enterprise::keys(db).await?;
    let known: Vec<_> = known.into_iter().filter(|(id, _, _)| seen.contains(id)).collect();
    Ok(of(&rows, &known))
}

fn rows(path: &std::path::Path, limits: &Limits) -> Result<Vec<Vec<String>>, ImportError> {
    let mut source = Source::open(path, limits)?;
    let Some(name) = source.sheets().into_iter().next() else { return Ok(Vec::new()) };
    let sheet = source.sheet(&name, None, limits)?;
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(n) => n.to_string(),
        _ => String::new(),
    };
    Ok(sheet.rows.iter().map(|row| row.iter().map(text).filter(|t| !t.is_empty()).collect()).collect())
}

/// Blanks and brackets of full width do not tell names apart.
fn plain(name: &str) -> String {
    let narrow = |c| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    };
    name.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

fn of(rows: &[Vec<String>], known: &[(EnterpriseId, String, String)]) -> Matched {
    let codes: BTreeMap<&str, usize> = known.iter().enumerate().map(|(i, (_, code, _))| (code.as_str(), i)).collect();
    let mut names: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (i, (_, _, name)) in known.iter().enumerate() {
        // Two of the same name are told apart by their codes only.
        names.entry(plain(name)).and_modify(|one| *one = None).or_insert(Some(i));
    }
    let find = |cell: &String| {
        let code = keys::uscc::parse(cell).ok().and_then(|code| codes.get(code.as_str()).copied());
        code.or_else(|| names.get(&plain(cell)).copied().flatten())
    };
    let (mut matched, mut taken) = (Matched::default(), BTreeSet::new());
    for (number, row) in (1_u32..).zip(rows).filter(|(_, row)| !row.is_empty()) {
        match row.iter().find_map(find).and_then(|i| known.get(i)) {
            Some((id, _, name)) if taken.insert(*id) => {
                matched.enterprises.push(Named { id: id.0, name: name.clone() });
            }
            Some(_) => {}
            // Headings and titles stand before the first row that names somebody.
            None if matched.enterprises.is_empty() => {}
            None => {
                matched.unmatched_total += 1;
                if matched.unmatched.len() < MAX_UNMATCHED {
                    matched.unmatched.push((number, row.join(" ").chars().take(MAX_CHARS).collect()));
                }
            }
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn rows_name_enterprises_by_code_or_name_and_the_rest_is_told() {
        let id = |n| EnterpriseId(Uuid::from_u128(n));
        let known = [
            (id(1), String::from("91339999AL0000011A"), String::from("示例云禾（货运）公司")),
            (id(2), String::from("91339999AL0000022B"), String::from("示例青石公司")),
            (id(3), String::from("91339999AL0000033C"), String::from("同名公司")),
            (id(4), String::from("91339999AL0000044D"), String::from("同名公司")),
        ];
        let rows = [
            vec!["租赁企业清单"],
            vec!["序号", "企业"],
            vec!["1", "示例云禾(货运) 公司"],
            vec![],
            vec!["2", "不存在的公司"],
            vec!["3", "示例青石公司"],
            vec!["4", "同名公司"],
            vec!["5", "示例青石公司"],
        ];
        let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect();
        let matched = of(&rows, &known);
        assert_eq!(matched.enterprises.iter().map(|e| e.id.as_u128()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(matched.unmatched, [(5, String::from("2 不存在的公司")), (7, String::from("4 同名公司"))]);
        assert_eq!(matched.unmatched_total, 2);
    }
}
