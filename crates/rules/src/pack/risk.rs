//! `risk/*.toml`: methods of grading risks with their scales and bands. `risk-templates/*.toml`: where a firm of a sector
//! begins its census.

use anlu_domain::{
    party::person::Post,
    risk::{
        ControlKind, ControlLevel, Grade, RiskKind, Scale, Tenths,
        scale::{Edge, Factor},
    },
    time::CivilDay,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title};

/// A method of grading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskMethod {
    /// Method id, e.g. `lec`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// How the score follows, e.g. `D = L × E × C`: the product of the factors, whatever is written here.
    pub formula: String,
    /// Factors, one to three.
    pub factors: Vec<RiskFactor>,
    /// Where the colours begin; what reaches none is blue.
    pub bands: RiskBands,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of scales and bands.
    pub confidence: Confidence,
}

/// A factor of a method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskFactor {
    /// Its letter.
    pub code: String,
    /// Name on screens.
    pub title: Title,
    /// The values one can choose.
    pub values: Vec<RiskValue>,
}

/// A value of a factor and when it applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskValue {
    /// The value, in tenths from 0.1 to 1000.
    pub value: f64,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Where red, orange and yellow begin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskBands {
    /// 重大.
    pub red: RiskEdge,
    /// 较大.
    pub orange: RiskEdge,
    /// 一般.
    pub yellow: RiskEdge,
}

/// Where a colour begins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RiskEdge {
    /// At this score.
    From(f64),
    /// Only above it.
    Above(f64),
}

/// Where a firm of some sectors begins its census.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskTemplate {
    /// Template id, e.g. `repair`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Sectors it is meant for.
    pub sectors: Vec<String>,
    /// Method its points are graded by.
    pub method: String,
    /// Risk points. Their words become records of the enterprise, in Chinese.
    pub points: Vec<TemplatePoint>,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of its grades and controls.
    pub confidence: Confidence,
}

/// A risk point of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePoint {
    /// Key within the template.
    pub key: String,
    /// `area`, `equipment`, `activity` or `post`.
    #[schemars(with = "String")]
    pub kind: RiskKind,
    /// Name.
    pub name: String,
    /// What may happen.
    pub accident: String,
    /// Post that answers for it.
    #[schemars(with = "String")]
    pub owner: Post,
    /// Values by the letter of their factor.
    pub factors: std::collections::BTreeMap<String, f64>,
    /// Controls.
    pub controls: Vec<TemplateControl>,
}

/// A control of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateControl {
    /// `engineering`, `management`, `training`, `protective` or `emergency`.
    #[schemars(with = "String")]
    pub kind: ControlKind,
    /// `company`, `department`, `team` or `post`.
    #[schemars(with = "String")]
    pub level: ControlLevel,
    /// Post that keeps it.
    #[schemars(with = "String")]
    pub owner: Post,
    /// What has to hold.
    pub text: String,
}

impl RiskEdge {
    /// The score of the edge.
    pub const fn value(self) -> f64 {
        match self {
            Self::From(v) | Self::Above(v) => v,
        }
    }

    fn edge(self) -> Option<Edge> {
        Some(match self {
            Self::From(v) => Edge::From(Tenths::of(v)?),
            Self::Above(v) => Edge::Above(Tenths::of(v)?),
        })
    }
}

impl RiskMethod {
    /// The scale to compute with; `None` when a value is no tenth, which a checked pack never has.
    pub fn scale(&self) -> Option<Scale> {
        let factor = |f: &RiskFactor| {
            let values = f.values.iter().map(|v| Tenths::of(v.value)).collect::<Option<Vec<_>>>()?;
            Some(Factor { code: f.code.clone(), values })
        };
        Some(Scale {
            method: self.id.clone(),
            factors: self.factors.iter().map(factor).collect::<Option<_>>()?,
            red: self.bands.red.edge()?,
            orange: self.bands.orange.edge()?,
            yellow: self.bands.yellow.edge()?,
        })
    }

    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl RiskTemplate {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl TemplatePoint {
    /// Its values as a scale takes them; `None` when one is no tenth, which a checked pack never has.
    pub fn values(&self) -> Option<anlu_domain::risk::scale::Values> {
        self.factors.iter().map(|(code, v)| Some((code.clone(), Tenths::of(*v)?))).collect()
    }

    /// Its grade on `scale`.
    pub fn grade(&self, scale: &Scale) -> Option<Grade> {
        scale.assess(&self.values()?).ok().map(|(_, grade)| grade)
    }
}
