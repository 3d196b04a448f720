//! Conditions of duties: a typed part of the Common Expression Language.
//!
//! `||`, `&&`, `!`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `has(fact)`, parentheses, texts, whole numbers, `true`,
//! `false`, lists of texts, and the names of [`crate::facts::SCHEMA`]: whatever is accepted here is CEL and means there the
//! same. Names and types are checked when it is compiled, every fault with its place, so evaluation cannot fail; an
//! unknown fact gives *unknown* (`None`) unless the rest decides. Why no crate: docs/adr.

use std::sync::Arc;

use crate::facts::{Fact, FactKey, FactType};

mod parse;

/// What is wrong with a condition. `at`: byte offset inside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Byte offset.
    pub at: usize,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A compiled condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    node: Node,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Const(bool),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    /// A fact of type bool.
    Flag(FactKey),
    Has(FactKey),
    Number(FactKey, Order, Operand),
    /// The fact is one of the words.
    OneOf(FactKey, Vec<Arc<str>>),
    /// The word is among the fact's.
    Holds(FactKey, Arc<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operand {
    Number(i64),
    Fact(FactKey),
}

/// More undecided parts than this are not tried out for reachability.
const MOST_ATOMS: u32 = 12;

impl Condition {
    /// Compiles `text`.
    pub fn compile(text: &str) -> Result<Self, Fault> {
        Ok(Self { text: text.to_owned(), node: parse::parse(text)? })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds; `None` when unknown facts leave it open.
    pub fn holds<'f>(&self, fact: &impl Fn(FactKey) -> Option<&'f Fact>) -> Option<bool> {
        self.node.decide(&|atom: &Node| atom.look(fact))
    }

    /// The facts it names, each once.
    pub fn facts(&self) -> Vec<FactKey> {
        let mut all = Vec::new();
        self.node.atoms(&mut |atom| match atom {
            Node::Flag(k) | Node::Has(k) | Node::OneOf(k, _) | Node::Holds(k, _) => all.push(*k),
            Node::Number(k, _, other) => {
                all.push(*k);
                if let Operand::Fact(k) = other {
                    all.push(*k);
                }
            }
            _ => {}
        });
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether no facts at all can make it true: its parts are tried as independent yes/no questions.
    pub fn impossible(&self) -> bool {
        let mut atoms: Vec<&Node> = Vec::new();
        self.node.atoms(&mut |atom| {
            if !atoms.contains(&atom) {
                atoms.push(atom);
            }
        });
        let Ok(count) = u32::try_from(atoms.len()) else { return false };
        if count > MOST_ATOMS {
            return false;
        }
        !(0..1_u32 << count).any(|answers| {
            let ask = |atom: &Node| {
                let place = atoms.iter().position(|a| *a == atom)?;
                Some(answers >> u32::try_from(place).ok()? & 1 == 1)
            };
            self.node.decide(&ask) == Some(true)
        })
    }
}

impl Node {
    /// Kleene's logic over the answers to the atoms.
    fn decide(&self, ask: &impl Fn(&Self) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Const(b) => Some(*b),
            Self::Not(inner) => inner.decide(ask).map(|b| !b),
            Self::And(a, b) => match a.decide(ask) {
                Some(false) => Some(false),
                Some(true) => b.decide(ask),
                None if b.decide(ask) == Some(false) => Some(false),
                None => None,
            },
            Self::Or(a, b) => match a.decide(ask) {
                Some(true) => Some(true),
                Some(false) => b.decide(ask),
                None if b.decide(ask) == Some(true) => Some(true),
                None => None,
            },
            atom => ask(atom),
        }
    }

    fn look<'f>(&self, fact: &impl Fn(FactKey) -> Option<&'f Fact>) -> Option<bool> {
        match self {
            Self::Has(key) => Some(fact(*key).is_some()),
            Self::Flag(key) => match fact(*key)? {
                Fact::Bool(b) => Some(*b),
                _ => None,
            },
            Self::Number(key, order, other) => {
                let number = |key| match fact(key)? {
                    Fact::Int(n) => Some(*n),
                    _ => None,
                };
                let a = number(*key)?;
                let b = match other {
                    Operand::Number(n) => *n,
                    Operand::Fact(key) => number(*key)?,
                };
                Some(match order {
                    Order::Equal => a == b,
                    Order::NotEqual => a != b,
                    Order::Less => a < b,
                    Order::LessEqual => a <= b,
                    Order::Greater => a > b,
                    Order::GreaterEqual => a >= b,
                })
            }
            Self::OneOf(key, words) => match fact(*key)? {
                Fact::Word(w) => Some(words.contains(w)),
                _ => None,
            },
            Self::Holds(key, word) => match fact(*key)? {
                Fact::Words(all) => Some(all.contains(word)),
                _ => None,
            },
            _ => None,
        }
    }

    fn atoms<'n>(&'n self, seen: &mut impl FnMut(&'n Self)) {
        match self {
            Self::Const(_) => {}
            Self::Not(inner) => inner.atoms(seen),
            Self::And(a, b) | Self::Or(a, b) => {
                a.atoms(seen);
                b.atoms(seen);
            }
            atom => seen(atom),
        }
    }
}

/// The words a fact may take, and whether it takes several.
fn words(key: FactKey) -> Option<(&'static [&'static str], bool)> {
    match key.def().kind {
        FactType::Word(words) => Some((words, false)),
        FactType::Words(words) => Some((words, true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
