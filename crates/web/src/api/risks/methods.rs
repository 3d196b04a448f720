//! Methods of grading and templates, as the pack has them.

use anlu_app::risk::{Confidence, RiskFactor, RiskMethod, TemplateOffer, Title};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::duties::list::ClauseConfidence;

/// A name in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BothNames {
    /// Chinese.
    pub(crate) zh: String,
    /// English.
    pub(crate) en: String,
}

/// A value of a factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorValue {
    /// The value.
    pub(crate) value: f64,
    /// When it applies.
    pub(crate) text: BothNames,
}

/// A factor of a method.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MethodFactor {
    /// Its letter.
    #[schema(example = "L")]
    pub(crate) code: String,
    /// Name.
    pub(crate) title: BothNames,
    /// The values one can choose.
    pub(crate) values: Vec<FactorValue>,
}

/// Where a colour begins.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MethodBand {
    /// The score.
    pub(crate) score: f64,
    /// Only above it.
    pub(crate) above: bool,
}

/// A method of grading.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MethodRow {
    /// Id.
    #[schema(example = "lec")]
    pub(crate) id: String,
    /// Name.
    pub(crate) title: BothNames,
    /// How the score follows.
    #[schema(example = "D = L × E × C")]
    pub(crate) formula: String,
    /// Factors.
    pub(crate) factors: Vec<MethodFactor>,
    /// Where red begins.
    pub(crate) red: MethodBand,
    /// Where orange begins.
    pub(crate) orange: MethodBand,
    /// Where yellow begins.
    pub(crate) yellow: MethodBand,
    /// Law it rests on.
    pub(crate) law: String,
    /// Clause.
    pub(crate) article: String,
    /// How sure we are of it.
    pub(crate) confidence: ClauseConfidence,
}

/// A template that an enterprise can begin with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateRow {
    /// Id.
    pub(crate) id: String,
    /// Name.
    pub(crate) title: BothNames,
    /// It is meant for a sector of the enterprise.
    pub(crate) fits: bool,
    /// Points it would add to an empty census.
    pub(crate) points: Vec<String>,
    /// How sure we are of its grades and controls.
    pub(crate) confidence: ClauseConfidence,
}

impl From<Title> for BothNames {
    fn from(t: Title) -> Self {
        Self { zh: t.zh, en: t.en }
    }
}

fn sure(c: Confidence) -> ClauseConfidence {
    match c {
        Confidence::Verified => ClauseConfidence::Verified,
        Confidence::Secondary => ClauseConfidence::Secondary,
        Confidence::Unverified => ClauseConfidence::Unverified,
    }
}

impl From<RiskFactor> for MethodFactor {
    fn from(f: RiskFactor) -> Self {
        let value =
            |v: anlu_app::risk::RiskValue| FactorValue { value: v.value, text: BothNames { zh: v.zh, en: v.en } };
        Self { code: f.code, title: f.title.into(), values: f.values.into_iter().map(value).collect() }
    }
}

impl From<RiskMethod> for MethodRow {
    fn from(m: RiskMethod) -> Self {
        let band = |edge: anlu_app::risk::RiskEdge| MethodBand {
            score: edge.value(),
            above: matches!(edge, anlu_app::risk::RiskEdge::Above(_)),
        };
        Self {
            id: m.id,
            title: m.title.into(),
            formula: m.formula,
            factors: m.factors.into_iter().map(Into::into).collect(),
            red: band(m.bands.red),
            orange: band(m.bands.orange),
            yellow: band(m.bands.yellow),
            law: m.basis.law,
            article: m.basis.article,
            confidence: sure(m.confidence),
        }
    }
}

impl From<TemplateOffer> for TemplateRow {
    fn from(o: TemplateOffer) -> Self {
        let t = o.template;
        Self {
            id: t.id,
            title: t.title.into(),
            fits: o.fits,
            points: t.points.into_iter().map(|p| p.name).collect(),
            confidence: sure(t.confidence),
        }
    }
}
