//! Faults that the real program has to live through: what lies on its disk is damaged or has no room, and what comes
//! over the network is silence, noise, or greed. Others go on, what was acknowledged is there, findings stay the same.
//!
//! Elsewhere: kill -9 under load in `kill9`, in the middle of a merge of the history in `anlu_history::compact::killed`.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::harness::{
    gateway::{MachineClock, open_log},
    office::{Office, TERMINALS, copies, phone, position},
    program::Program,
    random::Random,
    terminal::{Position, Terminal},
};
use anlu_domain::{
    ports::Clock as _,
    time::{DAY_MS, HOUR_MS},
};

/// Sends positions and waits until each is acknowledged.
fn drive(to: SocketAddr, phone: &str, all: &[Position]) -> Terminal {
    let mut terminal = Terminal::log_in(to, phone).expect("logged in");
    for part in all.chunks(50) {
        terminal.send_positions(part).expect("sent");
        while terminal.waiting() > 0 {
            terminal.acknowledged().expect("acknowledged");
        }
    }
    terminal
}

/// Every terminal drives for more than five hours.
fn drive_all(to: SocketAddr, numbers: std::ops::Range<u32>) {
    let all: Vec<Position> = numbers.map(position).collect();
    thread::scope(|scope| {
        for n in 0..TERMINALS {
            let all = &all;
            scope.spawn(move || drop(drive(to, &phone(n), all)));
        }
    });
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    found.sort();
    found
}

#[test]
fn damaged_snapshots_of_the_detectors_change_no_finding() {
    let office = Office::new();
    office.furnish();
    let program = Program::serve(&office.config());
    drive_all(program.gateway, 0..400);
    program.stop();
    let before = office.findings();
    assert!(before.len() >= TERMINALS, "{}", before.len());
    let snapshots = files(&office.data().join("snapshots"), "state");
    assert!(!snapshots.is_empty());
    for (n, path) in snapshots.iter().enumerate() {
        let mut bytes = fs::read(path).expect("a snapshot");
        match n % 4 {
            0 => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
            }
            1 => bytes.truncate(bytes.len() / 2),
            2 => bytes.clear(),
            _ => bytes = vec![0xab; 4_096],
        }
        fs::write(path, bytes).expect("damaged");
    }
    assert_eq!(office.findings(), before);
}

#[test]
fn a_log_whose_last_write_was_torn_opens_with_everything_acknowledged() {
    let office = Office::new();
    office.furnish();
    let mut program = Program::serve(&office.config());
    drive_all(program.gateway, 0..100);
    program.kill();
    let journals = files(&office.data().join("log"), "jnl");
    let journal = journals.last().expect("a journal");
    let mut bytes = fs::read(journal).expect("a journal");
    let end = bytes.iter().rposition(|b| *b != 0).expect("something was written") + 1;
    // The beginning of a batch that never came to its end.
    let torn: Vec<u8> = bytes[end.saturating_sub(400)..end].iter().copied().take(150).collect();
    bytes.resize(bytes.len().max(end + torn.len()), 0);
    bytes[end..end + torn.len()].copy_from_slice(&torn);
    fs::write(journal, bytes).expect("torn");
    let mut program = Program::serve(&office.config());
    drive_all(program.gateway, 100..150);
    program.kill();
    for kept in copies(&open_log(&office.data().join("log"))) {
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), (0..150).collect::<Vec<_>>());
    }
}

#[test]
fn clocks_of_terminals_that_jump_ahead_change_no_finding() {
    let office = Office::new();
    office.furnish();
    let program = Program::serve(&office.config());
    let begin = MachineClock.now().0 - 7 * HOUR_MS;
    let steady: Vec<Position> = (0..600)
        .map(|number| Position { number, time_ms: begin + i64::from(number) * 30_000, speed_kmh: 60 })
        .collect();
    let jumping: Vec<Position> = steady
        .iter()
        .flat_map(|p| {
            let ahead = Position { number: p.number + 1_000, time_ms: p.time_ms + 2 * DAY_MS, ..*p };
            [Some(*p), (p.number % 20 == 7).then_some(ahead)].into_iter().flatten()
        })
        .collect();
    drop(drive(program.gateway, &phone(0), &steady));
    drop(drive(program.gateway, &phone(1), &jumping));
    program.stop();
    let found = office.findings();
    let of = |plate: usize| -> Vec<String> {
        let plate = format!("浙Z{plate:05}");
        let mine = found.iter().filter(|(of, f)| of.contains(&plate) && f["rule"]["id"] != "data.gap");
        let told = mine.map(|(_, f)| format!("{} {} {} {}", f["rule"], f["start"], f["end"], f["driving_minutes"]));
        told.collect()
    };
    assert!(!of(0).is_empty(), "{found:?}");
    assert_eq!(of(0), of(1));
}

