//! A process that is killed in the middle of a pass loses and doubles nothing.

use std::{env, process::Command, thread, time::Instant};

use super::tests::{DAY, Terms, files, fix, pass, tracks, vehicle};
use super::*;
use crate::{Settings, write::tests::append};

/// Names the folder to the child.
const FOLDER: &str = "ANLU_TEST_HISTORY";

fn open(root: &Path) -> Writer {
    let roll = Settings { roll_rows: 1_000_000, roll_after: std::time::Duration::from_mins(5) };
    Writer::open(root.to_owned(), roll).unwrap()
}

/// Twenty files of one folder, 2,000 positions each, every tenth of them sent again in the next file.
fn fill(root: &Path) -> Writer {
    let writer = open(root);
    for file in 0..20_u32 {
        let offset = u64::from(file) * 10;
        for (n, part) in [(1, 0), (2, 1)] {
            let fixes: Vec<_> = (0..1_000).map(|i| fix((file * 900 + i) % 2_880 + part)).collect();
            append(&writer, 0, offset + u64::from(part), vehicle(n), &fixes);
        }
        writer.flush().unwrap();
    }
    writer
}

#[test]
#[ignore = "the child of the test below"]
fn one_pass() {
    let root = env::var_os(FOLDER).expect("the parent names a folder");
    open(Path::new(&root)).compact(&pass(2), &Terms, &|| true).unwrap();
}

#[test]
#[expect(clippy::disallowed_methods, reason = "when the blow falls is what this test varies")]
fn a_pass_that_is_killed_at_any_moment_leaves_the_same_tracks() {
    let dir = tempfile::TempDir::new().unwrap();
    let writer = fill(dir.path());
    let before = tracks(&writer);
    drop(writer);
    let program = env::current_exe().unwrap();
    let pass_in_a_child = || {
        let mut child = Command::new(&program);
        child.args(["--exact", "compact::killed::one_pass", "--ignored"]).env(FOLDER, dir.path());
        child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    // How long a whole pass takes decides where the blows fall: spread over it, and beyond its end.
    let copy = tempfile::TempDir::new().unwrap();
    fill(copy.path());
    let begun = Instant::now();
    let mut whole = Command::new(&program);
    whole.args(["--exact", "compact::killed::one_pass", "--ignored"]).env(FOLDER, copy.path());
    assert!(whole.output().unwrap().status.success());
    let takes = begun.elapsed();
    let mut cut_short = 0;
    for n in 1..=20 {
        let mut child = pass_in_a_child();
        thread::sleep(takes * n / 16);
        cut_short += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let writer = open(dir.path());
        assert_eq!(tracks(&writer), before, "after blow {n}");
        let unfinished = files(&writer).iter().filter(|f| f.extension().is_none_or(|e| e != "parquet")).count();
        assert_eq!(unfinished, 0, "an opened history holds nothing half done");
    }
    assert!(cut_short > 0, "no blow fell into a pass");
    assert!(pass_in_a_child().wait().unwrap().success());
    let writer = open(dir.path());
    assert_eq!(layout::shard_folders(writer.root(), DAY, DAY).unwrap().len(), 1);
    assert_eq!((files(&writer).len(), tracks(&writer)), (1, before));
}
