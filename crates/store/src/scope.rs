//! What a viewer may see, as SQL conditions. Every read that takes a viewer uses one of these.

use anlu_domain::access::{Scope, Viewer};
use sea_orm::{
    Condition,
    sea_query::{BinOper, Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::entity::{enterprise, grid};

/// A condition that holds for no row.
pub(crate) fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

/// Rows that belong to an enterprise the viewer may see. `enterprise` is the column with the enterprise id; a viewer
/// with the scope of one person sees no such rows (see [`by_enterprise_or_person`]).
pub(crate) fn by_enterprise(viewer: &Viewer, enterprise: impl Into<SimpleExpr>) -> Condition {
    match &viewer.scope {
        Scope::All => Condition::all(),
        Scope::Grid(grid) => Condition::all().add(enterprise.into().in_subquery(enterprises_under(grid.0))),
        Scope::Enterprise(id) => Condition::all().add(enterprise.into().eq(id.0)),
        Scope::Person(..) | Scope::Nothing => nothing(),
    }
}

/// As [`by_enterprise`]; a viewer with the scope of one person sees the rows whose `person` column names him.
pub(crate) fn by_enterprise_or_person(
    viewer: &Viewer,
    enterprise: impl Into<SimpleExpr>,
    person: impl Into<SimpleExpr>,
) -> Condition {
    match &viewer.scope {
        Scope::Person(_, id) => Condition::all().add(person.into().eq(id.0)),
        _ => by_enterprise(viewer, enterprise),
    }
}

/// Enterprises themselves: a driver sees the one he works for.
pub(crate) fn enterprises(viewer: &Viewer) -> Condition {
    let id = Expr::col((enterprise::Entity, enterprise::Column::Id));
    match &viewer.scope {
        Scope::Person(own, _) => Condition::all().add(id.eq(own.0)),
        _ => by_enterprise(viewer, id),
    }
}

/// Rows of a grid node the viewer may see, by a column with a grid id. An enterprise sees no grid rows this way.
pub(crate) fn by_grid(viewer: &Viewer, column: impl Into<SimpleExpr>) -> Condition {
    match &viewer.scope {
        Scope::All => Condition::all(),
        Scope::Grid(id) => Condition::all().add(column.into().in_subquery(grids_under(id.0))),
        Scope::Enterprise(_) | Scope::Person(..) | Scope::Nothing => nothing(),
    }
}

/// Ids of `grid` and every node below it.
pub(crate) fn grids_under(grid: Uuid) -> SelectStatement {
    let prefix = Query::select()
        .column(grid::Column::Path)
        .from(grid::Entity)
        .and_where(Expr::col((grid::Entity, grid::Column::Id)).eq(grid))
        .take();
    let below = sea_orm::sea_query::Alias::new("below");
    // The path holds hexadecimal ids and slashes only, so it has no LIKE wildcards.
    let pattern = SimpleExpr::SubQuery(None, Box::new(prefix.into())).binary(BinOper::Custom("||"), Expr::val("%"));
    Query::select()
        .column((below.clone(), grid::Column::Id))
        .from_as(grid::Entity, below.clone())
        .and_where(Expr::col((below, grid::Column::Path)).binary(BinOper::Like, pattern))
        .take()
}

/// Ids of the enterprises in `grid` or below it.
pub(crate) fn enterprises_under(grid: Uuid) -> SelectStatement {
    let scoped = sea_orm::sea_query::Alias::new("scoped");
    Query::select()
        .column((scoped.clone(), enterprise::Column::Id))
        .from_as(enterprise::Entity, scoped.clone())
        .and_where(Expr::col((scoped, enterprise::Column::GridId)).in_subquery(grids_under(grid)))
        .take()
}
