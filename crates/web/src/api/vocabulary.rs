//! Closed vocabularies on the wire, mirrored from the domain: a value added there does not compile until it is named
//! here, and appears in the OpenAPI document.

use anlu_domain::{
    access, finding, link,
    party::{enterprise, grid, person, sector, vehicle},
};

/// A closed vocabulary.
pub(crate) trait Vocabulary: Copy + serde::Serialize + 'static {
    /// The enum it mirrors.
    type Domain: From<Self> + serde::Serialize;
    /// Every value, in the order of the domain.
    const ALL: &'static [Self];
}

/// Declares a wire enum equal to a domain enum, with conversions both ways.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident = $domain:ty { $($(#[$note:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name {
            $(#[doc = concat!("`", stringify!($variant), "` of the domain.")] $(#[$note])* $variant),+
        }

        impl crate::api::vocabulary::Vocabulary for $name {
            type Domain = $domain;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $(<$domain>::$variant => Self::$variant),+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => <$domain>::$variant),+
                }
            }
        }
    };
}
pub(crate) use mirror;

mirror! {
    /// Role of a user account.
    Role = access::Role { BureauOfficer, Enforcement, GridChief, Leader, Principal, SafetyOfficer, Driver }
}
mirror! {
    /// A line of business (业态).
    Sector = sector::Sector {
        Hazmat, Passenger, Tourist, Bus, Taxi, Freight, HeavyFreight, Repair, Rental, DrivingSchool, EBike, Port,
        Construction,
    }
}
mirror! {
    /// Whether an enterprise is in business.
    Standing = enterprise::Standing { Active, Suspended, Closed, Unlicensed }
}
mirror! {
    /// How a person is employed (用工形式).
    Employment = person::Employment { Own, Dispatched, Outsourced, Flexible }
}
mirror! {
    /// A post (岗位).
    Post = person::Post {
        Principal, SafetyOfficer, Driver, Escort, Monitor, Loader, Mechanic, Instructor, SpecialOperator, Other,
    }
}
mirror! {
    /// Colour of a number plate.
    PlateColour = vehicle::PlateColour { Blue, Yellow, Black, White, Green, YellowGreen, Other }
}
mirror! {
    /// Class of a vehicle.
    VehicleClass = vehicle::VehicleClass {
        Coach, CityBus, Taxi, HeavyTruck, Tractor, Trailer, LightTruck, HazmatTruck, Car, Other,
    }
}
mirror! {
    /// Level of a grid node.
    GridLevel = grid::GridLevel { County, Street, Village }
}
mirror! {
    /// Kind of a link over which positions come or go.
    LinkKind = link::LinkKind { Terminals, PlatformIn, PlatformOut }
}
mirror! {
    /// How serious a finding is.
    Severity = finding::Severity { Notice, Warning, Severe }
}
mirror! {
    /// Whether the spell of a finding still goes on.
    Phase = finding::Phase { Open, Closed, Withdrawn }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{
        cases::vocabulary as cases, duties, evidence, hazards, inquiries, packs, projects, remote, risks, signals,
        talks::vocabulary as talks, targets, vehicles, watches, zones,
    };

    fn same_names<V: Vocabulary>() {
        for &value in V::ALL {
            let domain = V::Domain::from(value);
            assert_eq!(serde_json::to_string(&value).unwrap(), serde_json::to_string(&domain).unwrap());
        }
    }

    #[test]
    fn the_wire_and_the_domain_use_the_same_names() {
        same_names::<Role>();
        same_names::<Sector>();
        same_names::<Standing>();
        same_names::<Employment>();
        same_names::<Post>();
        same_names::<PlateColour>();
        same_names::<VehicleClass>();
        same_names::<GridLevel>();
        same_names::<LinkKind>();
        same_names::<zones::list::ZoneUse>();
        same_names::<zones::list::Datum>();
        same_names::<Severity>();
        same_names::<Phase>();
        same_names::<signals::list::SignalState>();
        same_names::<signals::list::SignalOwner>();
        same_names::<signals::get::SignalAction>();
        same_names::<hazards::list::HazardState>();
        same_names::<hazards::list::HazardLevel>();
        same_names::<hazards::list::HazardSource>();
        same_names::<hazards::get::HazardAction>();
        same_names::<hazards::govern::ListingLevel>();
        same_names::<inquiries::InquiryGround>();
        same_names::<inquiries::InquiryState>();
        same_names::<evidence::upload::EvidencePhase>();
        same_names::<vehicles::commands::CommandState>();
        same_names::<watches::list::WatchState>();
        same_names::<watches::get::WatchAction>();
        same_names::<watches::get::DeliveryState>();
        same_names::<watches::get::PartnerKind>();
        same_names::<watches::get::WatchOutcome>();
        same_names::<watches::get::HitSource>();
        same_names::<duties::list::DutyState>();
        same_names::<duties::list::LadderStep>();
        same_names::<duties::list::DutySubject>();
        same_names::<duties::list::ClauseConfidence>();
        same_names::<duties::list::FactOwner>();
        same_names::<duties::list::DutyGroup>();
        same_names::<duties::list::CellState>();
        same_names::<packs::list::PackVersionState>();
        same_names::<duties::waiver::WaiverState>();
        same_names::<risks::list::RiskGrade>();
        same_names::<risks::list::RiskKind>();
        same_names::<risks::list::RiskStanding>();
        same_names::<risks::get::ControlKind>();
        same_names::<risks::get::ControlLevel>();
        same_names::<risks::get::RiskAction>();
        same_names::<risks::inspections::ControlOutcome>();
        same_names::<targets::list::TargetCourse>();
        same_names::<projects::list::PartyRole>();
        same_names::<projects::list::ProjectKind>();
        same_names::<projects::get::WorkItemState>();
        same_names::<projects::get::PartyDutyState>();
        same_names::<projects::get::BlindKind>();
        same_names::<remote::links::RemoteKind>();
        same_names::<remote::links::RemoteState>();
        same_names::<remote::links::RemoteProof>();
        same_names::<cases::CaseState>();
        same_names::<cases::CaseProcedure>();
        same_names::<cases::PartyKind>();
        same_names::<cases::CaseSource>();
        same_names::<cases::EvidenceKind>();
        same_names::<cases::AskKind>();
        same_names::<cases::AskState>();
        same_names::<cases::HaltReason>();
        same_names::<cases::MeasureKind>();
        same_names::<cases::CaseOutcome>();
        same_names::<cases::CaseEnding>();
        same_names::<cases::ServedWhat>();
        same_names::<cases::ServiceWay>();
        same_names::<cases::CaseAction>();
        same_names::<cases::CaseClockKey>();
        same_names::<cases::CaseClockUnit>();
        same_names::<cases::Circumstance>();
        same_names::<talks::TalkState>();
        same_names::<talks::TalkSource>();
        same_names::<talks::TalkCapacity>();
        same_names::<talks::TalkUnheldWhy>();
        same_names::<talks::TalkAction>();
    }
}
