//! Filling: what is printed, what is left out, what is refused.

use super::*;

const KIND: &str = r#"
id = "penalty.decision"
title = { zh = "行政处罚决定书", en = "Decision" }
series = "罚"
valid_from = "2026-01-01"
confidence = "unverified"
basis = { law = "行政处罚法", article = "第五十九条", date = "2021-01-22" }
fields = [
  { name = "party", label = { zh = "当事人", en = "Party" } },
  { name = "fine", label = { zh = "罚款", en = "Fine" }, type = "money" },
  { name = "at", label = { zh = "时间", en = "Time" }, type = "time", optional = true },
  { name = "proof", label = { zh = "证据", en = "Proof" }, type = "list" },
  { name = "goods", label = { zh = "货物", en = "Goods" }, type = "table", optional = true },
]
blocks = [
  { kind = "fields", names = ["party", "at"] },
  { kind = "text", text = "{authority}决定对{party}罚款{fine}。" },
  { kind = "text", text = "时间：{at}。" },
  { kind = "list", name = "proof" },
  { kind = "table", name = "goods", head = ["名称", "数量"] },
  { kind = "sign", labels = ["执法人员"] },
  { kind = "seal" },
]
"#;

fn kind() -> DocumentKind {
    toml::from_str(KIND).unwrap()
}

fn issuer() -> Issuer {
    Issuer {
        authority: "示例县交通运输局".into(),
        prefix: "示交".into(),
        address: "示例路1号".into(),
        phone: "0000-0000000".into(),
        review_authority: "示例县人民政府".into(),
        court: "示例县人民法院".into(),
        account: "示例县财政专户".into(),
    }
}

fn fields() -> Fields {
    BTreeMap::from([
        ("party".to_owned(), FieldValue::Text(" 示例公司 ".to_owned())),
        ("fine".to_owned(), FieldValue::Money(1_234_560)),
        ("proof".to_owned(), FieldValue::List(vec!["照片".to_owned()])),
    ])
}

fn made(fields: &Fields) -> Result<Paper, FillError> {
    let day = CivilDay::parse_iso("2026-11-26").unwrap();
    let n = number(&kind(), &issuer(), day, 7);
    fill(&kind(), &issuer(), fields, &n, 1, day)
}

#[test]
fn blanks_are_filled_and_what_has_no_value_is_left_out() {
    let paper = made(&fields()).unwrap();
    assert_eq!(paper.number, "示交罚〔2026〕7号");
    assert_eq!(
        paper.blocks,
        [
            Block::Fields { rows: vec![Row { label: "当事人".into(), value: "示例公司".into() }] },
            Block::Text { text: "示例县交通运输局决定对示例公司罚款12,345.60元。".into() },
            Block::List { items: vec!["照片".into()] },
            Block::Sign { labels: vec!["执法人员".into()] },
            Block::Seal { authority: "示例县交通运输局".into(), day: "2026年11月26日".into() },
        ]
    );
}

#[test]
fn times_are_civil_and_tables_have_as_many_cells_as_heads() {
    let mut fields = fields();
    fields.insert("at".into(), FieldValue::Time(UtcMs::parse_rfc3339("2026-11-26T01:05:09Z").unwrap()));
    fields.insert("goods".into(), FieldValue::Table(vec![vec!["汽油".into(), "20".into()]]));
    let paper = made(&fields).unwrap();
    assert!(paper.blocks.contains(&Block::Text { text: "时间：2026年11月26日 9时05分。".into() }));
    fields.insert("goods".into(), FieldValue::Table(vec![vec!["汽油".into()]]));
    assert_eq!(made(&fields), Err(FillError::Unfit("goods".into())));
}

#[test]
fn what_is_missing_unknown_or_unfit_is_named() {
    let mut without = fields();
    without.insert("party".into(), FieldValue::Text("  ".into()));
    without.remove("proof");
    assert_eq!(made(&without), Err(FillError::Missing(vec!["party".into(), "proof".into()])));
    let mut more = fields();
    more.insert("party_code".into(), FieldValue::Text("x".into()));
    assert_eq!(made(&more), Err(FillError::Unknown("party_code".into())));
    let mut other = fields();
    other.insert("fine".into(), FieldValue::Number(1));
    assert_eq!(made(&other), Err(FillError::Unfit("fine".into())));
}

#[test]
fn money_is_written_as_people_read_it() {
    for (fen, text) in
        [(0, "0元"), (99, "0.99元"), (100_000, "1,000元"), (123_456_789, "1,234,567.89元"), (-50, "-0.50元")]
    {
        assert_eq!(yuan(fen), text);
    }
}
