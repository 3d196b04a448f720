//! `anlu decode`: one hex frame per line in, one JSON object per line out, whatever the line holds.

use std::{
    io::{self, BufRead, BufWriter, Write},
    process::ExitCode,
};

use anlu_protocols::{
    jt808::{
        self, Body, BodyError, Phone, Version, VersionChoice, catalog,
        frame::{SingleError, single},
    },
    jt809::{Cipher, Edition as Edition809, EditionChoice},
    wire::hex::{self, Hex},
};
use serde::{Serialize, Serializer};

use crate::Failure;

mod jt809;

/// Longest line taken, in bytes; a frame has at most 4,184 digits, a reassembled body 131,070.
const MAX_LINE: usize = 1 << 20;

/// Arguments of `anlu decode`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Standard the frames follow.
    #[arg(long, value_enum)]
    protocol: Protocol,
    /// What a line holds: a frame as on the wire, or a body alone (needs --msg).
    #[arg(long, value_enum, default_value = "wire")]
    layer: Layer,
    /// Message id of the bodies, e.g. 0x0200.
    #[arg(long, value_parser = message_id)]
    msg: Option<u16>,
    /// Edition of the standard; auto takes the layout that fits.
    #[arg(long, value_enum, default_value = "auto")]
    version: Edition,
    /// Constants M1,IA1,IC1 of the jt809 body cipher, when bodies are encrypted.
    #[arg(long, value_parser = jt809::cipher)]
    cipher: Option<Cipher>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Protocol {
    Jt808,
    Jt809,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Layer {
    Wire,
    Body,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Edition {
    Auto,
    #[value(name = "2011")]
    V2011,
    #[value(name = "2013")]
    V2013,
    #[value(name = "2019")]
    V2019,
}

impl Edition {
    fn choice(self) -> VersionChoice {
        match self {
            Self::Auto => VersionChoice::Auto,
            Self::V2011 => VersionChoice::Only(Version::V2011),
            Self::V2013 => VersionChoice::Only(Version::V2013),
            Self::V2019 => VersionChoice::Only(Version::V2019),
        }
    }
}

impl Edition {
    /// The 2013 supplement of JT/T 809 has the frames of 2011.
    fn choice_809(self) -> EditionChoice {
        match self {
            Self::Auto => EditionChoice::Auto,
            Self::V2011 | Self::V2013 => EditionChoice::Only(Edition809::V2011),
            Self::V2019 => EditionChoice::Only(Edition809::V2019),
        }
    }
}

fn message_id(text: &str) -> Result<u16, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    u16::from_str_radix(digits, 16).map_err(|e| format!("a message id is four hexadecimal digits like 0x0200: {e}"))
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let task = match (args.protocol, args.layer, args.msg) {
        (Protocol::Jt809, Layer::Wire, _) => Task::Wire809 { choice: args.version.choice_809(), cipher: args.cipher },
        (Protocol::Jt809, Layer::Body, Some(msg_id)) => Task::Body809 { msg_id, choice: args.version.choice_809() },
        (Protocol::Jt808, Layer::Wire, _) => Task::Wire { choice: args.version.choice() },
        (Protocol::Jt808, Layer::Body, Some(msg_id)) => Task::Body { msg_id, choice: args.version.choice() },
        (_, Layer::Body, None) => {
            return Err(Failure::usage(
                "message_id_missing",
                "--layer body needs --msg: a body does not say which message it is, e.g. --msg 0x0200",
            ));
        }
    };
    let output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match task.run(io::BufReader::with_capacity(1 << 16, io::stdin().lock()), output) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::input("stream_broken", format!("standard input or output: {error}"))),
    }
}

/// What is done with each line.
#[derive(Clone, Copy)]
enum Task {
    Wire { choice: VersionChoice },
    Body { msg_id: u16, choice: VersionChoice },
    Wire809 { choice: EditionChoice, cipher: Option<Cipher> },
    Body809 { msg_id: u16, choice: EditionChoice },
}

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Jt808(Decoded<'a>),
    Jt809(jt809::Decoded<'a>),
}

#[derive(Serialize)]
struct Decoded<'a> {
    ok: bool,
    msg_id: MessageId,
    version: Version,
    phone: Option<Phone>,
    serial: Option<u16>,
    body: Shown<'a>,
}

