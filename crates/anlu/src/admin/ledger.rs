//! `anlu ledger`: verifies the ledger of an installation or of an exported file, and exports it.
//!
//! Standard output is one JSON object; exit code 1 when something does not hold.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read as _, Seek as _, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anlu_domain::time::UtcMs;
use anlu_store::ledger::{
    Checkpoint,
    export::{CheckpointLine, verify_file, write},
    note::Note,
    public_keys, receipt,
    verify::{Report, verify},
};
use serde::Deserialize;
use serde_json::json;

mod witness;

use crate::{
    Failure,
    serve::{
        ConfigArgs,
        installation::{Installation, store_failure},
        keys, runtime,
    },
};

/// Arguments of `anlu ledger`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Recomputes every entry, the tree and the signed checkpoints; or verifies one document by the receipt in it.
    Verify {
        /// An exported ledger, or the PDF of a document; without it the ledger of the installation.
        file: Option<PathBuf>,
        /// Public key the file must be signed with, 64 hexadecimal digits.
        #[arg(long, requires = "file")]
        key: Option<String>,
        /// A checkpoint handed out earlier (the answer of `GET /api/v1/ledger/checkpoint`): proves that the ledger was
        /// not rewritten since.
        #[arg(long, conflicts_with = "file")]
        checkpoint: Option<PathBuf>,
        /// A file of checkpoints that a witness kept (`anlu ledger witness`): proves that the ledger holds every one.
        #[arg(long, conflicts_with = "file")]
        witness: Option<PathBuf>,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// For a second organisation: fetches the newest checkpoint of a server, proves that the ledger only grew since the
    /// last one kept, and keeps it. Refuses one that does not fit: then history was rewritten.
    Witness {
        /// File of checkpoints; made when it is not there.
        file: PathBuf,
        /// Address of the server, e.g. `https://safety.example`.
        #[arg(long)]
        from: String,
        /// Public key of the server's ledger, 64 hexadecimal digits, got by another way than from the server.
        #[arg(long)]
        key: String,
    },
    /// Writes the ledger as a file that anybody can verify.
    Export {
        /// The file; without it standard output.
        file: Option<PathBuf>,
        #[command(flatten)]
        config: ConfigArgs,
    },
}

/// A checkpoint as the API answers it.
#[derive(Deserialize)]
struct HandedOut {
    size: u64,
    root: String,
    at: String,
    signature: String,
    public_key: String,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Verify { file: Some(file), key, .. } => of_file(&file, key.as_deref()),
        Command::Verify { file: None, checkpoint, witness: kept, config, .. } => {
            let mut earlier: Vec<Checkpoint> = checkpoint.as_deref().map(handed_out).transpose()?.into_iter().collect();
            let notes = kept.as_deref().map(witness::notes).transpose()?.unwrap_or_default();
            runtime()?.block_on(async {
                let walk = async |i: &Installation| {
                    let (key, _) = public_keys(&i.desk.store);
                    let ours = |n: &Note| n.signed_by(&key).ok_or_else(witness::unsigned);
                    earlier.extend(notes.iter().map(ours).collect::<Result<Vec<_>, _>>()?);
                    verify(&i.desk.store, &earlier).await.map_err(|e| store_failure(&e))
                };
                tell(&existing(config).await?.run(walk).await?)
            })
        }
        Command::Witness { file, from, key } => witness::keep(&file, &from, &key_of(&key)?),
        Command::Export { file, config } => runtime()?.block_on(async {
            let failed = |e: &dyn std::fmt::Display| Failure::input("export_failed", e.to_string());
            let mut out: Box<dyn Write + Send> = match &file {
                Some(path) => Box::new(BufWriter::new(File::create_new(path).map_err(|e| failed(&e))?)),
                None => Box::new(BufWriter::new(std::io::stdout())),
            };
            let copy = async |i: &Installation| write(&i.desk.store, &mut out).await.map(drop).map_err(|e| failed(&e));
            existing(config).await?.run(copy).await?;
            out.flush().map_err(|e| failed(&e))?;
            Ok(ExitCode::SUCCESS)
        }),
    }
}

