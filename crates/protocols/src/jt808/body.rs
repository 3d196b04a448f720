//! Message bodies: one file each, decode and encode for every edition. [`Body`] is the sum of them, made from the lines
//! of the catalogue.

use serde::{Serialize, Serializer};

use crate::wire::Short;

pub mod area;
pub mod camera_switch;
pub mod delete_areas;
pub mod empty;
pub mod file_info;
pub mod located_reply;
pub mod passthrough;
pub mod recorder_command;
pub mod reply;
pub mod rsa_key;
pub mod x0002_heartbeat;
pub mod x0003_logout;
pub mod x0004_time_query;
pub mod x0100_register;
pub mod x0102_auth;
pub mod x0104_params_reply;
pub mod x0107_attributes;
pub mod x0108_upgrade_result;
pub mod x0200_location;
pub mod x0301_event_report;
pub mod x0302_question_answer;
pub mod x0303_info_demand;
pub mod x0608_areas_reply;
pub mod x0700_recorder_upload;
pub mod x0701_waybill;
pub mod x0702_driver;
pub mod x0704_batch;
pub mod x0705_can;
pub mod x0800_media_event;
pub mod x0801_media;
pub mod x0802_stored_media;
pub mod x0805_shot_reply;
pub mod x0901_compressed;
pub mod x1003_av_attributes;
pub mod x1005_passengers;
pub mod x1205_recordings;
pub mod x1206_upload_done;
pub mod x1210_alarm_files;
pub mod x8003_resend;
pub mod x8004_time_reply;
pub mod x8100_register_reply;
pub mod x8103_set_params;
pub mod x8105_terminal_control;
pub mod x8106_query_params;
pub mod x8108_upgrade;
pub mod x8202_track;
pub mod x8203_confirm_alarm;
pub mod x8300_text;
pub mod x8301_set_events;
pub mod x8302_question;
pub mod x8303_info_menu;
pub mod x8304_info;
pub mod x8400_call_back;
pub mod x8401_phone_book;
pub mod x8500_control;
pub mod x8600_circles;
pub mod x8602_rectangles;
pub mod x8604_polygon;
pub mod x8606_route;
pub mod x8608_query_areas;
pub mod x8800_media_ack;
pub mod x8801_shoot;
pub mod x8802_search_media;
pub mod x8803_upload_media;
pub mod x8804_record_sound;
pub mod x8805_upload_one;
pub mod x9101_live_video;
pub mod x9102_live_control;
pub mod x9105_live_state;
pub mod x9201_replay;
pub mod x9202_replay_control;
pub mod x9205_search_recordings;
pub mod x9206_upload_recording;
pub mod x9207_upload_control;
pub mod x9208_upload_alarm_files;
pub mod x9212_file_reply;
pub mod x9301_pan_tilt;

