//! Version 2: version 1, and what active safety told of. Nearly always nothing, which is null and takes no space.

use std::sync::Arc;

use arrow::{
    array::{Array, AsArray, RecordBatch},
    datatypes::{DataType, Field, Schema, SchemaRef, UInt8Type},
    error::ArrowError,
};

use super::{Position, v1};

/// What the file metadata names this version.
pub(crate) const VERSION: &str = "history.v2";

/// The columns.
pub(crate) fn schema() -> SchemaRef {
    let mut fields = v1::schema().fields().to_vec();
    fields.push(Arc::new(Field::new("safety", DataType::UInt8, true)));
    Arc::new(Schema::new(fields))
}

/// Rows to columns.
pub(crate) fn encode(rows: &[&Position]) -> Result<RecordBatch, ArrowError> {
    let fixes = v1::gathered(rows);
    let mut columns = v1::columns(rows, &fixes);
    let told = fixes.iter().map(|fix| Some(fix.safety).filter(|bits| *bits != 0));
    columns.push(Arc::new(v1::maybe::<UInt8Type>(told)));
    RecordBatch::try_new(schema(), columns)
}

/// Columns of this version or of the one before to rows. `None` when they are neither, or a vehicle is not an id.
pub(crate) fn decode(batch: &RecordBatch) -> Option<Vec<Position>> {
    let own = v1::schema().fields().len();
    if batch.num_columns() == own {
        return v1::decode(batch);
    }
    let before: Vec<usize> = (0..own).collect();
    let mut rows = v1::decode(&batch.project(&before).ok()?)?;
    let safety = batch.columns().get(own)?.as_primitive_opt::<UInt8Type>()?;
    for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| safety.is_valid(*i)) {
        row.fix.safety = safety.value(i);
    }
    Some(rows)
}
