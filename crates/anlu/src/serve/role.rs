//! What one process does.

use anlu_store::Backend;

use crate::Failure;

/// Role of a process (ARCHITECTURE, "Process model").
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Interface and API, terminals, detectors.
    All,
    /// Interface and API alone, against PostgreSQL.
    Web,
    /// Terminals alone; needs a log that processes can share.
    Gateway,
    /// Detectors and history alone; needs a log that processes can share.
    Worker,
}

impl Role {
    /// Refuses what cannot work: the embedded log and `SQLite` each belong to one process.
    pub(crate) fn check(self, backend: Backend) -> Result<(), Failure> {
        match (self, backend) {
            (Self::All, _) | (Self::Web, Backend::Postgres) => Ok(()),
            (Self::Web, Backend::Sqlite) => Err(Failure::usage(
                "role_needs_postgres",
                "--role web shares its database with the process that takes positions: set store.url to a PostgreSQL \
                 database, or use --role all",
            )),
            (Self::Gateway | Self::Worker, _) => Err(Failure::usage(
                "role_needs_shared_log",
                "the embedded log belongs to one process, so gateway and worker run together: use --role all (and \
                 --role web on further machines, with PostgreSQL)",
            )),
        }
    }

    /// Whether this process takes positions and runs detectors.
    pub(crate) const fn is_live(self) -> bool {
        matches!(self, Self::All)
    }
}
