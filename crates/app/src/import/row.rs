//! One row while it is read: cells by the key of their column, and the faults found in it.

use std::collections::BTreeMap;

use anlu_store::personal::{mask_id_number, mask_phone};

use super::{
    cells::{Cell, cell_name},
    columns::{Column, Personal},
    fault::{Fault, find},
    header::Mapping,
    parse::{self, Bad},
    text,
};

/// What a cell says about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// Nothing (blank, or no such column): what is known stays.
    Nothing,
    /// That there is none.
    None,
    /// A value.
    Value(T),
    /// Something that could not be read; the fault is noted.
    Unreadable,
}

impl<T: Clone> Said<T> {
    /// The value.
    pub(super) const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(v) => Some(v),
            _ => None,
        }
    }

    /// The field after this row, when it may be empty.
    pub(super) fn over(&self, known: Option<T>) -> Option<T> {
        match self {
            Self::Value(v) => Some(v.clone()),
            Self::None => None,
            Self::Nothing | Self::Unreadable => known,
        }
    }
}

/// One row.
pub(super) struct Row<'a> {
    columns: &'static [Column],
    mapping: &'a Mapping,
    /// Row from 0.
    index: usize,
    cells: &'a [Cell],
    faults: &'a mut Vec<Fault>,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        columns: &'static [Column],
        mapping: &'a Mapping,
        index: usize,
        cells: &'a [Cell],
        faults: &'a mut Vec<Fault>,
    ) -> Self {
        Self { columns, mapping, index, cells, faults }
    }

    /// Reads the field of a column.
    pub(super) fn read<T>(&mut self, key: &str, parse: impl FnOnce(&Cell) -> Result<T, Bad>) -> Said<T> {
        let Some((at, _)) = self.mapping.find(key) else { return Said::Nothing };
        let Some(cell) = self.cells.get(usize::from(at)).filter(|c| !c.is_blank()) else { return Said::Nothing };
        if let Cell::Text(raw) = cell
            && text::says_none(&text::prose(raw))
        {
            return Said::None;
        }
        match parse(cell) {
            Ok(value) => Said::Value(value),
            Err(bad) => {
                self.fault(key, bad);
                Said::Unreadable
            }
        }
    }

    /// Prose of at most `max` characters.
    pub(super) fn prose(&mut self, key: &str, max: usize) -> Said<String> {
        self.read(key, |cell| parse::prose(cell, max))
    }

    /// A code of free form.
    pub(super) fn free_code(&mut self, key: &str, max: usize) -> Said<String> {
        self.read(key, |cell| parse::free_code(cell, max))
    }

    /// A key with a checker of its own.
    pub(super) fn checked<E>(
        &mut self,
        key: &str,
        check: impl FnOnce(&str) -> Result<String, E>,
        bad: impl FnOnce(E) -> Bad,
    ) -> Said<String> {
        self.read(key, |cell| check(&parse::code(cell)?).map_err(bad))
    }

    /// The last day of a licence. 长期 means that there is none.
    pub(super) fn until(&mut self, key: &str) -> Said<anlu_domain::time::CivilDay> {
        match self.read(key, parse::until) {
            Said::Value(parse::Until::Day(day)) => Said::Value(day),
            Said::Value(parse::Until::Forever) | Said::None => Said::None,
            Said::Nothing => Said::Nothing,
            Said::Unreadable => Said::Unreadable,
        }
    }

    /// The field after this row when it may not be empty; notes the fault when it would be.
    pub(super) fn needed<T: Clone>(&mut self, key: &str, said: &Said<T>, known: Option<T>) -> Option<T> {
        match said {
            Said::Value(v) => Some(v.clone()),
            Said::Unreadable => None,
            Said::None => {
                self.fault(key, Bad::new("value_none"));
                None
            }
            Said::Nothing => {
                if known.is_none() {
                    self.fault(key, Bad::new("required"));
                }
                known
            }
        }
    }

    /// Notes what is wrong with the field of a column.
    pub(super) fn fault(&mut self, key: &str, bad: Bad) {
        let place = self.mapping.find(key);
        let column = self.columns.iter().find(|c| c.key == key);
        let value = place
            .and_then(|(at, _)| self.cells.get(usize::from(at)))
            .filter(|cell| !cell.is_blank())
            .map(|cell| shown(cell, column.map_or(Personal::No, |c| c.personal)));
        let row = u32::try_from(self.index).unwrap_or(u32::MAX);
        self.faults.push(Fault {
            row: row.saturating_add(1),
            column: place.map(|(_, header)| header.to_owned()).or_else(|| column.map(|c| c.zh.to_owned())),
            cell: place.map(|(at, _)| cell_name(row, at)),
            code: bad.code,
            value,
            hint: find(bad.code).map_or("", |e| e.hint),
            params: bad.params,
            at: place.map(|(at, _)| at),
        });
    }
}

/// A fault of the whole file: a column that is not there.
pub(super) fn missing_column(column: &Column, header_row: u32) -> Fault {
    let code = "column_missing";
    Fault {
        row: header_row,
        column: Some(column.zh.to_owned()),
        cell: None,
        code,
        value: None,
        hint: find(code).map_or("", |e| e.hint),
        params: BTreeMap::new(),
        at: None,
    }
}

/// A fault of a whole row, from 1.
pub(super) fn whole_row(row: u32, code: &'static str) -> Fault {
    Fault {
        row,
        column: None,
        cell: None,
        code,
        value: None,
        hint: find(code).map_or("", |e| e.hint),
        params: BTreeMap::new(),
        at: None,
    }
}

/// Most characters of a value that a fault repeats.
const MAX_SHOWN: usize = 60;

fn shown(cell: &Cell, personal: Personal) -> String {
    let text = match cell {
        Cell::Text(raw) => text::prose(raw),
        Cell::Number(n) => n.to_string(),
        Cell::Error(e) => e.clone(),
        other => parse::raw(other).unwrap_or_default(),
    };
    match personal {
        Personal::IdNumber => mask_id_number(&text),
        Personal::Phone => mask_phone(&text),
        Personal::No if text.chars().count() > MAX_SHOWN => {
            text.chars().take(MAX_SHOWN).chain(core::iter::once('…')).collect()
        }
        Personal::No => text,
    }
}