/// An installation that must be there already.
async fn existing(config: ConfigArgs) -> Result<Installation, Failure> {
    Installation::open_existing(config.settings()?).await
}

fn of_file(path: &Path, key: Option<&str>) -> Result<ExitCode, Failure> {
    let unreadable = |e: &dyn std::fmt::Display| Failure::input("ledger_file", format!("{}: {e}", path.display()));
    let key = key.map(key_of).transpose()?;
    let mut file = File::open(path).map_err(|e| unreadable(&e))?;
    let mut begin = [0; 5];
    let read = file.read(&mut begin).map_err(|e| unreadable(&e))?;
    file.rewind().map_err(|e| unreadable(&e))?;
    if begin.get(..read) == Some(b"%PDF-") {
        return of_document(&std::fs::read(path).map_err(|e| unreadable(&e))?, key);
    }
    tell(&verify_file(BufReader::new(file), key).map_err(|e| unreadable(&e))?)
}

/// A document proves itself by the receipt in it.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
fn of_document(pdf: &[u8], key: Option<[u8; 32]>) -> Result<ExitCode, Failure> {
    match receipt::verify(pdf, key.as_ref()) {
        Ok(v) => {
            let at = UtcMs(v.entry.at).rfc3339_cst();
            println!(
                "{}",
                json!({"ok": true, "kind": v.kind, "number": v.number, "version": v.version, "entry": v.entry.seq, "at": at,
                    "size": v.checkpoint.size, "root": keys::text(&v.checkpoint.root), "key": keys::text(&v.checkpoint.key),
                    "key_given": key.is_some()})
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            println!("{}", json!({"ok": false, "faults": [{"code": fault.code(), "message": fault.to_string()}]}));
            Err(Failure::verification("document_not_genuine", fault.to_string()))
        }
    }
}

fn key_of(text: &str) -> Result<[u8; 32], Failure> {
    digits(text).ok_or_else(|| Failure::usage("ledger_key", "--key takes 64 hexadecimal digits".to_owned()))
}

fn handed_out(path: &Path) -> Result<Checkpoint, Failure> {
    let bad = |e: &dyn std::fmt::Display| Failure::input("checkpoint_file", format!("{}: {e}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| bad(&e))?;
    let read: HandedOut = serde_json::from_str(&text).map_err(|e| bad(&e))?;
    let at = UtcMs::parse_rfc3339(&read.at).ok_or_else(|| bad(&"`at` is no instant"))?;
    let HandedOut { size, root, signature, public_key: key, .. } = read;
    let line = CheckpointLine { size, root, at: at.0, key, signature };
    line.read().ok_or_else(|| bad(&"values are not hexadecimal"))
}

fn digits(text: &str) -> Option<[u8; 32]> {
    let line =
        CheckpointLine { size: 0, root: text.to_owned(), at: 0, key: text.to_owned(), signature: "00".repeat(64) };
    line.read().map(|c| c.key)
}

#[expect(clippy::print_stdout, reason = "the answer of the command")]
fn tell(report: &Report) -> Result<ExitCode, Failure> {
    let root = keys::text(&report.root);
    let faults: Vec<_> = report.faults.iter().map(|f| json!({"code": f.code(), "message": f.to_string()})).collect();
    let (entries, checkpoints) = (report.entries, report.checkpoints);
    let sound = report.is_sound();
    println!(
        "{}",
        json!({"ok": sound, "entries": entries, "erased": report.erased, "checkpoints": checkpoints, "root": root, "faults": faults,
            "fault_count": report.fault_count, "clock_back": report.clock_back})
    );
    if sound {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::verification("ledger_altered", format!("{} things in the ledger do not hold", report.fault_count)))
}
