//! Word lists for invented names. Nothing here names a real firm, place or person.

use anlu_domain::party::sector::Sector;

use super::rng::Rng;

/// Name of the invented county.
pub(crate) const COUNTY: &str = "安路县（示例）";

/// Streets (街道) with the villages they may be given.
pub(crate) const STREETS: [&str; 8] =
    ["云禾街道", "澄湾街道", "岚桥街道", "望潮街道", "松序街道", "南渡街道", "青屏镇", "海塘镇"];

const PLACE_FIRST: [&str; 20] = [
    "云", "禾", "澄", "岚", "潮", "松", "渡", "屏", "塘", "星", "莳", "麦", "鹭", "苇", "杏", "棠", "稻", "橘", "蓝",
    "霁",
];
const PLACE_LAST: [&str; 12] = ["浦", "湾", "桥", "埠", "里", "岙", "墩", "溪", "畈", "渚", "坊", "岭"];

/// Family names spread widely in China, so that a pair with a given name below points at nobody.
const FAMILY: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗",
    "高", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "萧", "田", "董", "潘", "袁", "蔡",
    "蒋", "余",
];
const GIVEN_FIRST: [&str; 24] = [
    "示", "安", "路", "云", "禾", "澄", "岚", "松", "序", "望", "知", "行", "守", "平", "远", "立", "景", "思", "若",
    "亦", "言", "予", "以", "之",
];
const GIVEN_LAST: [&str; 24] = [
    "例", "安", "宁", "舟", "帆", "序", "原", "川", "衡", "和", "朗", "齐", "恒", "诺", "信", "然", "山", "泽", "航",
    "达", "明", "同", "业", "成",
];

const BRAND_FIRST: [&str; 24] = [
    "云", "禾", "澄", "岚", "望", "松", "苇", "鹭", "霁", "杏", "莳", "棠", "稻", "橘", "麦", "屿", "柚", "砚", "榆",
    "槿", "芷", "蓼", "荻", "菱",
];
const BRAND_LAST: [&str; 24] = [
    "禾", "帆", "舟", "途", "原", "驰", "桥", "序", "远", "达", "通", "捷", "运", "衡", "澜", "川", "诚", "固", "程",
    "骏", "翔", "联", "路", "安",
];

/// A village name that is not yet in `taken`.
pub(crate) fn village(rng: &mut Rng, taken: &mut Vec<String>) -> String {
    loop {
        let ending = if rng.chance(0.75) { "村" } else { "社区" };
        let stem = format!("{}{}", rng.pick(&PLACE_FIRST), rng.pick(&PLACE_LAST));
        if !taken.contains(&stem) {
            taken.push(stem.clone());
            return format!("{stem}{ending}");
        }
    }
}

/// A personal name made of two or three characters.
pub(crate) fn person(rng: &mut Rng) -> String {
    let family = rng.pick(&FAMILY);
    if rng.chance(0.12) {
        return format!("{family}{}", rng.pick(&GIVEN_LAST));
    }
    format!("{family}{}{}", rng.pick(&GIVEN_FIRST), rng.pick(&GIVEN_LAST))
}

/// A brand (字号) of two characters.
pub(crate) fn brand(rng: &mut Rng) -> String {
    loop {
        let (a, b) = (rng.pick(&BRAND_FIRST), rng.pick(&BRAND_LAST));
        if a != b {
            return format!("{a}{b}");
        }
    }
}

/// How firms of a sector are called, and what they are registered to do.
pub(crate) fn sector_words(sector: Sector) -> (&'static [&'static str], &'static str) {
    match sector {
        Sector::Hazmat => (&["危险品运输", "化工物流", "危货运输"], "道路危险货物运输（2类1项、3类、8类）"),
        Sector::Passenger => (&["客运", "长途客运", "汽车运输"], "县际、市际班车客运"),
        Sector::Tourist => (&["旅游客运", "旅游汽车", "包车客运"], "省际、市际包车客运（旅游）"),
        Sector::Bus => (&["公共交通", "城乡公交"], "城市公共汽车客运、城乡公交"),
        Sector::Taxi => (&["出租汽车", "出行服务"], "巡游出租汽车客运"),
        Sector::Freight => (&["货运", "物流", "运输", "配送"], "道路普通货物运输"),
        Sector::HeavyFreight => {
            (&["重载运输", "渣土运输", "集装箱运输", "大件物流"], "道路普通货物运输（总质量12吨及以上）、集装箱运输")
        }
        Sector::Repair => (&["汽车维修", "汽车服务", "汽修"], "一类、二类机动车维修"),
        Sector::Rental => (&["汽车租赁", "租车服务"], "小微型客车租赁经营"),
        Sector::DrivingSchool => (&["驾驶培训", "驾校"], "普通机动车驾驶员培训"),
        Sector::EBike => (&["共享单车科技", "慢行出行"], "互联网租赁电动自行车运营"),
        Sector::Port => (&["港务", "码头", "港口装卸"], "港口货物装卸、仓储"),
        Sector::Construction => (&["交通工程", "路桥工程", "公路养护"], "公路、桥梁工程施工与养护"),
    }
}
