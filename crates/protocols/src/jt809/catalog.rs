//! The messages this crate reads and writes: one list for dispatch, documentation and coverage tests.

use serde::{Serialize, Serializer};

use crate::wire::{Writer, hex::Hex};

use super::{
    body::{BodyError, alarm, control, exchange, link, location, manage, platform, vehicle_info},
    field::Layout,
    message::Vehicle,
    profile::Edition,
};

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Lower platform to upper platform.
    Up,
    /// Upper platform to lower platform.
    Down,
}

/// One line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct MessageEntry {
    /// Message id, or sub id of a family.
    pub id: u16,
    /// Folder of its frames under `testdata/jt809/`, and its name in documents.
    pub name: &'static str,
    /// Chinese name by the standard.
    pub zh: &'static str,
}

impl MessageEntry {
    /// Who sends it.
    pub fn direction(&self) -> Direction {
        if self.id < 0x8000 { Direction::Up } else { Direction::Down }
    }

    /// The message it travels in, when it is a sub-message.
    pub fn family(&self) -> Option<u16> {
        family(self.id)
    }
}

/// The message a sub id travels in: 0x1200 for 0x1202; `None` for messages of their own.
pub fn family(id: u16) -> Option<u16> {
    let [high, low] = id.to_be_bytes();
    (low != 0 && matches!(high, 0x12..=0x16 | 0x92..=0x96)).then_some(u16::from_be_bytes([high, 0]))
}

/// Whether a message consists of sub-messages.
pub fn is_family(msg_id: u16) -> bool {
    matches!(msg_id, 0x1200 | 0x1300 | 0x1400 | 0x1500 | 0x1600 | 0x9200 | 0x9300 | 0x9400 | 0x9500 | 0x9600)
}

macro_rules! catalog {
    ($lt:lifetime; $($id:literal $name:ident $zh:literal $variant:ident($ty:ty);)*) => {
        /// A decoded body or sub-message; borrows from the frame.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Body<$lt> {
            $(#[doc = $zh] $variant($ty),)*
        }

        /// Every message and sub-message, by id.
        pub const CATALOG: &[MessageEntry] =
            &[$(MessageEntry { id: $id, name: stringify!($name), zh: $zh },)*];

        /// Reads the fields of a message or sub-message (what stands behind its data length).
        pub fn decode_body<$lt>(id: u16, body: &$lt [u8], edition: Edition) -> Result<Body<$lt>, BodyError> {
            match id {
                $($id => <$ty as Layout<$lt>>::decode(body, edition).map(Body::$variant),)*
                _ => Err(BodyError::Unsupported { msg_id: id }),
            }
        }

        impl Body<'_> {
            /// Id of the message or sub-message.
            pub fn id(&self) -> u16 {
                match self { $(Self::$variant(_) => $id,)* }
            }

            /// Appends the fields.
            pub fn encode(&self, out: &mut Vec<u8>) {
                let mut w = Writer::new(out);
                match self { $(Self::$variant(body) => body.encode(&mut w),)* }
            }
        }

        impl Serialize for Body<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(body) => body.serialize(serializer),)* }
            }
        }
    };
}

