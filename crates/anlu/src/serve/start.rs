//! Starts the parts of an installation in the right order and stops them in the reverse one.
//!
//! Start: log, live workers, gateway and links to platforms, web. Stop: gateway and links (acknowledge what is on disk), web (finishes requests,
//! ends streams), then the live workers (snapshots), then the log.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anlu_app::{duty::DutyBooks, pack::in_force};
use anlu_bus::{Log, LogSettings};
use anlu_gateway::{AuthKey, Downlink, GatewaySettings, PlatformOrders, Ports, Registry};
use anlu_web::{AppState, WebSettings};
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    Settings,
    attachments::Attachments,
    clock::SystemClock,
    courier::Couriers,
    installation::{Installation, store_failure},
    live::Live,
    platforms::{GatewayPlatforms, Platforms, Prepared},
    registry::StoreRegistry,
    role::Role,
    sms,
    terminals::GatewayTerminals,
    typesetter::Program,
};
use crate::{Failure, packs};

/// Requests and connections have this long to finish after a stop.
const DRAIN: Duration = Duration::from_secs(20);

/// A running installation.
pub(crate) struct Running {
    /// Address of the interface.
    pub(crate) web: SocketAddr,
    /// Address for terminals.
    pub(crate) gateway: Option<SocketAddr>,
    stop: CancellationToken,
    web_task: JoinHandle<std::io::Result<()>>,
    gateway_task: Option<JoinHandle<()>>,
    attachments_task: Option<JoinHandle<()>>,
    platforms: Option<Platforms>,
    live: Option<Live>,
    installation: Installation,
}

impl Running {
    /// Starts what `role` says. Cancelling `stop` begins the stop; [`Running::until_stopped`] waits for its end.
    pub(crate) async fn start(
        installation: Installation,
        role: Role,
        stop: CancellationToken,
    ) -> Result<Self, Failure> {
        Self::start_among(installation, role, None, stop).await
    }

    /// As [`Running::start`]; terminals and platforms are looked up in `registry` instead of the store's, when one is
    /// given.
    pub(crate) async fn start_among(
        mut installation: Installation,
        role: Role,
        registry: Option<Arc<dyn Registry>>,
        stop: CancellationToken,
    ) -> Result<Self, Failure> {
        role.check(installation.desk.store.backend())?;
        let configured = packs::configured(installation.settings.live.pack.as_deref())?;
        installation.desk.shelf = Arc::new(packs::shelf(installation.settings.live.pack.as_deref())?);
        let books = DutyBooks::new(configured.clone(), installation.settings.duties.since);
        installation.desk.duties = Some(Arc::new(books));
        in_force::refresh(&installation.desk).await.map_err(|e| store_failure(&e))?;
        // Detectors judge by the version that is in force when the server starts.
        let activated = in_force::at_start(&installation.desk).await.map_err(|e| store_failure(&e))?;
        let pack = activated.map_or(configured, |pack| pack.as_ref().clone());
        let settings = &installation.settings.clone();
        let web_listener = listen(settings.server.listen, "server.listen").await?;
        installation.desk.typesetter = Some(Arc::new(Program::new(settings.documents.typesetter.as_deref())));
        installation.desk.sms = Some(sms::gateway(settings)?);
        installation.desk.public_url = public_url(settings, &web_listener)?.into();
        let settings = &installation.settings;
        let gateway_listener =
            if role.is_live() { Some(listen(settings.gateway.listen, "gateway.listen").await?) } else { None };
        let attachments = match &settings.gateway.attachments {
            Some(section) if role.is_live() => Some(Attachments::prepare(section, &settings.data).await?),
            _ => None,
        };
        let prepared = if role.is_live() { Some(Prepared::new(&settings.jt809).await?) } else { None };
        let (mut live, mut gateway, mut gateway_task, mut checks) = (None, None, None, Vec::new());
        let (mut platforms, mut attachments_task) = (None, None);
        let mut desk = installation.desk.clone().under(&pack);
        if let Some(listener) = gateway_listener {
            let log = Arc::new(open_log(&installation).await?);
            let orders = PlatformOrders::default();
            let couriers = Couriers::new(settings.watch.ways()?, orders.clone())?;
            let downlink = Downlink::default();
            let terminals = Arc::new(GatewayTerminals(downlink.clone()));
            let links = Arc::new(GatewayPlatforms(orders.clone()));
            let started = Live::start(&installation, &pack, &log, Arc::new(couriers), terminals, links).await?;
            checks.push(started.check());
            desk = started.desk();
            live = Some(started);
            gateway = Some(address(&listener, "gateway.listen")?);
            let ports = Ports {
                log,
                registry: registry.unwrap_or_else(|| Arc::new(StoreRegistry { store: desk.store.clone() })),
                clock: Arc::new(SystemClock),
            };
            let limits = GatewaySettings {
                max_connections: settings.gateway.max_connections,
                idle: Duration::from_secs(settings.gateway.idle_seconds),
                attachments: attachments.as_ref().map(|a| a.address.clone()),
                ..GatewaySettings::new(AuthKey::new(installation.keys.gateway))
            };
            let key = AuthKey::new(installation.keys.gateway);
            platforms = prepared.map(|prepared| prepared.start(&ports, &orders, key.clone(), &stop));
            attachments_task = attachments.map(|a| a.start(&desk, &ports, key.clone(), &stop));
            let stopping = stop.clone();
            gateway_task = Some(tokio::spawn(async move {
                anlu_gateway::serve_with(listener, ports, limits, &downlink, stopping).await;
            }));
        }
        let web = address(&web_listener, "server.listen")?;
        let web_settings = WebSettings {
            https: settings.server.https,
            tianditu_key: settings.map.tianditu_key.clone(),
            feedback_contact: settings.feedback.contact.clone(),
        };
        let ctx = anlu_app::ctx::Ctx { desk, ..installation.server() };
        let state = AppState::new(ctx, web_settings, checks, stop.clone());
        let web_task = tokio::spawn(anlu_web::serve(web_listener, state, stop.clone()));
        tracing::info!(%web, gateway = gateway.map(|a| a.to_string()), "started");
        Ok(Self { web, gateway, stop, web_task, gateway_task, attachments_task, platforms, live, installation })
    }

