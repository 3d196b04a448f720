//! Structured logs to standard error (docs/LOGGING.md).

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// How logs are written.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Filter, e.g. `info` or `anlu_gateway=debug,info`.
    #[arg(long = "log", env = "ANLU_LOG")]
    filter: Option<String>,
    /// `text` or `json`.
    #[arg(long = "log-format", env = "ANLU_LOG_FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl LogArgs {
    /// Installs the subscriber. Without a filter, or with an unreadable one, `usual` is used.
    pub(crate) fn install(&self, usual: &str) {
        let asked = self.filter.as_deref().map(EnvFilter::try_new);
        let filter = asked.and_then(Result::ok).unwrap_or_else(|| EnvFilter::new(usual));
        let registry = tracing_subscriber::registry().with(filter);
        let done = if self.format == "json" {
            registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()
        } else {
            registry.with(fmt::layer().with_writer(std::io::stderr).with_ansi(false)).try_init()
        };
        // A second start in one process (tests) keeps the first subscriber.
        drop(done);
    }
}
