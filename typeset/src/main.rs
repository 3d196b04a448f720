//! Sets documents in type.
//!
//! Standard input holds one order per line: `{"paper":{…},"link":"…","code":"…","attachment":"<base64>"}`. Standard output
//! begins with `{"ready":true,"fonts":[…]}` or `{"ready":false,"error":"…"}`, then answers each order with
//! `{"ok":true,"bytes":N}` and N bytes of PDF/A-3, or `{"ok":false,"error":"…"}`. The same order gives the same bytes on the
//! same machine. It reads fonts and nothing else: a paper cannot name a file.

use std::io::{BufRead as _, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

mod press;
mod world;

/// Longest order, bytes.
const MAX_ORDER: usize = 8 * 1024 * 1024;

/// One paper to be set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    /// The paper: title, number, authority, day, blocks.
    paper: Value,
    /// Address behind the QR code.
    link: String,
    /// Characters beside it.
    code: String,
    /// File to attach, as it is.
    attachment: String,
}

fn main() -> std::io::Result<()> {
    let (input, mut out) = (std::io::stdin().lock(), std::io::stdout().lock());
    let fonts = world::Fonts::find();
    let chinese = fonts.chinese();
    if chinese.is_empty() {
        let error = "no Chinese font on this machine: install Noto Serif CJK (Debian: fonts-noto-cjk)";
        return tell(&mut out, &json!({"ready": false, "error": error}));
    }
    tell(&mut out, &json!({"ready": true, "fonts": chinese}))?;
    for line in input.lines() {
        match set(&fonts, &line?) {
            Ok(pdf) => {
                tell(&mut out, &json!({"ok": true, "bytes": pdf.len()}))?;
                out.write_all(&pdf)?;
                out.flush()?;
            }
            Err(error) => tell(&mut out, &json!({"ok": false, "error": error}))?,
        }
    }
    Ok(())
}

fn tell(out: &mut impl std::io::Write, answer: &Value) -> std::io::Result<()> {
    writeln!(out, "{answer}")?;
    out.flush()
}

fn set(fonts: &world::Fonts, line: &str) -> Result<Vec<u8>, String> {
    if line.len() > MAX_ORDER {
        return Err(format!("the order is longer than {MAX_ORDER} bytes"));
    }
    let order: Order = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let attachment = STANDARD.decode(&order.attachment).map_err(|e| format!("attachment: {e}"))?;
    press::pdf(fonts, order.paper, &order.link, &order.code, attachment)
}
