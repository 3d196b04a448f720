//! Values every area shares on the wire: instants, civil days, names with ids, places.

use anlu_domain::{
    geo::Point,
    hazard::PersonRef,
    time::{CivilDay, UtcMs},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};
use uuid::Uuid;

/// An instant: RFC 3339 text, always written with the offset +08:00, read with any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(pub(crate) UtcMs);

impl From<UtcMs> for Time {
    fn from(t: UtcMs) -> Self {
        Self(t)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0.rfc3339_cst())
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        UtcMs::parse_rfc3339(&text).map(Self).ok_or_else(|| de::Error::custom("expected an RFC 3339 instant"))
    }
}

fn text_schema(format: KnownFormat, description: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(format)))
        .description(Some(description))
        .examples([serde_json::Value::from(example)])
        .into()
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        text_schema(KnownFormat::DateTime, "An instant, RFC 3339 with the offset +08:00.", "2026-11-24T08:30:00+08:00")
    }
}

impl ToSchema for Time {}

/// A civil day in Asia/Shanghai: `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Day(pub(crate) CivilDay);

impl From<CivilDay> for Day {
    fn from(d: CivilDay) -> Self {
        Self(d)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        text_schema(KnownFormat::Date, "A civil day in Asia/Shanghai.", "2026-11-24")
    }
}

impl ToSchema for Day {}

/// Something with a name that can be opened by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named {
    /// Id.
    pub(crate) id: Uuid,
    /// Name as it stands now.
    pub(crate) name: String,
}

impl From<anlu_app::hazard::Named> for Named {
    fn from(n: anlu_app::hazard::Named) -> Self {
        Self { id: n.id, name: n.name }
    }
}

impl From<PersonRef> for Named {
    fn from(p: PersonRef) -> Self {
        Self { id: p.id.0, name: p.name }
    }
}

/// A place in WGS-84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"lon": 121.25, "lat": 30.17}))]
pub(crate) struct Place {
    /// Longitude, east positive.
    #[schema(minimum = -180, maximum = 180)]
    pub(crate) lon: f64,
    /// Latitude, north positive.
    #[schema(minimum = -90, maximum = 90)]
    pub(crate) lat: f64,
}

impl From<Point> for Place {
    fn from(p: Point) -> Self {
        Self { lon: p.lon, lat: p.lat }
    }
}

impl From<Place> for Point {
    fn from(p: Place) -> Self {
        Self { lon: p.lon, lat: p.lat }
    }
}

/// Reads a member of a merge patch: absent stays `None` (with `#[serde(default)]`), `null` becomes `Some(None)`.
#[expect(clippy::option_option, reason = "absent and `null` differ in a merge patch")]
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_with_the_offset_of_shanghai() {
        let t: Time = serde_json::from_str("\"2026-11-24T00:00:00Z\"").unwrap();
        assert_eq!(serde_json::to_string(&t).unwrap(), "\"2026-11-24T08:00:00+08:00\"");
        assert!(serde_json::from_str::<Time>("\"soon\"").is_err());
    }

    #[test]
    fn a_patch_tells_absent_from_null() {
        #[derive(Deserialize)]
        #[expect(clippy::option_option, reason = "absent and `null` differ in a merge patch")]
        struct P {
            #[serde(default, deserialize_with = "present")]
            a: Option<Option<u8>>,
        }
        assert_eq!(serde_json::from_str::<P>("{}").unwrap().a, None);
        assert_eq!(serde_json::from_str::<P>(r#"{"a":null}"#).unwrap().a, Some(None));
        assert_eq!(serde_json::from_str::<P>(r#"{"a":1}"#).unwrap().a, Some(Some(1)));
    }
}
