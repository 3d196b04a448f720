//! Who may act: roles, and the scope of what a viewer may see.

use serde::{Deserialize, Serialize};

use crate::ids::{EnterpriseId, GridId, PersonId, UserId};

/// Role of a user account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 科员: follows enterprises, hazards and signals.
    BureauOfficer,
    /// 执法员.
    Enforcement,
    /// 网格长: sees the enterprises of one grid subtree.
    GridChief,
    /// 局领导: sees everything, decides extensions.
    Leader,
    /// 企业主要负责人.
    Principal,
    /// 安全员.
    SafetyOfficer,
    /// 驾驶员.
    Driver,
}

impl Role {
    /// All roles, in the order screens list them.
    pub const ALL: [Self; 7] = [
        Self::BureauOfficer,
        Self::Enforcement,
        Self::GridChief,
        Self::Leader,
        Self::Principal,
        Self::SafetyOfficer,
        Self::Driver,
    ];

    /// Stable name used in the API, the store and the access matrix.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BureauOfficer => "bureau_officer",
            Self::Enforcement => "enforcement",
            Self::GridChief => "grid_chief",
            Self::Leader => "leader",
            Self::Principal => "principal",
            Self::SafetyOfficer => "safety_officer",
            Self::Driver => "driver",
        }
    }

    /// The role of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == name)
    }

    /// Whether the role belongs to the authority (as opposed to an enterprise).
    pub const fn is_authority(self) -> bool {
        matches!(self, Self::BureauOfficer | Self::Enforcement | Self::GridChief | Self::Leader)
    }
}

/// What a viewer may see. Applied inside `store` to every query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole territory of this installation.
    All,
    /// One grid node and everything below it.
    Grid(GridId),
    /// One enterprise: its own people, vehicles, hazards and signals.
    Enterprise(EnterpriseId),
    /// One person (a driver): his own signals and tasks.
    Person(EnterpriseId, PersonId),
    /// Nothing: an account whose scope is not set up sees no rows.
    Nothing,
}

/// Who asks. Every use case takes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account.
    pub user: UserId,
    /// Name as it appears in the ledger.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Scope.
    pub scope: Scope,
}
