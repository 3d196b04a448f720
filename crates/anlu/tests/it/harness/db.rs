//! Databases for tests: a fresh SQLite file, and a fresh database of a PostgreSQL that the first test starts.
//!
//! The server runs as an unprivileged user in a folder of its own and listens on a socket in it only. It ends, and its
//! folder goes, when this process does: a small shell beside it waits for the end of its input.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A running PostgreSQL.
struct Postgres {
    programs: PathBuf,
    folder: String,
    made: AtomicU32,
    /// Holds the input open whose end tells the server to stop.
    _keeper: Child,
}

/// Starts a server in a new folder, prints the folder, and stops the server when the input ends.
const KEEPER: &str = r#"
set -e
folder=$(mktemp -d /tmp/anlu-test-pg-XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -U anlu -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 </dev/null
"$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=300 \
    >>"$folder/log" 2>&1 </dev/null &
server=$!
until "$1/pg_isready" -q -h "$folder" -U anlu; do kill -0 $server; sleep 0.1; done
echo "$folder"
read -r _ || true
kill -INT $server
wait $server || true
"#;

/// Runs a test on a fresh SQLite file, then on a fresh PostgreSQL database where PostgreSQL is installed.
pub(crate) async fn on_each(test: impl AsyncFn(String)) {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    eprintln!("on SQLite");
    test(format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display())).await;
    match SERVER.get_or_init(Postgres::start) {
        Some(server) => {
            eprintln!("on PostgreSQL");
            test(server.fresh()).await;
        }
        None => eprintln!("SKIPPED on PostgreSQL: it is not installed here"),
    }
}

impl Postgres {
    fn start() -> Option<Self> {
        let programs = programs()?;
        let mut command = if std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0) {
            // PostgreSQL refuses to run as root.
            let mut as_other = Command::new("setpriv");
            as_other.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", "sh"]);
            as_other
        } else {
            Command::new("sh")
        };
        let keeper = command.args(["-c", KEEPER, "keeper"]).arg(&programs).current_dir("/tmp");
        let mut child = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
        let mut folder = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut folder).expect("a line");
        let folder = folder.trim().to_owned();
        assert!(!folder.is_empty(), "PostgreSQL did not start from {}", programs.display());
        Some(Self { programs, folder, made: AtomicU32::new(0), _keeper: child })
    }

    /// The address of a new, empty database.
    fn fresh(&self) -> String {
        let name = format!("t{}", self.made.fetch_add(1, Ordering::Relaxed));
        let mut create = Command::new(self.programs.join("createdb"));
        let done = create.args(["-h", &self.folder, "-U", "anlu", &name]).status().expect("createdb runs");
        assert!(done.success(), "createdb {name}");
        format!("postgres://anlu@localhost/{name}?host={}", self.folder)
    }
}

/// Changes a PostgreSQL database behind the program's back.
pub(crate) fn psql(url: &str, statement: &str) {
    let psql = programs().expect("PostgreSQL is installed").join("psql");
    let done = Command::new(psql).args(["-q", "-v", "ON_ERROR_STOP=1", "-c", statement, url]).status();
    assert!(done.expect("psql runs").success(), "{statement}");
}

/// Keeps writers out of a table of a PostgreSQL database until the input of the answer is closed.
pub(crate) fn hold(url: &str, table: &str) -> Child {
    let mut psql = Command::new(programs().expect("PostgreSQL is installed").join("psql"));
    psql.args(["-q", "-v", "ON_ERROR_STOP=1", url]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut held = psql.spawn().expect("psql runs");
    let input = held.stdin.as_mut().expect("a pipe");
    // `\!` prints at once; what psql itself prints may wait in a buffer.
    writeln!(input, "BEGIN; LOCK TABLE {table} IN SHARE MODE;\n\\! echo held").expect("sent");
    let mut said = String::new();
    BufReader::new(held.stdout.take().expect("a pipe")).read_line(&mut said).expect("a line");
    assert_eq!(said.trim(), "held");
    held
}

/// The folder with the newest PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |path: &Path| path.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse::<u32>().ok());
    let newest = versions.filter_map(|e| Some(e.ok()?.path())).max_by_key(|p| version(p))?;
    Some(newest.join("bin")).filter(|bin| bin.join("initdb").is_file())
}

#[tokio::test]
async fn a_fresh_database_is_empty_and_migrated_on_each() {
    use anlu_store::{Keys, Store, repo::account};
    on_each(async |url| {
        let store = Store::connect(&url, Keys::generate().unwrap()).await.unwrap();
        assert_eq!(account::all(store.read()).await.unwrap(), []);
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_postgres_database_of_a_newer_program_is_refused() {
    use anlu_store::{Keys, Store};
    on_each(async |url| {
        if !url.starts_with("postgres") {
            // Held in the store's own tests.
            return;
        }
        let keys = Keys::generate().unwrap();
        Store::connect(&url, keys.clone()).await.unwrap().close().await.unwrap();
        psql(&url, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000000_of_tomorrow', 0)");
        let Err(refused) = Store::connect(&url, keys).await else { panic!("it was opened") };
        assert_eq!(refused.code(), "store_newer");
    })
    .await;
}
