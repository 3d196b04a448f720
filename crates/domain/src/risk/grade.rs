//! The four colours, what a risk point can be, and what keeps it down.

use serde::{Deserialize, Serialize};

use crate::party::names;

/// Grade of a risk; later ones are graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 蓝色: 低风险.
    Blue,
    /// 黄色: 一般风险.
    Yellow,
    /// 橙色: 较大风险.
    Orange,
    /// 红色: 重大风险.
    Red,
}

names!(Grade {
    Red = "red" "红",
    Orange = "orange" "橙",
    Yellow = "yellow" "黄",
    Blue = "blue" "蓝",
});

impl Grade {
    /// The level that keeps a risk of this grade; levels above it keep it too (red: company … blue: post).
    pub const fn level(self) -> ControlLevel {
        match self {
            Self::Red => ControlLevel::Company,
            Self::Orange => ControlLevel::Department,
            Self::Yellow => ControlLevel::Team,
            Self::Blue => ControlLevel::Post,
        }
    }

    /// Position from the lowest, 0 to 3: what lists sort by.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Blue => 0,
            Self::Yellow => 1,
            Self::Orange => 2,
            Self::Red => 3,
        }
    }
}

/// What a risk point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// 区域场所.
    Area,
    /// 设备设施.
    Equipment,
    /// 作业活动.
    Activity,
    /// 岗位.
    Post,
}

names!(RiskKind {
    Area = "area" "区域",
    Equipment = "equipment" "设备设施",
    Activity = "activity" "作业活动",
    Post = "post" "岗位",
});

/// How a control works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// 工程技术.
    Engineering,
    /// 管理措施.
    Management,
    /// 培训教育.
    Training,
    /// 个体防护.
    Protective,
    /// 应急处置.
    Emergency,
}

names!(ControlKind {
    Engineering = "engineering" "工程技术",
    Management = "management" "管理",
    Training = "training" "培训教育",
    Protective = "protective" "个体防护",
    Emergency = "emergency" "应急处置",
});

/// Who keeps a control; later ones stand higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlLevel {
    /// 岗位.
    Post,
    /// 班组.
    Team,
    /// 部门.
    Department,
    /// 公司.
    Company,
}

names!(ControlLevel {
    Company = "company" "公司级",
    Department = "department" "部门级",
    Team = "team" "班组级",
    Post = "post" "岗位级",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde_and_graver_sorts_later() {
        for (grade, name, _) in Grade::ALL {
            assert_eq!(serde_json::to_string(grade).unwrap(), format!("\"{name}\""));
            assert_eq!(Grade::parse(name), Some(*grade));
        }
        for (kind, name, _) in RiskKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{name}\""));
        }
        for (kind, name, _) in ControlKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{name}\""));
        }
        for (level, name, _) in ControlLevel::ALL {
            assert_eq!(serde_json::to_string(level).unwrap(), format!("\"{name}\""));
        }
        let mut sorted: Vec<Grade> = Grade::ALL.iter().map(|g| g.0).collect();
        sorted.sort_unstable();
        assert_eq!(sorted, [Grade::Blue, Grade::Yellow, Grade::Orange, Grade::Red]);
        assert!(sorted.windows(2).all(|w| w[0].rank() < w[1].rank() && w[0].level() < w[1].level()));
    }
}
