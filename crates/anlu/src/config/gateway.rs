//! `[gateway]`: the listener for vehicle terminals.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// The listener for vehicle terminals.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GatewaySection {
    /// JT/T 808 over TCP.
    pub(crate) listen: SocketAddr,
    /// Connections at once; one more is closed at accept.
    pub(crate) max_connections: usize,
    /// A connection with no uplink for this many seconds is closed.
    pub(crate) idle_seconds: u64,
}

impl Default for GatewaySection {
    fn default() -> Self {
        Self { listen: super::local(7611), max_connections: 20_000, idle_seconds: 600 }
    }
}

impl GatewaySection {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.max_connections == 0 {
            return Err(Failure::input("config_gateway", "gateway.max_connections must be at least 1"));
        }
        if self.idle_seconds < 10 {
            return Err(Failure::input("config_gateway", "gateway.idle_seconds must be at least 10"));
        }
        Ok(())
    }
}
