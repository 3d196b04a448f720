//! What may be wrong in a yard, on a truck or in an office: texts of the demo's hazards.

use anlu_domain::hazard::Level;

/// One kind of hazard.
pub(crate) struct Kind {
    /// One line.
    pub(crate) title: &'static str,
    /// What exactly.
    pub(crate) description: &'static str,
    /// The clause it offends; a major one names its criterion.
    pub(crate) clause: Option<&'static str>,
    /// Level.
    pub(crate) level: Level,
    /// 措施.
    pub(crate) measure: &'static str,
    /// 资金, yuan.
    pub(crate) money_yuan: u64,
    /// 预案.
    pub(crate) emergency: &'static str,
}

/// All kinds.
pub(crate) const KINDS: [Kind; 10] = [
    Kind {
        title: "停车场地面油污未清理",
        description: "停车场东侧三号车位下方有成片油渍，存在滑倒和引燃风险。",
        clause: None,
        level: Level::General,
        measure: "清洗地面，铺设吸油毡，检修渗漏车辆后再停放。",
        money_yuan: 1_200,
        emergency: "清理前封闭三号车位，周边配置两具干粉灭火器。",
    },
    Kind {
        title: "右后尾灯破损",
        description: "车辆右后尾灯灯罩破损，夜间不亮，仍在营运。",
        clause: None,
        level: Level::General,
        measure: "更换尾灯总成，夜间复验灯光。",
        money_yuan: 480,
        emergency: "修复前该车停驶，运输任务改由备用车辆承担。",
    },
    Kind {
        title: "库房安全出口被货物堵塞",
        description: "库房西侧安全出口堆放纸箱，疏散通道净宽不足0.8米。",
        clause: None,
        level: Level::General,
        measure: "清空通道，地面划设禁止堆放标线，每日班前检查。",
        money_yuan: 600,
        emergency: "清空前停止该库区作业，安排专人值守。",
    },
    Kind {
        title: "灭火器压力不足",
        description: "办公楼二层四具灭火器指针在红区，检查卡三个月未填写。",
        clause: None,
        level: Level::General,
        measure: "更换四具灭火器，明确每月检查责任人。",
        money_yuan: 800,
        emergency: "更换前从仓库调拨四具备用灭火器。",
    },
    Kind {
        title: "车辆卫星定位设备离线超过24小时",
        description: "抽查发现两台营运车辆定位终端离线，企业未按规定停驶检修。",
        clause: None,
        level: Level::General,
        measure: "停驶检修终端，监控岗每两小时核对在线情况并留痕。",
        money_yuan: 2_000,
        emergency: "恢复在线前车辆不得出场。",
    },
    Kind {
        title: "安全例会记录缺失",
        description: "近三个月安全例会仅有签到表，没有议题和落实情况。",
        clause: None,
        level: Level::General,
        measure: "补开本月例会，形成议题、决定和落实清单。",
        money_yuan: 0,
        emergency: "例会补开前由主要负责人每周讲评一次安全情况。",
    },
    Kind {
        title: "轮胎花纹深度不足",
        description: "牵引车转向轮胎花纹深度低于磨损标志。",
        clause: None,
        level: Level::General,
        measure: "更换转向轮两条轮胎，出车前检查增加胎纹项目。",
        money_yuan: 4_600,
        emergency: "更换前车辆停驶。",
    },
    Kind {
        title: "驾驶员岗前教育档案不全",
        description: "五名新聘驾驶员缺岗前安全教育考核记录。",
        clause: None,
        level: Level::General,
        measure: "补做岗前教育与考核，未合格者不上岗。",
        money_yuan: 1_500,
        emergency: "补训期间五人暂停派车。",
    },
    Kind {
        title: "超出许可事项从事运输",
        description: "现场核查一台车辆承运的货物不在许可事项之内。",
        clause: Some("交办运〔2023〕52号 第三条（一）"),
        level: Level::Major,
        measure: "立即停止超范围运输，逐车核对许可事项，派车前由安全员复核。",
        money_yuan: 5_000,
        emergency: "该车停运，货物由具备许可的企业承接。",
    },
    Kind {
        title: "长期疲劳驾驶未处置",
        description: "一个月内同一车辆多次连续驾驶超过4小时，企业没有处置记录。",
        clause: Some("交办运〔2023〕52号 第三条（三）"),
        level: Level::Major,
        measure: "调整班次，配备双驾驶员，监控岗实时干预并留存记录。",
        money_yuan: 20_000,
        emergency: "整改完成前该线路缩短单程距离，途中强制休息。",
    },
];
