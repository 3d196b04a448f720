//! How a risk is graded: a method multiplies its factors (D = L·E·C, R = L·S) and bands tell the colour. Exact: values
//! are whole tenths, scores whole thousandths. Scales are data of a pack; this file only computes.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::grade::Grade;

/// Most factors of a method.
pub const MAX_FACTORS: usize = 3;
/// Largest value of a factor, tenths.
const MAX_TENTHS: u32 = 10_000;

/// A value of a factor in whole tenths, e.g. 0.5 is 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(u32);

impl Tenths {
    /// The value of whole tenths; `None` outside of 0.1 to 1000.
    pub const fn new(tenths: u32) -> Option<Self> {
        if tenths >= 1 && tenths <= MAX_TENTHS { Some(Self(tenths)) } else { None }
    }

    /// The value of a number; `None` when it is no whole number of tenths between 0.1 and 1000.
    pub fn of(number: f64) -> Option<Self> {
        // By its digits: a cast would round what is no tenth.
        let tenths: u32 = format!("{:.0}", number * 10.0).parse().ok()?;
        Self::new(tenths).filter(|t| (t.number() - number).abs() < 1e-9)
    }

    /// As a number.
    pub fn number(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl Serialize for Tenths {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(self.number())
    }
}

impl<'de> Deserialize<'de> for Tenths {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(d)?;
        Self::of(number).ok_or_else(|| serde::de::Error::custom("expected tenths from 0.1 to 1000"))
    }
}

/// The product of the factors in whole thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(pub u32);

impl Score {
    /// As a number.
    pub fn number(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

/// Where a colour begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// At this score.
    From(Tenths),
    /// Only above it.
    Above(Tenths),
}

impl Edge {
    /// The score of the edge.
    pub const fn value(self) -> Tenths {
        match self {
            Self::From(v) | Self::Above(v) => v,
        }
    }

    fn reached(self, score: Score) -> bool {
        let edge = |v: Tenths| v.0.saturating_mul(100);
        match self {
            Self::From(v) => score.0 >= edge(v),
            Self::Above(v) => score.0 > edge(v),
        }
    }
}

/// A factor and the values one can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its letter, e.g. `L`.
    pub code: String,
    /// The values of the scale.
    pub values: Vec<Tenths>,
}

/// A method with its bands. What reaches none of them is blue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Method, e.g. `lec`.
    pub method: String,
    /// Factors, one to three.
    pub factors: Vec<Factor>,
    /// Where red begins.
    pub red: Edge,
    /// Where orange begins.
    pub orange: Edge,
    /// Where yellow begins.
    pub yellow: Edge,
}

/// Values by the letter of their factor.
pub type Values = BTreeMap<String, Tenths>;

/// Why values give no grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A factor has no value.
    Missing(String),
    /// The scale of the factor has no such value.
    OffScale(String),
    /// The method has no such factor.
    Unknown(String),
    /// The method has no factors, or more than three.
    Factors,
}

impl Scale {
    /// Score and grade of these values.
    pub fn assess(&self, values: &Values) -> Result<(Score, Grade), Unfit> {
        if let Some(odd) = values.keys().find(|code| self.factors.iter().all(|f| f.code != **code)) {
            return Err(Unfit::Unknown(odd.clone()));
        }
        // Each factor brings one decimal; what is missing to three is made up, so every score is in thousandths.
        let missing = MAX_FACTORS.checked_sub(self.factors.len()).filter(|m| *m < MAX_FACTORS).ok_or(Unfit::Factors)?;
        let mut product: u64 = (0..missing).fold(1, |p, _| p * 10);
        for factor in &self.factors {
            let value = values.get(&factor.code).ok_or_else(|| Unfit::Missing(factor.code.clone()))?;
            if !factor.values.contains(value) {
                return Err(Unfit::OffScale(factor.code.clone()));
            }
            product = product.saturating_mul(u64::from(value.0));
        }
        let score = Score(u32::try_from(product).unwrap_or(u32::MAX));
        Ok((score, self.grade(score)))
    }

