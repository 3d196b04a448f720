//! Closed vocabularies of interviews.

use anlu_domain::talk;

use crate::api::vocabulary::mirror;

mirror! {
    /// Where an interview stands.
    TalkState = talk::TalkState { Planned, Noticed, Missed, Held, FollowedUp, Closed, Cancelled }
}
mirror! {
    /// Why an enterprise is called in.
    TalkSource = talk::TalkSource { Found, Case, Hazard, Signal, Grade, Accident }
}
mirror! {
    /// As what somebody of the enterprise came.
    TalkCapacity = talk::Capacity { Principal, Controller, StandIn, Other }
}
mirror! {
    /// Why an appointment came to nothing.
    TalkUnheldWhy = talk::UnheldWhy { Missed, Postponed }
}
mirror! {
    /// A step of an interview.
    TalkAction = talk::ActKind { GiveNotice, Receive, Hold, Miss, Postpone, Mend, Confirm, Close, Cancel }
}
