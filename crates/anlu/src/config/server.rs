//! `[server]`: the web server.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The web server.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServerSection {
    /// Address of the web interface and API. Put a TLS proxy in front of anything but loopback.
    pub(crate) listen: SocketAddr,
    /// Address under which people reach the server, e.g. `https://safety.example`; printed as a QR code on documents.
    /// None: `listen`.
    pub(crate) public_url: Option<String>,
    /// The browser reaches the server over https (behind a proxy): cookies are marked `Secure`.
    pub(crate) https: bool,
}

impl Default for ServerSection {
    fn default() -> Self {
        Self { listen: super::local(8420), public_url: None, https: false }
    }
}