struct MessageId(u16);

impl Serialize for MessageId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0x{:04x}", self.0))
    }
}

/// A body, or one packet of a message that is not whole.
#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Body(Body<'a>),
    Packet { packet: Packet, hex: Hex<'a> },
}

#[derive(Serialize)]
struct Packet {
    total: u16,
    index: u16,
}

#[derive(Serialize)]
struct Refused {
    ok: bool,
    error: Problem,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    message: String,
    offset: usize,
}

impl Problem {
    fn new(code: &'static str, message: impl Into<String>, offset: usize) -> Self {
        Self { code, message: message.into(), offset }
    }

    fn body(error: BodyError, before: usize) -> Self {
        Self::new(error.code(), error.to_string(), before + error.offset())
    }
}

/// Buffers that live as long as the stream.
#[derive(Default)]
struct Scratch {
    bytes: Vec<u8>,
    frame: Vec<u8>,
    body: Vec<u8>,
}

impl Task {
    fn run(self, mut input: impl BufRead + Buffered, mut output: impl Write) -> io::Result<()> {
        let mut line = Vec::new();
        let mut scratch = Scratch::default();
        while let Some(length) = next_line(&mut input, &mut line)? {
            let answer = if length == line.len() {
                self.decode(&line, &mut scratch)
            } else {
                Err(Problem::new("line_too_long", format!("{length} bytes; at most {MAX_LINE} are taken"), MAX_LINE))
            };
            match answer {
                Ok(decoded) => serde_json::to_writer(&mut output, &decoded)?,
                Err(error) => serde_json::to_writer(&mut output, &Refused { ok: false, error })?,
            }
            output.write_all(b"\n")?;
            if !input.has_buffered() {
                output.flush()?;
            }
        }
        output.flush()
    }

    fn decode<'a>(self, line: &[u8], scratch: &'a mut Scratch) -> Result<Answer<'a>, Problem> {
        let line = line.trim_ascii();
        if line.is_empty() {
            return Err(Problem::new("empty_line", "the line holds no hexadecimal digits", 0));
        }
        hex::read(line, &mut scratch.bytes).map_err(|error| {
            let offset = match error {
                hex::HexError::Digit { offset } => offset,
                hex::HexError::Odd { digits } => digits,
            };
            Problem::new("bad_hex", error.to_string(), offset)
        })?;
        match self {
            Self::Wire { choice } => wire(&scratch.bytes, &mut scratch.frame, choice).map(Answer::Jt808),
            Self::Body { msg_id, choice } => body(&scratch.bytes, msg_id, choice).map(Answer::Jt808),
            Self::Wire809 { choice, cipher } => {
                jt809::wire(&scratch.bytes, (&mut scratch.frame, &mut scratch.body), choice, cipher.as_ref())
                    .map(Answer::Jt809)
            }
            Self::Body809 { msg_id, choice } => jt809::body(&scratch.bytes, msg_id, choice).map(Answer::Jt809),
        }
    }
}

fn wire<'a>(bytes: &[u8], frame: &'a mut Vec<u8>, choice: VersionChoice) -> Result<Decoded<'a>, Problem> {
    single(bytes, frame).map_err(|error| {
        let (code, offset) = match error {
            SingleError::NoOpeningFlag => ("no_opening_flag", 0),
            SingleError::NoClosingFlag => ("no_closing_flag", bytes.len()),
            SingleError::Several { offset } => ("several_frames", offset),
            SingleError::Empty => ("empty_frame", 1),
            SingleError::Framing(jt808::frame::FramingError::Oversize { limit }) => ("frame_too_long", limit),
        };
        Problem::new(code, error.to_string(), offset)
    })?;
    let opened =
        jt808::open(frame, choice).map_err(|error| Problem::new(error.code(), error.to_string(), error.offset()))?;
    let header = opened.header;
    let (version, body) = match jt808::decode(&header, opened.body) {
        Ok(body) => (catalog::edition(&header, &body), Shown::Body(body)),
        Err(BodyError::Part { index, total }) => {
            (header.version, Shown::Packet { packet: Packet { total, index }, hex: Hex(opened.body) })
        }
        Err(error) => return Err(Problem::body(error, header.size())),
    };
    let (phone, serial) = (Some(header.phone), Some(header.serial));
    Ok(Decoded { ok: true, msg_id: MessageId(header.msg_id), version, phone, serial, body })
}

