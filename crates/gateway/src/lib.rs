//! Sockets for terminals and platforms: listening, limits, driving the sans-IO sessions of `protocols`, acknowledging only what the
//! log has on disk; and wire facts to domain facts ([`map`]).
//!
//! Must not know SQL, HTTP or rules: the registry is a port ([`Registry`]), facts leave through the log. Start at
//! [`serve`], then `connection.rs`; for platforms at [`serve_upper`] and [`forward`]; for files of alarms at
//! [`serve_attachments`]. Metrics are listed in `event.rs`.

mod attach;
mod auth;
mod connection;
mod directory;
mod downlink;
mod event;
mod limits;
mod listen;
pub mod map;
mod pace;
mod platform;
mod registry;
mod settings;
#[cfg(test)]
mod tests;

pub use attach::{
    AlarmFile, AttachmentAddress, AttachmentPorts, AttachmentSettings, FileKeeper, Kept, Unkept, serve_attachments,
};
pub use auth::AuthKey;
pub use downlink::Downlink;
pub use listen::{Ports, serve, serve_with};
pub use pace::Pace;
pub use platform::{
    Cue, ForwardLink, ForwardPorts, PlatformOrders, PlatformSettings, Relay, UpperLink, Warning, WarningKind, consumer,
    forward, rehearse_upper, serve_upper,
};
pub use registry::{
    FixedRegistry, Forwarded, Found, FoundVehicle, OpenRegistry, Registry, RegistryUnavailable, TerminalIdentity,
};
pub use settings::GatewaySettings;
