//! A pack over another one: tables are merged key by key, anything else replaces what lies below.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Lays `upper` over `lower`.
pub(crate) fn merge<'i>(lower: &mut DeTable<'i>, upper: DeTable<'i>) {
    for (key, value) in upper {
        let below = lower.remove::<str>(key.get_ref());
        let span = value.span();
        let merged = match (below.map(Spanned::into_inner), value.into_inner()) {
            (Some(DeValue::Table(mut inner)), DeValue::Table(over)) => {
                merge(&mut inner, over);
                DeValue::Table(inner)
            }
            (_, over) => over,
        };
        lower.insert(key, Spanned::new(span, merged));
    }
}
