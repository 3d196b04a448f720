//! From text to a checked condition: recursive descent in the order of CEL's precedences, depth-limited.

use std::sync::Arc;

use super::{Fault, Node, Operand, Order, words};
use crate::facts::{FactKey, FactType};

/// Parentheses and negations may nest this deep.
const DEEPEST: u8 = 32;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    Text(String),
    Number(i64),
    Sign(&'static str),
}

/// A part of a condition before it must be a truth value.
enum Part {
    Truth(Node),
    Fact(FactKey),
    Number(i64),
    Word(Arc<str>),
    List(Vec<(usize, Arc<str>)>),
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    depth: u8,
}

pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.len(), depth: 0 };
    let node = parser.or()?;
    match parser.tokens.get(parser.next) {
        None => Ok(node),
        Some((at, _)) => Err(syntax(*at, "something follows the end of the condition")),
    }
}

fn fault(at: usize, code: &'static str, message: String, hint: String) -> Fault {
    Fault { at, code, message, hint }
}

fn syntax(at: usize, message: &str) -> Fault {
    let hint = "e.g. \"hazmat\" in enterprise.sectors && enterprise.employees >= 100";
    fault(at, "condition_syntax", message.to_owned(), hint.to_owned())
}

const SIGNS: [&str; 15] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "-"];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = text.len().saturating_sub(rest.len());
        let (token, length) = if first.is_whitespace() {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        } else if first == '"' || first == '\'' {
            let inner = rest.get(1..).unwrap_or_default();
            let Some(end) = inner.find(first) else { return Err(syntax(at, "a text is not closed")) };
            let word = inner.get(..end).unwrap_or_default();
            if word.contains('\\') {
                return Err(syntax(at, "words hold no backslash"));
            }
            (Token::Text(word.to_owned()), end.saturating_add(2))
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest.get(..length).unwrap_or_default();
            let Ok(number) = digits.parse() else { return Err(syntax(at, "the number is too large")) };
            (Token::Number(number), length)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            let length = rest.find(|c| !name(c)).unwrap_or(rest.len());
            (Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else if let Some(sign) = SIGNS.into_iter().find(|s| rest.starts_with(s)) {
            (Token::Sign(sign), sign.len())
        } else {
            return Err(syntax(at, &format!("`{first}` has no meaning here")));
        };
        all.push((at, token));
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(all)
}

impl Parser {
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.next).map(|(_, t)| t.clone());
        self.next = self.next.saturating_add(1);
        token
    }

    fn sign(&mut self, sign: &str) -> bool {
        let hit = matches!(self.tokens.get(self.next), Some((_, Token::Sign(s))) if *s == sign);
        self.next = self.next.saturating_add(usize::from(hit));
        hit
    }

    fn name(&mut self, name: &str) -> bool {
        let hit = matches!(self.tokens.get(self.next), Some((_, Token::Name(n))) if n == name);
        self.next = self.next.saturating_add(usize::from(hit));
        hit
    }

    fn expect(&mut self, sign: &str) -> Result<(), Fault> {
        let at = self.at();
        if self.sign(sign) { Ok(()) } else { Err(syntax(at, &format!("`{sign}` is missing"))) }
    }

    fn or(&mut self) -> Result<Node, Fault> {
        let mut left = self.and()?;
        while self.sign("||") {
            left = Node::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Node, Fault> {
        let mut left = self.relation()?;
        while self.sign("&&") {
            left = Node::And(Box::new(left), Box::new(self.relation()?));
        }
        Ok(left)
    }

    fn relation(&mut self) -> Result<Node, Fault> {
        let at = self.at();
        let left = self.unary()?;
        if self.name("in") {
            let right_at = self.at();
            let right = self.unary()?;
            return member(at, left, right_at, right);
        }
        for (sign, order) in [
            ("==", Order::Equal),
            ("!=", Order::NotEqual),
            ("<=", Order::LessEqual),
            (">=", Order::GreaterEqual),
            ("<", Order::Less),
            (">", Order::Greater),
        ] {
            if self.sign(sign) {
                let right_at = self.at();
                let right = self.unary()?;
                return compare(at, left, order, right_at, right);
            }
        }
        truth(at, left)
    }

    fn unary(&mut self) -> Result<Part, Fault> {
        let at = self.at();
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(syntax(at, "the condition nests too deep"));
        }
        let part = if self.sign("!") {
            let inner_at = self.at();
            let inner = self.unary()?;
            Part::Truth(Node::Not(Box::new(truth(inner_at, inner)?)))
        } else {
            self.primary(at)?
        };
        self.depth = self.depth.saturating_sub(1);
        Ok(part)
    }

    fn primary(&mut self, at: usize) -> Result<Part, Fault> {
        match self.take() {
            Some(Token::Number(n)) => Ok(Part::Number(n)),
            Some(Token::Text(t)) => Ok(Part::Word(Arc::from(t))),
            Some(Token::Sign("-")) => match self.take() {
                Some(Token::Number(n)) => Ok(Part::Number(n.saturating_neg())),
                _ => Err(syntax(at, "a number must follow `-`")),
            },
            Some(Token::Sign("(")) => {
                let inner = self.or()?;
                self.expect(")")?;
                Ok(Part::Truth(inner))
            }
            Some(Token::Sign("[")) => self.list().map(Part::List),
            Some(Token::Name(name)) => match name.as_str() {
                "true" => Ok(Part::Truth(Node::Const(true))),
                "false" => Ok(Part::Truth(Node::Const(false))),
                "has" => {
                    self.expect("(")?;
                    let at = self.at();
                    let Some(Token::Name(name)) = self.take() else { return Err(syntax(at, "has() takes a fact")) };
                    let key = fact(at, &name)?;
                    self.expect(")")?;
                    Ok(Part::Truth(Node::Has(key)))
                }
                _ => fact(at, &name).map(Part::Fact),
            },
            Some(Token::Sign(_)) => Err(syntax(at, "a fact, a text, a number or a parenthesis is missing")),
            None => Err(syntax(at, "the condition ends too early")),
        }
    }

    fn list(&mut self) -> Result<Vec<(usize, Arc<str>)>, Fault> {
        let mut all = Vec::new();
        while !self.sign("]") {
            let at = self.at();
            let Some(Token::Text(word)) = self.take() else { return Err(syntax(at, "a list holds texts")) };
            all.push((at, Arc::from(word)));
            let at = self.at();
            if !self.sign(",") && !matches!(self.tokens.get(self.next), Some((_, Token::Sign("]")))) {
                return Err(syntax(at, "`,` or `]` is missing"));
            }
        }
        Ok(all)
    }
}