    /// Waits for the stop (or for a part that failed) and ends everything in order.
    pub(crate) async fn until_stopped(mut self) -> Result<(), Failure> {
        let failed = tokio::select! {
            () = self.stop.cancelled() => None,
            // It also ends by itself, a moment later, when the stop comes.
            ended = &mut self.web_task => (!self.stop.is_cancelled()).then(|| format!("the web server ended: {ended:?}")),
        };
        self.stop.cancel();
        if let Some(task) = self.gateway_task.take() {
            // The gateway bounds its own drain.
            if task.await.is_err() {
                tracing::error!("the gateway ended with a panic");
            }
        }
        if let Some(task) = self.attachments_task.take()
            && task.await.is_err()
        {
            tracing::error!("the listener for attachments ended with a panic");
        }
        if let Some(platforms) = self.platforms.take() {
            platforms.end().await;
        }
        if !self.web_task.is_finished() && timeout(DRAIN, &mut self.web_task).await.is_err() {
            tracing::warn!("requests did not end in time and are cut");
            self.web_task.abort();
        }
        if let Some(live) = self.live.take() {
            live.stop().await;
        }
        if let Err(error) = self.installation.desk.store.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
        tracing::info!("stopped");
        failed.map_or(Ok(()), |what| Err(Failure::input("server_failed", what)))
    }
}

pub(super) async fn listen(at: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(at).await.map_err(|e| {
        let (code, hint) = match e.kind() {
            std::io::ErrorKind::AddrInUse => {
                ("port_in_use", "; another program listens there: stop it or change the port")
            }
            std::io::ErrorKind::PermissionDenied => ("port_forbidden", "; ports below 1024 need a privileged user"),
            _ => ("port_unusable", ""),
        };
        Failure::input(code, format!("{setting} {at}: {e}{hint}"))
    })
}

pub(super) fn address(listener: &TcpListener, setting: &str) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(|e| Failure::input("port_unusable", format!("{setting}: {e}")))
}

/// Opens the embedded log of the data folder.
async fn open_log(installation: &Installation) -> Result<Log, Failure> {
    let dir = installation.settings.data.join("log");
    let settings = LogSettings { shards: installation.settings.live.shards, ..LogSettings::default() };
    let opened = tokio::task::spawn_blocking(move || Log::open(&dir, settings)).await;
    let opened = opened.map_err(|e| Failure::input("bus_storage", e.to_string()))?;
    opened.map_err(|e| {
        let hint = match e {
            anlu_bus::BusError::ShardCount { .. } => "; set live.shards to what the log was made with",
            _ => "",
        };
        Failure::input(e.code(), format!("{e}{hint}"))
    })
}

/// Where people reach the server, without a slash at its end.
fn public_url(settings: &Settings, listener: &TcpListener) -> Result<String, Failure> {
    let scheme = if settings.server.https { "https" } else { "http" };
    let own = format!("{scheme}://{}", address(listener, "server.listen")?);
    Ok(settings.server.public_url.clone().unwrap_or(own).trim_end_matches('/').to_owned())
}
