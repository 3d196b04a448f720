//! How files are written: encodings, sizes, figures. Readers ask for none of it.

use parquet::{
    basic::{Compression, Encoding, ZstdLevel},
    file::{
        metadata::{KeyValue, SortingColumn},
        properties::{EnabledStatistics, WriterProperties},
    },
    schema::types::ColumnPath,
};

use super::{EXPIRED_KEY, VERSION_KEY, v2};
use crate::write::file::Writing;

/// Rows of a row group: statistics of this many sorted rows name few vehicles.
const ROW_GROUP: usize = 65_536;
/// Rows of a page: what a reader of one vehicle decodes at least.
const PAGE: usize = 8_192;

/// How files are written.
pub(crate) fn of(writing: Writing) -> WriterProperties {
    let mut pairs = vec![KeyValue::new(VERSION_KEY.to_owned(), v2::VERSION.to_owned())];
    if let Writing::Compaction { expired: expired @ 1.. } = writing {
        pairs.push(KeyValue::new(EXPIRED_KEY.to_owned(), expired.to_string()));
    }
    let column = |name: &str| ColumnPath::from(name);
    let sorted = |column_idx| SortingColumn { column_idx, descending: false, nulls_first: false };
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("anlu ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_data_page_row_count_limit(PAGE)
        .set_write_batch_size(1_024)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(vec![sorted(0), sorted(1)]))
        .set_key_value_metadata(Some(pairs));
    // Rolled files are written in a hurry and put together before long: with few rows of a vehicle a dictionary of
    // vehicles does not pay, and of other columns it costs more than it saves. Each value is told by what differs from
    // the one before.
    let hurried: &[_] = match writing {
        Writing::Roll => &[
            ("vehicle", Encoding::DELTA_BYTE_ARRAY),
            ("recorder_speed_kmh", Encoding::BYTE_STREAM_SPLIT),
            ("gnss_speed_kmh", Encoding::BYTE_STREAM_SPLIT),
            ("direction_deg", Encoding::DELTA_BINARY_PACKED),
            ("altitude_m", Encoding::DELTA_BINARY_PACKED),
            ("alarm", Encoding::DELTA_BINARY_PACKED),
            ("status", Encoding::DELTA_BINARY_PACKED),
            ("safety", Encoding::DELTA_BINARY_PACKED),
        ],
        Writing::Compaction { .. } => &[],
    };
    let others = [
        ("time", Encoding::DELTA_BINARY_PACKED),
        ("received", Encoding::DELTA_BINARY_PACKED),
        ("lon", Encoding::BYTE_STREAM_SPLIT),
        ("lat", Encoding::BYTE_STREAM_SPLIT),
        ("mileage_km", Encoding::BYTE_STREAM_SPLIT),
    ];
    for (name, encoding) in others.iter().chain(hurried) {
        builder =
            builder.set_column_dictionary_enabled(column(name), false).set_column_encoding(column(name), *encoding);
    }
    // What readers look for: they leave out pages of other vehicles, times and places.
    for name in ["vehicle", "time", "lon", "lat"] {
        builder = builder.set_column_statistics_enabled(column(name), EnabledStatistics::Page);
    }
    builder.build()
}