fn fact(at: usize, name: &str) -> Result<FactKey, Fault> {
    FactKey::find(name).ok_or_else(|| {
        let hint = format!("did you mean `{}`?", FactKey::nearest(name));
        fault(at, "fact_unknown", format!("there is no fact `{name}`"), hint)
    })
}

fn wrong_type(at: usize, message: String, hint: &str) -> Fault {
    fault(at, "condition_type", message, hint.to_owned())
}

fn truth(at: usize, part: Part) -> Result<Node, Fault> {
    let hint = "compare it, or ask has(…)";
    match part {
        Part::Truth(node) => Ok(node),
        Part::Fact(key) if key.def().kind == FactType::Bool => Ok(Node::Flag(key)),
        Part::Fact(key) => {
            let d = key.def();
            Err(wrong_type(at, format!("`{}` is a {}, not true or false", d.name, d.kind.name()), hint))
        }
        _ => Err(wrong_type(at, String::from("this is not true or false"), hint)),
    }
}

/// The word must be one that the fact can take.
fn known(at: usize, key: FactKey, word: &str, allowed: &[&str]) -> Result<(), Fault> {
    if allowed.contains(&word) {
        return Ok(());
    }
    let message = format!("`{}` is never \"{word}\"", key.def().name);
    Err(fault(at, "word_unknown", message, format!("one of: {}", allowed.join(", "))))
}

fn member(at: usize, left: Part, right_at: usize, right: Part) -> Result<Node, Fault> {
    match (left, right) {
        (Part::Word(word), Part::Fact(key)) => match words(key) {
            Some((allowed, true)) => {
                known(at, key, &word, allowed)?;
                Ok(Node::Holds(key, word))
            }
            _ => Err(wrong_type(right_at, format!("`{}` is no list", key.def().name), "compare with ==")),
        },
        (Part::Fact(key), Part::List(list)) => {
            let Some((allowed, false)) = words(key) else {
                let hint = "write \"word\" in fact for a fact that is a list";
                return Err(wrong_type(at, format!("`{}` is no single word", key.def().name), hint));
            };
            for (at, word) in &list {
                known(*at, key, word, allowed)?;
            }
            Ok(Node::OneOf(key, list.into_iter().map(|(_, w)| w).collect()))
        }
        _ => Err(wrong_type(
            at,
            String::from("`in` asks for a word in a fact, or a fact in a list"),
            "\"bus\" in enterprise.sectors",
        )),
    }
}

fn compare(at: usize, left: Part, order: Order, right_at: usize, right: Part) -> Result<Node, Fault> {
    let number = |key: FactKey, at: usize| {
        let d = key.def();
        if d.kind == FactType::Int {
            Ok(key)
        } else {
            let message = format!("`{}` is a {} and cannot be compared with this", d.name, d.kind.name());
            Err(wrong_type(at, message, "see the fact schema in docs/DUTIES.md"))
        }
    };
    match (left, right) {
        (Part::Fact(a), Part::Number(n)) => Ok(Node::Number(number(a, at)?, order, Operand::Number(n))),
        (Part::Fact(a), Part::Fact(b)) => Ok(Node::Number(number(a, at)?, order, Operand::Fact(number(b, right_at)?))),
        (Part::Fact(key), Part::Word(word)) => match (words(key), order) {
            (Some((allowed, false)), Order::Equal | Order::NotEqual) => {
                known(right_at, key, &word, allowed)?;
                let one = Node::OneOf(key, vec![word]);
                Ok(if order == Order::Equal { one } else { Node::Not(Box::new(one)) })
            }
            _ => Err(wrong_type(at, format!("`{}` cannot be compared with a word", key.def().name), "lists take `in`")),
        },
        _ => Err(wrong_type(at, String::from("only a fact can be compared"), "write the fact on the left")),
    }
}