pub use super::catalog::Body;
pub use camera_switch::CameraSwitch;
pub use delete_areas::DeleteAreas;
pub use empty::Empty;
pub use file_info::FileInfo;
pub use located_reply::LocatedReply;
pub use passthrough::Passthrough;
pub use recorder_command::RecorderCommand;
pub use reply::Reply;
pub use rsa_key::RsaKey;
pub use x0002_heartbeat::Heartbeat;
pub use x0003_logout::Logout;
pub use x0004_time_query::TimeQuery;
pub use x0100_register::Register;
pub use x0102_auth::Auth;
pub use x0104_params_reply::ParamsReply;
pub use x0107_attributes::Attributes;
pub use x0108_upgrade_result::UpgradeResult;
pub use x0200_location::Location;
pub use x0301_event_report::EventReport;
pub use x0302_question_answer::QuestionAnswer;
pub use x0303_info_demand::InfoDemand;
pub use x0608_areas_reply::AreasReply;
pub use x0700_recorder_upload::RecorderUpload;
pub use x0701_waybill::Waybill;
pub use x0702_driver::Driver;
pub use x0704_batch::Batch;
pub use x0705_can::Can;
pub use x0800_media_event::MediaEvent;
pub use x0801_media::Media;
pub use x0802_stored_media::StoredMedia;
pub use x0805_shot_reply::ShotReply;
pub use x0901_compressed::Compressed;
pub use x1003_av_attributes::AvAttributes;
pub use x1005_passengers::Passengers;
pub use x1205_recordings::Recordings;
pub use x1206_upload_done::UploadDone;
pub use x1210_alarm_files::AlarmFiles;
pub use x8003_resend::Resend;
pub use x8004_time_reply::TimeReply;
pub use x8100_register_reply::RegisterReply;
pub use x8103_set_params::SetParams;
pub use x8105_terminal_control::TerminalControl;
pub use x8106_query_params::QueryParams;
pub use x8108_upgrade::Upgrade;
pub use x8202_track::Track;
pub use x8203_confirm_alarm::ConfirmAlarm;
pub use x8300_text::TextMessage;
pub use x8301_set_events::SetEvents;
pub use x8302_question::Question;
pub use x8303_info_menu::InfoMenu;
pub use x8304_info::Info;
pub use x8400_call_back::CallBack;
pub use x8401_phone_book::PhoneBook;
pub use x8500_control::VehicleControl;
pub use x8600_circles::Circles;
pub use x8602_rectangles::Rectangles;
pub use x8604_polygon::Polygon;
pub use x8606_route::Route;
pub use x8608_query_areas::QueryAreas;
pub use x8800_media_ack::MediaAck;
pub use x8801_shoot::Shoot;
pub use x8802_search_media::SearchMedia;
pub use x8803_upload_media::UploadMedia;
pub use x8804_record_sound::RecordSound;
pub use x8805_upload_one::UploadOne;
pub use x9101_live_video::LiveVideo;
pub use x9102_live_control::LiveControl;
pub use x9105_live_state::LiveState;
pub use x9201_replay::Replay;
pub use x9202_replay_control::ReplayControl;
pub use x9205_search_recordings::SearchRecordings;
pub use x9206_upload_recording::UploadRecording;
pub use x9207_upload_control::UploadControl;
pub use x9208_upload_alarm_files::UploadAlarmFiles;
pub use x9212_file_reply::FileReply;
pub use x9301_pan_tilt::PanTilt;

/// Why a body cannot be read. The frame itself was sound: only this message is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A field reaches beyond the end.
    #[error("body too short: {0}")]
    Short(#[from] Short),
    /// No layout of any edition has this length.
    #[error("no layout of this message is {len} bytes long")]
    NoLayout {
        /// Bytes of the body.
        len: usize,
    },
    /// The message is not in the catalogue.
    #[error("message 0x{msg_id:04x} is not supported")]
    Unsupported {
        /// Message id.
        msg_id: u16,
    },
    /// The body is encrypted.
    #[error("the body is encrypted (method {method})")]
    Encrypted {
        /// Bits 10–12 of the header.
        method: u8,
    },
    /// The body is one packet of several; put the message together first.
    #[error("packet {index} of {total}: the message is not complete")]
    Part {
        /// This packet.
        index: u16,
        /// Number of packets.
        total: u16,
    },
}

impl BodyError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short(_) => "body_too_short",
            Self::NoLayout { .. } => "no_such_layout",
            Self::Unsupported { .. } => "unsupported_message",
            Self::Encrypted { .. } => "encrypted",
            Self::Part { .. } => "incomplete_message",
        }
    }

    /// Offset in the body where it shows.
    pub fn offset(&self) -> usize {
        match self {
            Self::Short(short) => short.offset,
            Self::NoLayout { len } => *len,
            Self::Unsupported { .. } | Self::Encrypted { .. } | Self::Part { .. } => 0,
        }
    }
}

/// A message id as JSON writes it: `0x0200`.
pub(crate) struct IdText(pub(crate) u16);

impl Serialize for IdText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0x{:04x}", self.0))
    }
}
