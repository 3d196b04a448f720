//! A faulty cell: what, where, and what to do; and the catalogue of everything that can be wrong with one.

use std::collections::BTreeMap;

/// What is wrong with a cell or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Row as a spreadsheet numbers it, from 1.
    pub row: u32,
    /// Header of the column, as the file has it (or as it should be, for a missing column).
    pub column: Option<String>,
    /// Cell, e.g. `B7`.
    pub cell: Option<String>,
    /// Stable code: key of a text.
    pub code: &'static str,
    /// What stands there; personal numbers are masked.
    pub value: Option<String>,
    /// Stable code of what to do.
    pub hint: &'static str,
    /// Values for the text, e.g. `first_row`.
    pub params: BTreeMap<&'static str, String>,
    /// Column from 0, to mark the cell.
    pub(super) at: Option<u16>,
}

impl Fault {
    /// The fault in Chinese, for the marked workbook.
    pub(super) fn explain(&self) -> String {
        let mut text = find(self.code).map_or(self.code, |e| e.text).to_owned();
        for (name, value) in &self.params {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        match &self.column {
            Some(column) => format!("{column}：{text}"),
            None => text,
        }
    }
}

/// One thing that can be wrong.
#[derive(Debug)]
pub struct Entry {
    /// Stable code.
    pub code: &'static str,
    /// Stable code of what to do.
    pub hint: &'static str,
    /// What is wrong and what to do, in Chinese, for the marked workbook; `{name}` stands for a parameter.
    pub text: &'static str,
}

const fn e(code: &'static str, hint: &'static str, text: &'static str) -> Entry {
    Entry { code, hint, text }
}

/// Everything that can be wrong, sorted by code. Screens hold a Chinese and an English text for each code and hint.
pub const fn catalogue() -> &'static [Entry] {
    &ALL
}

const ALL: [Entry; 52] = [
    e("cell_error", "replace_formula", "单元格是公式错误值，请填写实际内容"),
    e("changed_meanwhile", "import_again", "导入期间有人修改了这条记录，什么都没有写入；请核对后重新导入"),
    e("column_missing", "add_column", "缺少此列，请对照模板补上表头和内容"),
    e("coordinate_range", "check_coordinates", "经纬度超出中国范围（经度73–136，纬度3–54），请检查是否填反"),
    e("date_incomplete", "full_date", "日期不完整，请写到年月日，如 2024-04-28"),
    e("date_range", "check_date", "日期超出合理范围（1950–2200年）"),
    e("date_unreadable", "full_date", "不是日期，请写成 2024-04-28 的形式"),
    e("duplicate_in_file", "remove_duplicate", "与第{first_row}行重复，请只保留一行"),
    e("enterprise_ambiguous", "use_credit_code", "有多家企业叫这个名称，请改填统一社会信用代码"),
    e("enterprise_missing", "name_enterprise", "请填写所属企业的统一社会信用代码或名称"),
    e("enterprise_unknown", "import_enterprise_first", "系统中没有这家企业，请核对，或先导入企业"),
    e("grid_ambiguous", "use_grid_path", "有多个网格叫这个名称，请写全路径（县/街道/村）或区划代码"),
    e("grid_code", "check_grid_code", "网格代码应为6、9或12位数字"),
    e("grid_level", "check_grid_code", "层级与代码位数不符：县6位、街道9位、村12位"),
    e("grid_parent_level", "check_parent_grid", "上级网格的层级不对：街道属于县，村属于街道"),
    e("grid_parent_missing", "check_parent_grid", "找不到上级网格，请填写上级代码，或先导入上级"),
    e("grid_unknown", "import_grid_first", "系统中没有这个网格，请核对，或先导入网格"),
    e("hazard_by_steps", "use_steps", "系统中这条隐患的此项与表中不同；请在系统中按步骤办理"),
    e("hazard_clause", "fill_in", "重大隐患须写明判定依据"),
    e("hazard_closed", "use_steps", "这条隐患已销号，不能修改"),
    e("hazard_state", "leave_blank", "新导入的隐患只能是“待通知”：整改和销号须有证据，请在系统中办理"),
    e("id_number_birth", "check_id_number", "身份证号第7–14位不是有效日期"),
    e("id_number_character", "check_id_number", "身份证号只能是数字（末位可为X）"),
    e("id_number_check_digit", "check_last_character", "身份证号校验位不对，请核对是否抄错"),
    e("id_number_first_generation", "check_id_number", "15位身份证号已停用，请填18位"),
    e("id_number_length", "check_id_number", "身份证号应为18位"),
    e("location_incomplete", "check_coordinates", "经度和纬度要么都填，要么都不填"),
    e("not_in_list", "choose_from_list", "不在可选范围内：{allowed}"),
    e("number_range", "check_number", "数值超出范围（{min}–{max}）"),
    e("number_unreadable", "check_number", "不是数字"),
    e("phone_character", "check_phone", "电话号码只能是数字和连接符"),
    e("phone_length", "check_phone", "手机号应为11位"),
    e("phone_range", "check_phone", "手机号应以13–19开头"),
    e("plate_colour_misfit", "check_plate_colour", "8位新能源号牌应为绿色或黄绿色"),
    e("plate_length", "check_plate", "号牌应为7位，新能源8位"),
    e("plate_new_energy", "check_plate", "8位号牌不符合新能源号牌规则"),
    e("plate_office", "check_plate", "号牌第2位应为发牌机关字母"),
    e("plate_province", "check_plate", "号牌第1位应为省份简称"),
    e("plate_serial", "check_plate", "号牌序号不符合规则（不含字母I、O，字母不超过2个）"),
    e(
        "precision_lost",
        "format_as_text",
        "Excel已把长数字变成科学计数或舍入，数字已丢失；请把列设为文本格式后重新填写",
    ),
    e("required", "fill_in", "此项必填"),
    e("sim_character", "check_sim", "终端手机号只能是数字"),
    e("sim_empty", "check_sim", "终端手机号不能全为0"),
    e("sim_length", "check_sim", "终端手机号最多20位"),
    e("sim_taken", "check_sim", "此终端手机号已登记在其他车辆上"),
    e("too_long", "shorten", "内容太长，最多{max}个字"),
    e("uscc_character", "check_credit_code", "统一社会信用代码第{position}位的字符不会出现在代码中"),
    e("uscc_check_character", "check_last_character", "统一社会信用代码校验位不对，请核对是否抄错"),
    e("uscc_division", "check_credit_code", "统一社会信用代码第3–8位应为数字"),
    e("uscc_length", "check_credit_code", "统一社会信用代码应为18位"),
    e("value_none", "fill_in", "此项不能写“无”"),
    e("vehicle_colour_missing", "check_plate_colour", "请填写号牌颜色"),
];

/// The entry of a code.
pub(super) fn find(code: &str) -> Option<&'static Entry> {
    ALL.iter().find(|e| e.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sorted() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
