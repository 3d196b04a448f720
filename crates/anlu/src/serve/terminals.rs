//! The terminals of the gateway, as the dispatcher of orders sees them.

use std::time::Duration;

use anlu_app::command::dispatch::Terminals;
use anlu_domain::command::{CommandNews, Order};
use anlu_gateway::Downlink;
use tokio::sync::mpsc;

/// Orders go over the downlink of the gateway.
pub(crate) struct GatewayTerminals(pub(crate) Downlink);

impl Terminals for GatewayTerminals {
    fn order(&self, phone: &str, order: Order, within: Duration) -> mpsc::Receiver<CommandNews> {
        self.0.order(phone, order, within)
    }
}
