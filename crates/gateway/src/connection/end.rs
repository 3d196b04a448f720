//! Why a connection ended.

use anlu_protocols::jt808::session::CloseReason;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The peer closed it.
    Peer,
    /// The socket failed.
    Socket,
    /// The peer does not take its answers.
    WriteTimeout,
    /// No uplink for too long.
    Idle,
    /// Nobody authenticated in time.
    Login,
    /// Too much rejected input.
    Rejected,
    /// Every terminal of it is on newer connections.
    Superseded,
    /// The gateway stops.
    Stopping,
    /// The gateway stopped and did not wait any longer.
    Cut,
}

impl End {
    /// Stable code for metrics and logs.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Peer => "peer",
            Self::Socket => "socket",
            Self::WriteTimeout => "write_timeout",
            Self::Idle => "idle",
            Self::Login => "login_timeout",
            Self::Rejected => "too_much_rejected",
            Self::Superseded => "superseded",
            Self::Stopping => "stopping",
            Self::Cut => "cut",
        }
    }

    /// Whether the peer may still be there and reading.
    pub(super) fn says_goodbye(self) -> bool {
        !matches!(self, Self::Socket | Self::WriteTimeout | Self::Cut)
    }
}

impl From<CloseReason> for End {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Idle => Self::Idle,
            CloseReason::NotAuthenticated => Self::Login,
            CloseReason::TooManyBadFrames => Self::Rejected,
        }
    }
}
