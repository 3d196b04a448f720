//! Links to other platforms: the listener for lower ones, and one forwarder per upper one.

use std::time::Duration;

use anlu_app::{
    downward::deliver::{Accepted, LowerPlatforms},
    upward::deliver::{Answered, Reported, UpperPlatforms},
};
use anlu_domain::{
    downward::{Check, Demand},
    link::{LinkKey, LinkKind},
    upward::{UpperAlarm, UpperAnswer},
};
use anlu_gateway::{AuthKey, ForwardLink, PlatformOrders, PlatformSettings, Ports, forward, serve_upper};
use tokio::{net::TcpListener, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use super::start::listen;
use crate::{Failure, config::Jt809Section};

/// Running links.
pub(crate) struct Platforms {
    tasks: JoinSet<()>,
}

/// Everything the links need, taken before anything runs: a port that is taken stops the start.
pub(crate) struct Prepared {
    upper: Option<(TcpListener, Vec<anlu_gateway::UpperLink>)>,
    lower: Vec<(ForwardLink, Option<TcpListener>)>,
}

impl Prepared {
    /// Reads passwords and takes the ports.
    pub(crate) async fn new(section: &Jt809Section) -> Result<Self, Failure> {
        let links = section.upper_links()?;
        let upper = match section.listen {
            Some(at) if !links.is_empty() => Some((listen(at, "jt809.listen").await?, links)),
            _ => None,
        };
        let mut lower = Vec::new();
        for (link, at) in section.lower_links()? {
            let listener = match at {
                Some(at) => Some(listen(at, "jt809.lower.sub_listen").await?),
                None => None,
            };
            lower.push((link, listener));
        }
        Ok(Self { upper, lower })
    }

    /// Starts the links.
    pub(crate) fn start(
        self,
        ports: &Ports,
        orders: &PlatformOrders,
        key: AuthKey,
        stop: &CancellationToken,
    ) -> Platforms {
        let settings = PlatformSettings::new(key);
        let mut tasks = JoinSet::new();
        let declare = |kind, id: &str| ports.log.meter().declare(LinkKey::platform(kind, id), ports.clock.now());
        if let Some((listener, links)) = self.upper {
            tracing::info!(links = links.len(), "lower platforms may log in");
            for link in &links {
                declare(LinkKind::PlatformIn, &link.id);
            }
            let (ports, orders, settings, stop) = (ports.clone(), orders.clone(), settings.clone(), stop.clone());
            tasks.spawn(async move { serve_upper(listener, ports, links, &orders, settings, stop).await });
        }
        for (link, listener) in self.lower {
            declare(LinkKind::PlatformOut, &link.id);
            tracing::info!(link = link.id, "forwarding positions");
            let (ports, orders, settings, stop) = (ports.clone(), orders.clone(), settings.clone(), stop.clone());
            tasks.spawn(async move { forward(link, ports, listener, &orders, settings, stop).await });
        }
        Platforms { tasks }
    }
}

impl Platforms {
    /// Waits until every link has ended; the stop was given.
    pub(crate) async fn end(mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            if ended.is_err() {
                tracing::error!("a link to a platform ended with a panic");
            }
        }
    }
}

/// A link has this long to take a message.
const LINK: Duration = Duration::from_secs(10);

/// Answers and alarms go up over the forwarding links, demands and questions go down over those of the listener.
pub(crate) struct GatewayPlatforms(pub(crate) PlatformOrders);

impl LowerPlatforms for GatewayPlatforms {
    fn demand(&self, link: &str, demand: Demand) -> Accepted {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { timeout(LINK, orders.demand(&link, demand)).await.unwrap_or(None) })
    }

    fn check(&self, link: &str, check: Check) -> Accepted {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { timeout(LINK, orders.check(&link, check)).await.unwrap_or(None) })
    }
}

impl UpperPlatforms for GatewayPlatforms {
    fn answer(&self, link: &str, answer: UpperAnswer) -> Answered {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { timeout(LINK, orders.answer(&link, answer)).await.unwrap_or(false) })
    }

    fn report(&self, link: &str, alarm: UpperAlarm) -> Reported {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { timeout(LINK, orders.report(&link, alarm)).await.unwrap_or(None) })
    }
}
