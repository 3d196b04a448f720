//! The messages: one line each. The macro makes [`Body`] and [`CATALOG`] of them.

use serde::{Serialize, Serializer};

use super::{super::version::Version, Direction, Handling, MessageEntry};
use crate::{
    jt808::body::{
        AlarmFiles, AreasReply, Attributes, Auth, AvAttributes, Batch, BodyError, CallBack, CameraSwitch, Can, Circles,
        Compressed, ConfirmAlarm, DeleteAreas, Driver, Empty, EventReport, FileInfo, FileReply, Heartbeat, Info,
        InfoDemand, InfoMenu, LiveControl, LiveState, LiveVideo, LocatedReply, Location, Logout, Media, MediaAck,
        MediaEvent, PanTilt, ParamsReply, Passengers, Passthrough, PhoneBook, Polygon, QueryAreas, QueryParams,
        Question, QuestionAnswer, RecordSound, RecorderCommand, RecorderUpload, Recordings, Rectangles, Register,
        RegisterReply, Replay, ReplayControl, Reply, Resend, Route, RsaKey, SearchMedia, SearchRecordings, SetEvents,
        SetParams, Shoot, ShotReply, StoredMedia, TerminalControl, TextMessage, TimeQuery, TimeReply, Track, Upgrade,
        UpgradeResult, UploadAlarmFiles, UploadControl, UploadDone, UploadMedia, UploadOne, UploadRecording,
        VehicleControl, Waybill,
    },
    wire::field::Message as _,
};

macro_rules! messages {
    ($($id:literal $variant:ident($ty:ty) $name:literal $zh:literal $handling:ident |$b:tt, $v:tt| $decode:expr;)*) => {
        /// A decoded body; borrows from the frame.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Body<'a> {
            $(#[doc = concat!($zh, " (`", $name, "`).")] $variant($ty),)*
        }

        impl Body<'_> {
            /// Message id.
            pub fn msg_id(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $id,)*
                }
            }

            /// Appends the body as it lies in the frame.
            pub fn encode(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant(body) => body.encode(out),)*
                }
            }
        }

        impl Serialize for Body<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(body) => body.serialize(serializer),)*
                }
            }
        }

        /// Every message, by id.
        pub const CATALOG: &[MessageEntry] = &[$(MessageEntry {
            id: $id,
            name: $name,
            zh: $zh,
            direction: if $id & 0x8000 == 0 { Direction::Up } else { Direction::Down },
            handling: Handling::$handling,
        },)*];

        /// Reads a body by the line of its message; a `match`, as this runs for every frame.
        #[inline]
        pub(super) fn read(msg_id: u16, version: Version, body: &[u8]) -> Result<Body<'_>, BodyError> {
            match msg_id {
                $($id => {
                    let ($b, $v) = (body, version);
                    Ok(Body::$variant($decode?))
                })*
                _ => Err(BodyError::Unsupported { msg_id }),
            }
        }
    };
}

