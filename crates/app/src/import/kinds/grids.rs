//! Grid nodes. A row is named by its division code; level and parent follow from the code where they are not said.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::GridId,
    party::grid::{Grid, GridLevel},
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored, grid},
};
use uuid::Uuid;

use super::{
    super::{
        columns::{Column, Need},
        parse::{self, Bad, Choice},
        row::{Row, Said},
    },
    GridNames, Kind, Order,
};
use crate::ctx::IdSource;

/// Longest name, characters.
const NAME: usize = 60;

/// Levels and what registers call them.
pub(super) const LEVELS: Choice<GridLevel> = Choice {
    all: &[
        (GridLevel::County, &["县", "区县", "县级", "市", "区", "county"]),
        (GridLevel::Street, &["街道", "乡镇", "镇", "乡", "镇街", "街道级", "乡镇级", "street"]),
        (GridLevel::Village, &["村", "社区", "村社", "村级", "行政村", "village"]),
    ],
};

/// Marker of this kind.
pub(in super::super) struct Grids;

/// What a row says of a node.
pub(in super::super) struct Draft {
    code: Option<String>,
    name: Said<String>,
    parent: Said<String>,
    chief_name: Said<String>,
}

/// What nodes refer to: the known tree and the nodes of the file.
pub(in super::super) struct Refs {
    names: GridNames,
    nodes: BTreeMap<String, (GridId, Option<GridLevel>)>,
    levels: BTreeMap<GridId, GridLevel>,
}

impl Kind for Grids {
    type Draft = Draft;
    type Value = Grid;
    type Key = String;
    type Refs = Refs;

    const ORDER: Order = Order::NewFirst;

    const COLUMNS: &'static [Column] = &[
        Column::new(
            "code",
            "网格代码",
            &["代码", "区划代码", "行政区划代码", "统计用区划代码", "网格编码", "编码", "code"],
        )
        .need(Need::Key)
        .template(16.0, "统计用区划代码：县6位、街道9位、村12位", "339999001"),
        Column::new("name", "网格名称", &["名称", "区划名称", "name"]).need(Need::New).template(20.0, "", "示例街道"),
        Column::new("level", "层级", &["级别", "网格层级", "网格级别", "level"])
            .template(10.0, "不填则按代码位数", "街道")
            .choices(|| LEVELS.texts().collect()),
        Column::new("parent", "上级网格", &["上级", "上级代码", "上级名称", "上级网格代码", "所属网格", "parent"])
            .template(20.0, "上级的代码或路径；不填则按代码", "339999"),
        Column::new("chief_name", "网格长", &["网格长姓名", "负责人", "网格员", "chief"]).template(
            12.0,
            "姓名",
            "周示例",
        ),
    ];

    fn draft(row: &mut Row<'_>) -> Draft {
        let code = row.read("code", code);
        let level = row.read("level", |cell| LEVELS.one(cell));
        let code = row.needed("code", &code, None);
        if let (Some(code), Some(level)) = (&code, level.value())
            && level_of(code) != Some(*level)
        {
            row.fault("level", Bad::new("grid_level"));
        }
        Draft {
            code,
            name: row.prose("name", NAME),
            parent: row.prose("parent", NAME * 3),
            chief_name: row.prose("chief_name", NAME),
        }
    }

    fn key(draft: &Draft) -> Option<String> {
        draft.code.clone()
    }

    fn unique(draft: &Draft) -> Vec<(&'static str, String)> {
        draft.code.iter().map(|c| ("code", c.clone())).collect()
    }

    async fn stored(db: Db<'_>, keys: &[String]) -> Result<BTreeMap<String, Stored<Grid>>, StoreError> {
        let all = grid::all(db).await?;
        let wanted: std::collections::BTreeSet<&String> = keys.iter().collect();
        Ok(all.into_iter().filter(|g| wanted.contains(&g.value.code)).map(|g| (g.value.code.clone(), g)).collect())
    }

    async fn refs(
        db: Db<'_>,
        drafts: &[&Draft],
        _: &BTreeMap<String, Stored<Grid>>,
        ids: &dyn IdSource,
    ) -> Result<Refs, StoreError> {
        let known = grid::all(db).await?;
        let mut nodes: BTreeMap<String, (GridId, Option<GridLevel>)> =
            known.iter().map(|g| (g.value.code.clone(), (g.value.id, Some(g.value.level)))).collect();
        for code in drafts.iter().filter_map(|d| d.code.as_ref()) {
            nodes.entry(code.clone()).or_insert_with(|| (GridId(ids.next()), level_of(code)));
        }
        let levels = nodes.values().filter_map(|(id, level)| Some((*id, (*level)?))).collect();
        Ok(Refs { names: GridNames::new(known.iter().map(|g| &g.value)), nodes, levels })
    }

    fn merge(draft: &Draft, known: Option<&Grid>, refs: &Refs, _: Uuid, row: &mut Row<'_>) -> Option<Grid> {
        let name = row.needed("name", &draft.name, known.map(|k| k.name.clone()));
        let code = draft.code.clone()?;
        let level = level_of(&code)?;
        let parent = parent_of(draft, known, &code, level, refs).map_err(|bad| row.fault("parent", bad)).ok()?;
        Some(Grid {
            id: refs.nodes.get(&code)?.0,
            name: name?,
            level,
            parent,
            chief_name: draft.chief_name.over(known.and_then(|k| k.chief_name.clone())),
            boundary: known.and_then(|k| k.boundary.clone()),
            code,
        })
    }

    async fn insert(tx: &Tx, values: &[Grid], by: By<'_>) -> Result<(), StoreError> {
        let mut values = values.to_vec();
        values.sort_by_key(|g| g.level);
        grid::insert(tx, &values, by).await
    }

    async fn replace(tx: &Tx, pairs: &[(Stored<Grid>, Grid)], by: By<'_>) -> Result<u64, StoreError> {
        grid::replace(tx, pairs, by).await
    }
}