/// A connection that sends until it is cut off, or `most` bytes.
fn flood(to: SocketAddr, mut random: Random, most: usize) {
    let Ok(mut stream) = TcpStream::connect(to) else { return };
    let mut sent = 0;
    while sent < most {
        let noise: Vec<u8> = (0..8_192).map(|_| u8::try_from(random.below(256)).expect("a byte")).collect();
        if stream.write_all(&noise).is_err() {
            return;
        }
        sent += noise.len();
    }
}

#[test]
fn silence_noise_and_greed_keep_nobody_from_being_acknowledged() {
    let office = Office::new();
    office.furnish();
    let program = Program::serve(&office.config());
    let to = program.gateway;
    drop(drive(to, &phone(5), &(0..50).map(position).collect::<Vec<_>>()));
    let before = program.peak_kib();
    // Half open: they never say anything, or break off in the middle of a frame, and stay.
    let mut silent: Vec<TcpStream> = (0..500).map(|_| TcpStream::connect(to).expect("connected")).collect();
    for stream in silent.iter_mut().skip(250) {
        stream.write_all(&[0x7e, 0x01, 0x00]).expect("sent");
    }
    let mut random = Random::new(7);
    thread::scope(|scope| {
        for _ in 0..8 {
            let random = random.fork();
            scope.spawn(move || {
                for _ in 0..4 {
                    flood(to, Random::clone(&random), 1024 * 1024);
                }
            });
        }
        // It never reads an answer: it is cut off when nothing fits any more, or when it has sent everything.
        scope.spawn(move || {
            let mut deaf = Terminal::log_in(to, &phone(0)).expect("logged in");
            for part in 0..400_u32 {
                let all: Vec<Position> = (part * 100..part * 100 + 100).map(position).collect();
                if deaf.send_positions(&all).is_err() {
                    return;
                }
            }
        });
        // 100,000 messages that begin and never end.
        scope.spawn(move || {
            let mut greedy = Terminal::log_in(to, &phone(1)).expect("logged in");
            for msg_id in [0x0801, 0x0704, 0x0801, 0x0704] {
                if greedy.begin(msg_id, 25_000).is_err() {
                    return;
                }
            }
        });
        // Each of these is acknowledged in the middle of it all.
        scope.spawn(move || drop(drive(to, &phone(5), &(50..1_500).map(position).collect::<Vec<_>>())));
    });
    let mut client = TcpStream::connect(program.web).expect("the web is there");
    client.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("asked");
    let mut answer = String::new();
    client.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let grown = program.peak_kib() - before;
    assert!(grown < 512 * 1024, "it grew by {grown} KiB");
    drop(silent);
    program.stop();
    let kept = copies(&open_log(&office.data().join("log"))).pop().expect("the last terminal");
    assert_eq!(kept.into_keys().collect::<Vec<_>>(), (0..1_500).collect::<Vec<_>>());
}

/// A folder on a small disk of its own; `None` where that is not allowed.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::TempDir::new().expect("a folder");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=700m", "none"]).arg(folder.path()).output();
        done.is_ok_and(|out| out.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

#[test]
fn a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: a disk of its own cannot be mounted here");
        return;
    };
    let office = Office::on(tempfile::TempDir::new_in(disk.0.path()).expect("a folder"));
    office.furnish();
    let mut program = Program::serve(&office.config());
    let to = program.gateway;
    drop(drive(to, &phone(0), &(0..100).map(position).collect::<Vec<_>>()));
    // Everything but 20 MiB is taken.
    let ballast = disk.0.path().join("ballast");
    let free = Command::new("df").args(["--output=avail", "-k"]).arg(disk.0.path()).output().expect("df");
    let free = String::from_utf8_lossy(&free.stdout);
    let free: u64 = free.lines().nth(1).and_then(|l| l.trim().parse().ok()).expect("a number");
    let size = format!("{}K", free - 20 * 1024);
    assert!(Command::new("fallocate").args(["-l", &size]).arg(&ballast).status().expect("fallocate").success());
    let mut terminal = Terminal::log_in(to, &phone(0)).expect("logged in");
    terminal.send_positions(&(100..120).map(position).collect::<Vec<_>>()).expect("sent");
    // No acknowledgement comes: the connection stays silent, or is closed.
    terminal.patience(Duration::from_secs(3));
    assert!(terminal.acknowledged().is_err(), "acknowledged without room");
    drop(terminal);
    fs::remove_file(&ballast).expect("removed");
    drop(drive(to, &phone(0), &(100..200).map(position).collect::<Vec<_>>()));
    program.kill();
    let kept = copies(&open_log(&office.data().join("log"))).swap_remove(0);
    let kept: BTreeSet<u32> = kept.into_keys().collect();
    assert_eq!(kept, (0..200).collect());
}
