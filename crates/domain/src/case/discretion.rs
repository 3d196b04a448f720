//! 裁量基准: violation × circumstances → what the law allows and what is usual.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{MeasureKind, PartyKind, record::vocabulary};
use crate::party::names;

vocabulary! {
    /// What bears on the amount. Some follow from facts, some are told by officers with the conclusion.
    Circumstance {
        First = "first" "初次违法",
        Minor = "minor" "危害后果轻微",
        Mended = "mended" "及时改正",
        Major = "major" "重大隐患",
        Repeat = "repeat" "再次违法",
        Late = "late" "逾期未改正",
        Refused = "refused" "拒不改正",
        Harm = "harm" "造成后果",
        Obstruct = "obstruct" "阻碍执法",
        Active = "active" "主动消除危害",
        AccidentGeneral = "accident_general" "一般事故",
        AccidentLarger = "accident_larger" "较大事故",
        AccidentGrave = "accident_grave" "重大事故",
        AccidentExtreme = "accident_extreme" "特别重大事故",
        Gravest = "gravest" "情节特别严重",
    }
}

impl Circumstance {
    /// It follows from what stands in the store; nobody types it.
    pub const fn is_computed(self) -> bool {
        matches!(self, Self::First | Self::Repeat | Self::Mended | Self::Major | Self::Late)
    }
}

/// What stands in the store and bears on circumstances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Penalties of the same enterprise for the same violation within two years.
    pub earlier: u32,
    /// The hazard it came from was mended.
    pub mended: bool,
    /// The hazard is a major one.
    pub major: bool,
    /// The hazard is past its deadline and not mended.
    pub late: bool,
}

/// Circumstances that follow from what stands in the store.
pub fn computed(known: &Known) -> BTreeSet<Circumstance> {
    let all = [
        (known.earlier == 0, Circumstance::First),
        (known.earlier > 0, Circumstance::Repeat),
        (known.mended, Circumstance::Mended),
        (known.major, Circumstance::Major),
        (known.late && !known.mended, Circumstance::Late),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, c)| c).collect()
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Name, Chinese.
    pub zh: String,
    /// Name, English.
    pub en: String,
    /// All of these hold.
    pub when: BTreeSet<Circumstance>,
    /// None of these holds.
    pub unless: BTreeSet<Circumstance>,
    /// Least fine, yuan; or per mille of last year's income.
    pub min: u64,
    /// Highest fine, yuan; or per mille of last year's income.
    pub max: u64,
    /// Amounts are per mille of last year's income.
    pub of_income: bool,
    /// It may be spared.
    pub spare: bool,
    /// Measures that go with it.
    pub measures: Vec<MeasureKind>,
}

/// A violation with its rows, the most special first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Id.
    pub id: String,
    /// Whom it punishes.
    pub party: PartyKind,
    /// Rows.
    pub tiers: Vec<Tier>,
}

/// What the table says of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Name of the row, Chinese.
    pub zh: String,
    /// Name of the row, English.
    pub en: String,
    /// Least fine, yuan.
    pub min_yuan: u64,
    /// Highest fine, yuan.
    pub max_yuan: u64,
    /// Highest fine the law allows in any row, yuan.
    pub law_max_yuan: u64,
    /// It may be spared.
    pub spare: bool,
    /// Measures that go with it.
    pub measures: Vec<MeasureKind>,
}

/// Why the table gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRange {
    /// No row fits.
    NoTier,
    /// The fine is a share of an income that is not known.
    IncomeUnknown,
}

fn amount(tier: &Tier, value: u64, income: Option<u64>) -> Option<u64> {
    if tier.of_income { income.map(|i| i.saturating_mul(value).checked_div(1_000).unwrap_or(0)) } else { Some(value) }
}

/// What the table says: the first row that fits.
pub fn range(
    violation: &Violation,
    circumstances: &BTreeSet<Circumstance>,
    income_yuan: Option<u64>,
) -> Result<Range, NoRange> {
    let fits = |t: &&Tier| t.when.is_subset(circumstances) && t.unless.is_disjoint(circumstances);
    let tier = violation.tiers.iter().find(fits).ok_or(NoRange::NoTier)?;
    let least = amount(tier, tier.min, income_yuan).ok_or(NoRange::IncomeUnknown)?;
    let most = amount(tier, tier.max, income_yuan).ok_or(NoRange::IncomeUnknown)?;
    let law = violation.tiers.iter().filter_map(|t| amount(t, t.max, income_yuan)).max().unwrap_or(most);
    Ok(Range {
        zh: tier.zh.clone(),
        en: tier.en.clone(),
        min_yuan: least,
        max_yuan: most,
        law_max_yuan: law,
        spare: tier.spare,
        measures: tier.measures.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(when: &[Circumstance], min: u64, max: u64, of_income: bool) -> Tier {
        Tier {
            zh: String::from("甲"),
            en: String::from("a"),
            when: when.iter().copied().collect(),
            unless: BTreeSet::new(),
            min,
            max,
            of_income,
            spare: false,
            measures: Vec::new(),
        }
    }

    #[test]
    fn the_first_row_that_fits_counts_and_income_is_asked_for() {
        let tiers = vec![tier(&[Circumstance::Late], 100_000, 200_000, false), tier(&[], 0, 100_000, false)];
        let v = Violation { id: String::from("x"), party: PartyKind::Unit, tiers };
        let none = BTreeSet::new();
        let plain = range(&v, &none, None).unwrap();
        assert_eq!((plain.min_yuan, plain.max_yuan, plain.law_max_yuan), (0, 100_000, 200_000));
        let late = range(&v, &[Circumstance::Late, Circumstance::First].into(), None).unwrap();
        assert_eq!((late.min_yuan, late.max_yuan), (100_000, 200_000));
        let share = Violation { tiers: vec![tier(&[], 400, 400, true)], ..v.clone() };
        assert_eq!(range(&share, &none, None), Err(NoRange::IncomeUnknown));
        assert_eq!(range(&share, &none, Some(250_000)).unwrap().max_yuan, 100_000);
        let narrow = Violation { tiers: vec![tier(&[Circumstance::Harm], 1, 2, false)], ..v };
        assert_eq!(range(&narrow, &none, None), Err(NoRange::NoTier));
    }

    #[test]
    fn what_stands_in_the_store_is_not_typed() {
        let first = computed(&Known::default());
        assert_eq!(first, [Circumstance::First].into());
        let worst = computed(&Known { earlier: 1, mended: false, major: true, late: true });
        assert_eq!(worst, [Circumstance::Repeat, Circumstance::Major, Circumstance::Late].into());
        assert!(computed(&Known { mended: true, late: true, ..Known::default() }).contains(&Circumstance::Mended));
    }
}