fn body(bytes: &[u8], msg_id: u16, choice: VersionChoice) -> Result<Decoded<'_>, Problem> {
    let (version, body) = match choice {
        VersionChoice::Auto => catalog::decode_body_auto(msg_id, bytes),
        VersionChoice::Only(version) => catalog::decode_body(msg_id, version, bytes).map(|body| (version, body)),
    }
    .map_err(|error| Problem::body(error, 0))?;
    Ok(Decoded { ok: true, msg_id: MessageId(msg_id), version, phone: None, serial: None, body: Shown::Body(body) })
}

/// A reader that knows whether a line can be had without waiting.
trait Buffered {
    fn has_buffered(&self) -> bool;
}

impl<R: io::Read> Buffered for io::BufReader<R> {
    fn has_buffered(&self) -> bool {
        self.buffer().contains(&b'\n')
    }
}

/// Reads the next line without its end into `line`, at most [`MAX_LINE`] bytes of it; answers its full length, `None` at
/// the end of the input. The last line may lack its newline.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<usize>> {
    line.clear();
    let mut length = 0;
    let mut any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(any.then_some(length));
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        let room = MAX_LINE.saturating_sub(line.len());
        line.extend_from_slice(&piece[..piece.len().min(room)]);
        length += piece.len();
        let consumed = piece.len() + usize::from(end.is_some());
        input.consume(consumed);
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(task: Task, input: &[u8]) -> Vec<serde_json::Value> {
        let mut output = Vec::new();
        task.run(io::BufReader::with_capacity(7, input), &mut output).unwrap();
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn one_line_out_for_every_line_in() {
        let task = Task::Wire { choice: VersionChoice::Auto };
        let out = lines(task, b"7e0002000001380013800000007\n\nzz\n7e000200000138001380000007af7e\r\n\xff\xfe\n7e");
        let codes: Vec<_> = out.iter().map(|l| l["error"]["code"].as_str().unwrap_or("ok")).collect();
        assert_eq!(codes, ["bad_hex", "empty_line", "bad_hex", "ok", "bad_hex", "no_closing_flag"]);
        assert_eq!(lines(task, b""), Vec::<serde_json::Value>::new());
    }

    #[test]
    fn a_line_without_end_is_not_held_in_memory() {
        let mut input = vec![b'0'; MAX_LINE + 10];
        input.extend_from_slice(b"\n7e");
        let out = lines(Task::Wire { choice: VersionChoice::Auto }, &input);
        assert_eq!(out[0]["error"]["code"], "line_too_long");
        assert_eq!(out[1]["error"]["code"], "no_closing_flag");
    }

    #[test]
    fn jt809_frames_and_their_faults_line_by_line() {
        let task = Task::Wire809 { choice: EditionChoice::Auto, cipher: None };
        let frame = b"5b0000001a000000001005000509740102010000000000d4f85d";
        let out = lines(task, &[&b"5b5d\n\n7e\n"[..], frame, b"\n5b00"].concat());
        let codes: Vec<_> = out.iter().map(|l| l["error"]["code"].as_str().unwrap_or("ok")).collect();
        assert_eq!(codes, ["frame_too_short", "empty_line", "no_opening_flag", "bad_crc", "no_closing_flag"]);
        let task = Task::Body809 { msg_id: 0x1402, choice: EditionChoice::Auto };
        let out = lines(task, b"0100020000000069260ad80000000100000000\n01");
        assert_eq!(
            (&out[0]["body"]["alarm_type"], &out[1]["error"]["code"]),
            (&"0x0002".into(), &"no_such_layout".into())
        );
    }

    #[test]
    fn cipher_constants_are_checked() {
        assert!(jt809::cipher("30000000, 20000000,20000000").is_ok());
        assert!(jt809::cipher("0,1,2").is_err());
        assert!(jt809::cipher("1,2").is_err());
        assert!(jt809::cipher("1,2,3,4").is_err());
    }
}
