//! Who builds, what is built, where a work item stands.

use serde::{Deserialize, Serialize};

use crate::party::names;

/// What an enterprise is in a project (参建单位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// 建设单位.
    Owner,
    /// 施工单位.
    Contractor,
    /// 监理单位.
    Supervisor,
    /// 设计单位.
    Designer,
    /// 监测单位.
    Monitor,
}

names!(PartyRole {
    Owner = "owner" "建设单位",
    Contractor = "contractor" "施工单位",
    Supervisor = "supervisor" "监理单位",
    Designer = "designer" "设计单位",
    Monitor = "monitor" "监测单位",
});

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectKind {
    /// 公路.
    Highway,
    /// 桥梁.
    Bridge,
    /// 隧道.
    Tunnel,
    /// 水运.
    Waterway,
    /// 养护.
    Maintenance,
}

names!(ProjectKind {
    Highway = "highway" "公路",
    Bridge = "bridge" "桥梁",
    Tunnel = "tunnel" "隧道",
    Waterway = "waterway" "水运",
    Maintenance = "maintenance" "养护",
});

/// Where a work item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// 未开工.
    Planned,
    /// 施工中.
    Active,
    /// 停工.
    Suspended,
    /// 已完工.
    Done,
}

names!(ItemState {
    Planned = "planned" "未开工",
    Active = "active" "施工中",
    Suspended = "suspended" "停工",
    Done = "done" "已完工",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde() {
        for (role, name, _) in PartyRole::ALL {
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{name}\""));
        }
        for (kind, name, _) in ProjectKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{name}\""));
        }
        for (state, name, _) in ItemState::ALL {
            assert_eq!(serde_json::to_string(state).unwrap(), format!("\"{name}\""));
        }
    }
}