    /// The colour of a score.
    pub fn grade(&self, score: Score) -> Grade {
        [(self.red, Grade::Red), (self.orange, Grade::Orange), (self.yellow, Grade::Yellow)]
            .into_iter()
            .find(|(edge, _)| edge.reached(score))
            .map_or(Grade::Blue, |(_, grade)| grade)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn t(number: f64) -> Tenths {
        Tenths::of(number).unwrap()
    }

    fn factor(code: &str, values: &[f64]) -> Factor {
        Factor { code: code.to_owned(), values: values.iter().map(|v| t(*v)).collect() }
    }

    /// LEC as the national pack has it.
    pub(crate) fn lec() -> Scale {
        Scale {
            method: String::from("lec"),
            factors: vec![
                factor("L", &[10.0, 6.0, 3.0, 1.0, 0.5, 0.2, 0.1]),
                factor("E", &[10.0, 6.0, 3.0, 2.0, 1.0, 0.5]),
                factor("C", &[100.0, 40.0, 15.0, 7.0, 3.0, 1.0]),
            ],
            red: Edge::Above(t(320.0)),
            orange: Edge::From(t(160.0)),
            yellow: Edge::From(t(70.0)),
        }
    }

    fn ls() -> Scale {
        let steps = [1.0, 2.0, 3.0, 4.0, 5.0];
        Scale {
            method: String::from("ls"),
            factors: vec![factor("L", &steps), factor("S", &steps)],
            red: Edge::From(t(20.0)),
            orange: Edge::From(t(15.0)),
            yellow: Edge::From(t(9.0)),
        }
    }

    pub(crate) fn values(all: &[(&str, f64)]) -> Values {
        all.iter().map(|(code, v)| ((*code).to_owned(), t(*v))).collect()
    }

    #[test]
    fn products_are_exact_and_bands_meet_their_edges() {
        let cases = [
            ([10.0, 10.0, 7.0], 700.0, Grade::Red),
            ([1.0, 10.0, 40.0], 400.0, Grade::Red),
            ([0.5, 6.0, 100.0], 300.0, Grade::Orange),
            ([0.2, 10.0, 100.0], 200.0, Grade::Orange),
            ([3.0, 6.0, 7.0], 126.0, Grade::Yellow),
            ([10.0, 1.0, 7.0], 70.0, Grade::Yellow),
            ([0.1, 0.5, 1.0], 0.05, Grade::Blue),
        ];
        for ([l, e, c], score, grade) in cases {
            let (found, colour) = lec().assess(&values(&[("L", l), ("E", e), ("C", c)])).unwrap();
            assert!((found.number() - score).abs() < 1e-9, "{found:?}");
            assert_eq!(colour, grade, "{score}");
        }
        for (score, grade) in [(320_001, Grade::Red), (320_000, Grade::Orange), (160_000, Grade::Orange)] {
            assert_eq!(lec().grade(Score(score)), grade);
        }
        for (score, grade) in [(159_999, Grade::Yellow), (70_000, Grade::Yellow), (69_999, Grade::Blue)] {
            assert_eq!(lec().grade(Score(score)), grade);
        }
        for ([l, s], grade) in [
            ([5.0, 4.0], Grade::Red),
            ([4.0, 4.0], Grade::Orange),
            ([3.0, 3.0], Grade::Yellow),
            ([2.0, 4.0], Grade::Blue),
        ] {
            assert_eq!(ls().assess(&values(&[("L", l), ("S", s)])).unwrap().1, grade, "{l} {s}");
        }
    }

    #[test]
    fn what_is_not_on_the_scale_gives_no_grade() {
        let refused = |all: &[(&str, f64)]| lec().assess(&values(all)).unwrap_err();
        assert_eq!(refused(&[("L", 3.0), ("E", 6.0)]), Unfit::Missing(String::from("C")));
        assert_eq!(refused(&[("L", 3.0), ("E", 4.0), ("C", 7.0)]), Unfit::OffScale(String::from("E")));
        let odd = refused(&[("L", 3.0), ("E", 6.0), ("C", 7.0), ("S", 1.0)]);
        assert_eq!(odd, Unfit::Unknown(String::from("S")));
        let none = Scale { factors: Vec::new(), ..lec() };
        assert_eq!(none.assess(&Values::new()), Err(Unfit::Factors));
    }

    #[test]
    fn only_tenths_are_values() {
        for bad in [0.0, -1.0, 0.25, 1000.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Tenths::of(bad), None, "{bad}");
        }
        assert_eq!(serde_json::to_string(&t(0.5)).unwrap(), "0.5");
        assert_eq!(serde_json::from_str::<Tenths>("15").unwrap(), t(15.0));
        assert!(serde_json::from_str::<Tenths>("0.05").is_err());
    }
}
