//! Steps of interviews as the ledger names them.

use anlu_domain::talk::ActKind;

/// The verb of a new one.
pub(super) const PLANNED: &str = "talk_planned";

/// The verb of the ledger.
pub const fn ledger(act: ActKind) -> &'static str {
    match act {
        ActKind::GiveNotice => "talk_noticed",
        ActKind::Receive => "talk_received",
        ActKind::Hold => "talk_held",
        ActKind::Miss => "talk_missed",
        ActKind::Postpone => "talk_postponed",
        ActKind::Mend => "talk_mended",
        ActKind::Confirm => "talk_confirmed",
        ActKind::Close => "talk_closed",
        ActKind::Cancel => "talk_cancelled",
    }
}