// id, variant and type, name (also the folder of its frames in testdata), name by the standard, what a session does
// with it, how it is read.
messages! {
    0x0001 TerminalReply(Reply) "x0001_terminal_reply" "终端通用应答" Answer |b, _| Reply::decode(b);
    0x0002 Heartbeat(Heartbeat) "x0002_heartbeat" "终端心跳" Session |b, _| Heartbeat::decode(b);
    0x0003 Logout(Logout) "x0003_logout" "终端注销" Session |b, _| Logout::decode(b);
    0x0004 TimeQuery(TimeQuery) "x0004_time_query" "查询服务器时间请求" Session |b, _| TimeQuery::decode(b);
    0x0005 TerminalResend(Resend<'a>) "x0005_terminal_resend" "终端补传分包请求" Session |b, v| Resend::decode(b, v);
    0x0100 Register(Register<'a>) "x0100_register" "终端注册" Session |b, v| Register::decode(b, v);
    0x0102 Auth(Auth<'a>) "x0102_auth" "终端鉴权" Session |b, v| Auth::decode(b, v);
    0x0104 ParamsReply(ParamsReply<'a>) "x0104_params_reply" "查询终端参数应答" Answer |b, _| ParamsReply::decode(b);
    0x0107 Attributes(Attributes<'a>) "x0107_attributes" "查询终端属性应答" Answer |b, v| Attributes::decode(b, v);
    0x0108 UpgradeResult(UpgradeResult) "x0108_upgrade_result" "终端升级结果通知" Durable |b, _| UpgradeResult::decode(b);
    0x0200 Location(Location<'a>) "x0200_location" "位置信息汇报" Durable |b, _| Location::decode(b);
    0x0201 PositionReply(LocatedReply<'a>) "x0201_position_reply" "位置信息查询应答" Answer |b, _| LocatedReply::decode(b);
    0x0301 EventReport(EventReport) "x0301_event_report" "事件报告" Durable |b, _| EventReport::decode(b);
    0x0302 QuestionAnswer(QuestionAnswer) "x0302_question_answer" "提问应答" Durable |b, _| QuestionAnswer::decode(b);
    0x0303 InfoDemand(InfoDemand) "x0303_info_demand" "信息点播/取消" Durable |b, _| InfoDemand::decode(b);
    0x0500 ControlReply(LocatedReply<'a>) "x0500_control_reply" "车辆控制应答" Answer |b, _| LocatedReply::decode(b);
    0x0608 AreasReply(AreasReply<'a>) "x0608_areas_reply" "查询区域或线路数据应答" Answer |b, _| AreasReply::decode(b);
    0x0700 RecorderUpload(RecorderUpload<'a>) "x0700_recorder_upload" "行驶记录数据上传" Answer |b, _| RecorderUpload::decode(b);
    0x0701 Waybill(Waybill<'a>) "x0701_waybill" "电子运单上报" Durable |b, _| Waybill::decode(b);
    0x0702 Driver(Driver<'a>) "x0702_driver" "驾驶员身份信息采集上报" Durable |b, v| Driver::decode(b, v);
    0x0704 Batch(Batch<'a>) "x0704_batch" "定位数据批量上传" Durable |b, _| Batch::decode(b);
    0x0705 Can(Can) "x0705_can" "CAN总线数据上传" Durable |b, _| Can::decode(b);
    0x0800 MediaEvent(MediaEvent) "x0800_media_event" "多媒体事件信息上传" Durable |b, _| MediaEvent::decode(b);
    0x0801 Media(Media<'a>) "x0801_media" "多媒体数据上传" Durable |b, v| Media::decode(b, v);
    0x0802 StoredMedia(StoredMedia<'a>) "x0802_stored_media" "存储多媒体数据检索应答" Answer |b, _| StoredMedia::decode(b);
    0x0805 ShotReply(ShotReply) "x0805_shot_reply" "摄像头立即拍摄命令应答" Answer |b, _| ShotReply::decode(b);
    0x0900 UpPassthrough(Passthrough<'a>) "x0900_up_passthrough" "数据上行透传" Durable |b, _| Passthrough::decode(b);
    0x0901 Compressed(Compressed<'a>) "x0901_compressed" "数据压缩上报" Durable |b, _| Compressed::decode(b);
    0x0a00 TerminalKey(RsaKey) "x0a00_terminal_key" "终端RSA公钥" Durable |b, _| RsaKey::decode(b);
    0x1003 AvAttributes(AvAttributes) "x1003_av_attributes" "终端上传音视频属性" Answer |b, _| AvAttributes::decode(b);
    0x1005 Passengers(Passengers) "x1005_passengers" "终端上传乘客流量" Durable |b, _| Passengers::decode(b);
    0x1205 Recordings(Recordings) "x1205_recordings" "终端上传音视频资源列表" Answer |b, _| Recordings::decode(b);
    0x1206 UploadDone(UploadDone) "x1206_upload_done" "文件上传完成通知" Durable |b, _| UploadDone::decode(b);
    0x1210 AlarmFiles(AlarmFiles<'a>) "x1210_alarm_files" "报警附件信息消息" Attachment |b, _| AlarmFiles::decode(b);
    0x1211 FileBegin(FileInfo<'a>) "x1211_file_begin" "文件信息上传" Attachment |b, _| FileInfo::decode(b);
    0x1212 FileEnd(FileInfo<'a>) "x1212_file_end" "文件上传完成消息" Attachment |b, _| FileInfo::decode(b);
    0x8001 PlatformReply(Reply) "x8001_platform_reply" "平台通用应答" Never |b, _| Reply::decode(b);
    0x8003 Resend(Resend<'a>) "x8003_resend" "补传分包请求" Never |b, v| Resend::decode(b, v);
    0x8004 TimeReply(TimeReply) "x8004_time_reply" "查询服务器时间应答" Never |b, _| TimeReply::decode(b);
    0x8100 RegisterReply(RegisterReply<'a>) "x8100_register_reply" "终端注册应答" Never |b, _| RegisterReply::decode(b);
    0x8103 SetParams(SetParams<'a>) "x8103_set_params" "设置终端参数" Never |b, _| SetParams::decode(b);
    0x8104 QueryAllParams(Empty) "x8104_query_all_params" "查询终端参数" Never |b, _| Empty::decode(b);
    0x8105 TerminalControl(TerminalControl<'a>) "x8105_terminal_control" "终端控制" Never |b, _| TerminalControl::decode(b);
    0x8106 QueryParams(QueryParams) "x8106_query_params" "查询指定终端参数" Never |b, _| QueryParams::decode(b);
    0x8107 QueryAttributes(Empty) "x8107_query_attributes" "查询终端属性" Never |b, _| Empty::decode(b);
    0x8108 Upgrade(Upgrade<'a>) "x8108_upgrade" "下发终端升级包" Never |b, _| Upgrade::decode(b);
    0x8201 QueryPosition(Empty) "x8201_query_position" "位置信息查询" Never |b, _| Empty::decode(b);
    0x8202 Track(Track) "x8202_track" "临时位置跟踪控制" Never |b, _| Track::decode(b);
    0x8203 ConfirmAlarm(ConfirmAlarm) "x8203_confirm_alarm" "人工确认报警消息" Never |b, _| ConfirmAlarm::decode(b);
    0x8204 LinkCheck(Empty) "x8204_link_check" "链路检测" Never |b, _| Empty::decode(b);
    0x8300 Text(TextMessage<'a>) "x8300_text" "文本信息下发" Never |b, v| TextMessage::decode(b, v);
    0x8301 SetEvents(SetEvents<'a>) "x8301_set_events" "事件设置" Never |b, _| SetEvents::decode(b);
    0x8302 Question(Question<'a>) "x8302_question" "提问下发" Never |b, _| Question::decode(b);
    0x8303 InfoMenu(InfoMenu<'a>) "x8303_info_menu" "信息点播菜单设置" Never |b, _| InfoMenu::decode(b);
    0x8304 Info(Info<'a>) "x8304_info" "信息服务" Never |b, _| Info::decode(b);
    0x8400 CallBack(CallBack<'a>) "x8400_call_back" "电话回拨" Never |b, _| CallBack::decode(b);
    0x8401 PhoneBook(PhoneBook<'a>) "x8401_phone_book" "设置电话本" Never |b, _| PhoneBook::decode(b);
    0x8500 VehicleControl(VehicleControl) "x8500_control" "车辆控制" Never |b, v| VehicleControl::decode(b, v);
    0x8600 Circles(Circles<'a>) "x8600_circles" "设置圆形区域" Never |b, v| Circles::decode(b, v);
    0x8601 DeleteCircles(DeleteAreas) "x8601_delete_circles" "删除圆形区域" Never |b, _| DeleteAreas::decode(b);
    0x8602 Rectangles(Rectangles<'a>) "x8602_rectangles" "设置矩形区域" Never |b, v| Rectangles::decode(b, v);
    0x8603 DeleteRectangles(DeleteAreas) "x8603_delete_rectangles" "删除矩形区域" Never |b, _| DeleteAreas::decode(b);
    0x8604 Polygon(Polygon<'a>) "x8604_polygon" "设置多边形区域" Never |b, v| Polygon::decode(b, v);
    0x8605 DeletePolygons(DeleteAreas) "x8605_delete_polygons" "删除多边形区域" Never |b, _| DeleteAreas::decode(b);
    0x8606 Route(Route<'a>) "x8606_route" "设置路线" Never |b, v| Route::decode(b, v);
    0x8607 DeleteRoutes(DeleteAreas) "x8607_delete_routes" "删除路线" Never |b, _| DeleteAreas::decode(b);
    0x8608 QueryAreas(QueryAreas) "x8608_query_areas" "查询区域或线路数据" Never |b, _| QueryAreas::decode(b);
    0x8700 RecorderQuery(RecorderCommand<'a>) "x8700_recorder_query" "行驶记录仪数据采集命令" Never |b, _| RecorderCommand::decode(b);
    0x8701 RecorderSet(RecorderCommand<'a>) "x8701_recorder_set" "行驶记录仪参数下传命令" Never |b, _| RecorderCommand::decode(b);
    0x8702 QueryDriver(Empty) "x8702_query_driver" "上报驾驶员身份信息请求" Never |b, _| Empty::decode(b);
    0x8800 MediaAck(MediaAck) "x8800_media_ack" "多媒体数据上传应答" Never |b, _| MediaAck::decode(b);
    0x8801 Shoot(Shoot) "x8801_shoot" "摄像头立即拍摄命令" Never |b, _| Shoot::decode(b);
    0x8802 SearchMedia(SearchMedia) "x8802_search_media" "存储多媒体数据检索" Never |b, _| SearchMedia::decode(b);
    0x8803 UploadMedia(UploadMedia) "x8803_upload_media" "存储多媒体数据上传命令" Never |b, _| UploadMedia::decode(b);
    0x8804 RecordSound(RecordSound) "x8804_record_sound" "录音开始命令" Never |b, _| RecordSound::decode(b);
    0x8805 UploadOne(UploadOne) "x8805_upload_one" "单条存储多媒体数据检索上传命令" Never |b, _| UploadOne::decode(b);
    0x8900 DownPassthrough(Passthrough<'a>) "x8900_down_passthrough" "数据下行透传" Never |b, _| Passthrough::decode(b);
    0x8a00 PlatformKey(RsaKey) "x8a00_platform_key" "平台RSA公钥" Never |b, _| RsaKey::decode(b);
    0x9003 QueryAvAttributes(Empty) "x9003_query_av_attributes" "查询终端音视频属性" Never |b, _| Empty::decode(b);
    0x9101 LiveVideo(LiveVideo<'a>) "x9101_live_video" "实时音视频传输请求" Never |b, _| LiveVideo::decode(b);
    0x9102 LiveControl(LiveControl) "x9102_live_control" "音视频实时传输控制" Never |b, _| LiveControl::decode(b);
    0x9105 LiveState(LiveState) "x9105_live_state" "实时音视频传输状态通知" Never |b, _| LiveState::decode(b);
    0x9201 Replay(Replay<'a>) "x9201_replay" "平台下发远程录像回放请求" Never |b, _| Replay::decode(b);
    0x9202 ReplayControl(ReplayControl) "x9202_replay_control" "平台下发远程录像回放控制" Never |b, _| ReplayControl::decode(b);
    0x9205 SearchRecordings(SearchRecordings) "x9205_search_recordings" "查询资源列表" Never |b, _| SearchRecordings::decode(b);
    0x9206 UploadRecording(UploadRecording<'a>) "x9206_upload_recording" "文件上传指令" Never |b, _| UploadRecording::decode(b);
    0x9207 UploadControl(UploadControl) "x9207_upload_control" "文件上传控制" Never |b, _| UploadControl::decode(b);
    0x9208 UploadAlarmFiles(UploadAlarmFiles<'a>) "x9208_upload_alarm_files" "报警附件上传指令" Never |b, _| UploadAlarmFiles::decode(b);
    0x9212 FileReply(FileReply<'a>) "x9212_file_reply" "文件上传完成消息应答" Never |b, _| FileReply::decode(b);
    0x9301 PanTilt(PanTilt) "x9301_pan_tilt" "云台旋转" Never |b, _| PanTilt::decode(b);
    0x9302 Focus(CameraSwitch) "x9302_focus" "云台调整焦距控制" Never |b, _| CameraSwitch::decode(b);
    0x9303 Aperture(CameraSwitch) "x9303_aperture" "云台调整光圈控制" Never |b, _| CameraSwitch::decode(b);
    0x9304 Wiper(CameraSwitch) "x9304_wiper" "云台雨刷控制" Never |b, _| CameraSwitch::decode(b);
    0x9305 Infrared(CameraSwitch) "x9305_infrared" "红外补光控制" Never |b, _| CameraSwitch::decode(b);
    0x9306 Zoom(CameraSwitch) "x9306_zoom" "云台变倍控制" Never |b, _| CameraSwitch::decode(b);
}