catalog! { 'a;
    0x1001 x1001_login "主链路登录请求消息" Login(link::Login);
    0x1002 x1002_login_reply "主链路登录应答消息" LoginReply(link::LoginReply);
    0x1003 x1003_logout "主链路注销请求消息" Logout(link::Logout);
    0x1004 x1004_logout_reply "主链路注销应答消息" LogoutReply(link::Empty);
    0x1005 x1005_keep_alive "主链路连接保持请求消息" KeepAlive(link::Empty);
    0x1006 x1006_keep_alive_reply "主链路连接保持应答消息" KeepAliveReply(link::Empty);
    0x1007 x1007_main_broken "主链路断开通知消息" MainBroken(link::LinkNotice);
    0x1008 x1008_main_closing "下级平台主动关闭链路通知消息" MainClosing(link::LinkNotice);
    0x1101 x1101_total_sent "发送车辆定位信息数据量通知消息" TotalSent(manage::Total);
    0x1201 x1201_register "上传车辆注册信息消息" Register(exchange::Register);
    0x1202 x1202_location "实时上传车辆定位信息消息" Location(location::Gnss<'a>);
    0x1203 x1203_history "车辆定位信息自动补报消息" History(location::History<'a>);
    0x1205 x1205_start_reply "启动车辆定位信息交换应答消息" StartReply(exchange::ExchangeReply);
    0x1206 x1206_end_reply "结束车辆定位信息交换应答消息" EndReply(exchange::ExchangeReply);
    0x1207 x1207_apply "申请交换指定车辆定位信息请求消息" Apply(exchange::Period);
    0x1208 x1208_apply_end "取消交换指定车辆定位信息请求消息" ApplyEnd(link::Empty);
    0x1209 x1209_apply_history "补发车辆定位信息请求消息" ApplyHistory(exchange::Period);
    0x120a x120a_driver_answer "上报车辆驾驶员身份识别信息应答消息" DriverAnswer(exchange::Driver<'a>);
    0x120b x120b_waybill_answer "上报车辆电子运单应答消息" WaybillAnswer(exchange::Waybill<'a>);
    0x120c x120c_driver "主动上报驾驶员身份信息消息" Driver(exchange::Driver<'a>);
    0x120d x120d_waybill "主动上报车辆电子运单信息消息" Waybill(exchange::Waybill<'a>);
    0x120e x120e_route "主动上报车辆行驶路线信息消息" Route(vehicle_info::Route<'a>);
    0x1301 x1301_duty_answer "平台查岗应答消息" DutyAnswer(platform::DutyAnswer<'a>);
    0x1302 x1302_notice_reply "下发平台间报文应答消息" NoticeReply(platform::NoticeReply);
    0x1303 x1303_retransmit "上传平台间消息补传请求消息" RetransmitUp(platform::Retransmit);
    0x1401 x1401_supervise_reply "报警督办应答消息" SuperviseReply(alarm::SuperviseReply);
    0x1402 x1402_alarm "上报报警信息消息" Alarm(alarm::Report<'a>);
    0x1403 x1403_tip "主动上报报警处理结果/报警预警信息消息" Tip(alarm::Tip<'a>);
    0x1411 x1411_supervise_answer "上报报警督办应答消息" SuperviseAnswer(alarm::BySource);
    0x1412 x1412_handled "主动上报报警处理结果消息" HandledBySource(alarm::BySource);
    0x1413 x1413_supervised "上报报警督办请求消息" Supervised(alarm::Supervise2019);
    0x1501 x1501_monitor_reply "车辆单向监听应答消息" MonitorReply(control::Answer);
    0x1502 x1502_photo "车辆拍照应答消息" Photo(control::Photo<'a>);
    0x1503 x1503_text_reply "下发车辆报文应答消息" TextReply(control::TextReply);
    0x1504 x1504_recorder "上报车辆行驶记录应答消息" Recorder(control::Recorder<'a>);
    0x1505 x1505_takeover_reply "车辆应急接入监管平台应答消息" TakeoverReply(control::Answer);
    0x1601 x1601_vehicle_info "补报车辆静态信息应答消息" VehicleInfo(vehicle_info::VehicleInfo<'a>);
    0x1602 x1602_route "补报车辆行驶路线信息应答消息" RouteAnswer(vehicle_info::Route<'a>);
    0x9001 x9001_sub_login "从链路连接请求消息" SubLogin(link::SubLogin);
    0x9002 x9002_sub_login_reply "从链路连接应答消息" SubLoginReply(link::SubLoginReply);
    0x9003 x9003_sub_logout "从链路注销请求消息" SubLogout(link::SubLogin);
    0x9004 x9004_sub_logout_reply "从链路注销应答消息" SubLogoutReply(link::Empty);
    0x9005 x9005_sub_keep_alive "从链路连接保持请求消息" SubKeepAlive(link::Empty);
    0x9006 x9006_sub_keep_alive_reply "从链路连接保持应答消息" SubKeepAliveReply(link::Empty);
    0x9007 x9007_sub_broken "从链路断开通知消息" SubBroken(link::LinkNotice);
    0x9008 x9008_sub_closing "上级平台主动关闭链路通知消息" SubClosing(link::LinkNotice);
    0x9101 x9101_total "接收车辆定位信息数量通知消息" Total(manage::Total);
    0x9201 x9201_register_reply "车辆注册信息应答消息" RegisterReply(control::Answer);
    0x9202 x9202_location "交换车辆定位信息消息" LocationDown(location::Gnss<'a>);
    0x9203 x9203_history "车辆定位信息交换补发消息" HistoryDown(location::History<'a>);
    0x9204 x9204_vehicle_info "交换车辆静态信息消息" VehicleInfoDown(vehicle_info::VehicleInfo<'a>);
    0x9205 x9205_start "启动车辆定位信息交换请求消息" Start(exchange::Reason);
    0x9206 x9206_end "结束车辆定位信息交换请求消息" End(exchange::Reason);
    0x9207 x9207_apply_reply "申请交换指定车辆定位信息应答消息" ApplyReply(control::Answer);
    0x9208 x9208_apply_end_reply "取消交换指定车辆定位信息应答消息" ApplyEndReply(control::Answer);
    0x9209 x9209_history_reply "补发车辆定位信息应答消息" HistoryReply(control::Answer);
    0x920a x920a_driver_request "上报车辆驾驶员身份识别信息请求消息" DriverRequest(link::Empty);
    0x920b x920b_waybill_request "上报车辆电子运单请求消息" WaybillRequest(link::Empty);
    0x920c x920c_route_request "上报车辆行驶路线请求消息" RouteRequest(link::Empty);
    0x920d x920d_route_reply "车辆行驶路线请求应答消息" RouteReply(exchange::RouteReply<'a>);
    0x9301 x9301_duty_check "平台查岗请求消息" DutyCheck(platform::DutyCheck<'a>);
    0x9302 x9302_notice "下发平台间报文请求消息" Notice(platform::Notice<'a>);
    0x9303 x9303_retransmit "下发平台间消息补传请求消息" RetransmitDown(platform::Retransmit);
    0x9401 x9401_supervise "报警督办请求消息" Supervise(alarm::Supervise);
    0x9402 x9402_warning "报警预警消息" Warning(alarm::Exchange<'a>);
    0x9403 x9403_alarm_exchange "实时交换报警信息消息" AlarmExchange(alarm::Exchange<'a>);
    0x9501 x9501_monitor "车辆单向监听请求消息" Monitor(control::Monitor);
    0x9502 x9502_photo_request "车辆拍照请求消息" PhotoRequest(control::PhotoRequest);
    0x9503 x9503_text "下发车辆报文请求消息" Text(control::TextRequest<'a>);
    0x9504 x9504_recorder_request "上报车辆行驶记录请求消息" RecorderRequest(control::RecorderRequest);
    0x9505 x9505_takeover "车辆应急接入监管平台请求消息" Takeover(control::Takeover);
    0x9601 x9601_vehicle_request "补报车辆静态信息请求消息" VehicleRequest(link::Empty);
    0x9602 x9602_route_request "补报车辆行驶路线信息请求消息" RouteInfoRequest(link::Empty);
}

impl Body<'_> {
    /// The vehicle an alarm of 2019 names among its fields; `None` when it is blank, and for other messages.
    pub fn alarm_vehicle(&self) -> Option<Vehicle> {
        let (plate, colour) = match self {
            Self::Alarm(alarm::Report::V2019(a))
            | Self::Tip(alarm::Tip::V2019(a))
            | Self::Warning(alarm::Exchange::V2019(a))
            | Self::AlarmExchange(alarm::Exchange::V2019(a)) => (a.plate, a.colour),
            Self::Alarm(alarm::Report::Short(a))
            | Self::Tip(alarm::Tip::Short(a))
            | Self::Warning(alarm::Exchange::Short(a))
            | Self::AlarmExchange(alarm::Exchange::Short(a)) => (a.plate, a.colour),
            _ => return None,
        };
        (!plate.text().is_empty()).then_some(Vehicle { plate, colour })
    }
}

/// The line of an id.
pub fn entry(id: u16) -> Option<&'static MessageEntry> {
    CATALOG.binary_search_by_key(&id, |entry| entry.id).ok().and_then(|at| CATALOG.get(at))
}

/// Bytes of a body that is not read, for JSON.
#[derive(Serialize)]
pub struct RawBody<'a> {
    hex: Hex<'a>,
}

impl<'a> RawBody<'a> {
    /// These bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { hex: Hex(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_named_by_id_and_in_a_known_family() {
        assert!(CATALOG.is_sorted_by(|a, b| a.id < b.id));
        for entry in CATALOG {
            assert!(entry.name.starts_with(&format!("x{:04x}_", entry.id)), "{}", entry.name);
            assert!(entry.family().is_none_or(is_family), "{}", entry.name);
        }
        assert_eq!(entry(0x1202).map(MessageEntry::direction), Some(Direction::Up));
        assert_eq!(entry(0x9401).and_then(MessageEntry::family), Some(0x9400));
        assert_eq!(family(0x1101), None);
    }
}