fn code(cell: &super::super::cells::Cell) -> Result<String, Bad> {
    let code = parse::code(cell)?;
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    if digits && level_of(&code).is_some() { Ok(code) } else { Err(Bad::new("grid_code")) }
}

fn level_of(code: &str) -> Option<GridLevel> {
    match code.len() {
        6 => Some(GridLevel::County),
        9 => Some(GridLevel::Street),
        12 => Some(GridLevel::Village),
        _ => None,
    }
}

/// The parent: as said, as known, or as the code has it.
fn parent_of(
    draft: &Draft,
    known: Option<&Grid>,
    code: &str,
    level: GridLevel,
    refs: &Refs,
) -> Result<Option<GridId>, Bad> {
    let above = match (level, &draft.parent) {
        (GridLevel::County, Said::Value(_)) => return Err(Bad::new("grid_parent_level")),
        (GridLevel::County, _) => return Ok(None),
        (GridLevel::Street, _) => GridLevel::County,
        (GridLevel::Village, _) => GridLevel::Street,
    };
    let id = match (&draft.parent, known) {
        (Said::Value(text), _) => {
            let by_code = refs.nodes.get(&super::super::text::code(text)).map(|n| n.0);
            let found = by_code.map_or_else(|| refs.names.find(text), Ok);
            found.map_err(|bad| if bad.code == "grid_unknown" { Bad::new("grid_parent_missing") } else { bad })?
        }
        (Said::Nothing, Some(known)) => return Ok(known.parent),
        _ => {
            let prefix = code.get(..code.len().saturating_sub(3)).unwrap_or_default();
            refs.nodes.get(prefix).map(|n| n.0).ok_or_else(|| Bad::new("grid_parent_missing"))?
        }
    };
    if refs.levels.get(&id) == Some(&above) { Ok(Some(id)) } else { Err(Bad::new("grid_parent_level")) }
}
