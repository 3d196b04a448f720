//! Invariant 1: the real program is killed with SIGKILL at random points under load. Whatever a terminal was told is on
//! disk, is found in the log afterwards, nothing appears more often than it was sent; and the findings are those of a
//! program that was never interrupted, none lost, none doubled.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use crate::harness::{
    gateway::open_log,
    office::{Office, TERMINALS, copies, copy, phone, position},
    program::Program,
    random::Random,
    terminal::Terminal,
};

const ROUNDS: usize = 8;
/// What one terminal did over all rounds.
#[derive(Default)]
struct Account {
    /// How often each position was sent.
    sent: BTreeMap<u32, u32>,
    acknowledged: BTreeSet<u32>,
    next: u32,
}

impl Account {
    /// Sends until the connection breaks, or until everything is acknowledged once `limit` new positions were sent.
    fn drive(&mut self, phone: &str, to: SocketAddr, mut random: Random, limit: u32, tell: &SyncSender<()>) {
        let end = self.next.saturating_add(limit);
        // As a terminal does: what was not acknowledged is sent again, first.
        let mut again: Vec<u32> = self.sent.keys().copied().filter(|n| !self.acknowledged.contains(n)).collect();
        let Ok(mut terminal) = Terminal::log_in(to, phone) else { return };
        loop {
            let mut burst = std::mem::take(&mut again);
            let fresh = u32::try_from(random.below(20)).expect("small").min(end.saturating_sub(self.next));
            burst.extend(self.next..self.next + fresh);
            self.next += fresh;
            for n in &burst {
                *self.sent.entry(*n).or_default() += 1;
            }
            let positions: Vec<_> = burst.iter().map(|n| position(*n)).collect();
            if terminal.send_positions(&positions).is_err() {
                return;
            }
            let leave = if self.next >= end { 0 } else { 40 };
            while terminal.waiting() > leave {
                let Ok(n) = terminal.acknowledged() else { return };
                self.acknowledged.insert(n);
                // The parent no longer counts once it has killed.
                let _not_listening = tell.send(());
            }
            if self.next >= end {
                return;
            }
        }
    }
}

/// Runs the load of one round; `watch` decides when to kill.
fn load(accounts: &mut [Account], to: SocketAddr, random: &mut Random, limit: u32, watch: impl FnOnce(Receiver<()>)) {
    let (tell, told) = sync_channel(1024);
    thread::scope(|scope| {
        for (n, account) in accounts.iter_mut().enumerate() {
            let (tell, random) = (tell.clone(), random.fork());
            scope.spawn(move || account.drive(&phone(n), to, random, limit, &tell));
        }
        drop(tell);
        watch(told);
    });
}

#[test]
fn kill_9_loses_no_acknowledged_position_and_no_finding_and_doubles_none() {
    let (office, undisturbed) = (Office::new(), Office::new());
    office.furnish();
    copy(&office.data(), &undisturbed.data());
    let log = office.data().join("log");
    let mut random = Random::new(20_260_301);
    let mut accounts: Vec<Account> = (0..TERMINALS).map(|_| Account::default()).collect();
    for round in 0..ROUNDS {
        let mut program = Program::serve(&office.config());
        let to = program.gateway;
        let (enough, moment) = (random.below(1_500), Duration::from_micros(random.below(5_000)));
        load(&mut accounts, to, &mut random, u32::MAX, |told| {
            assert!(told.iter().take(usize::try_from(enough).expect("small")).count() > 0 || enough == 0);
            let since = Instant::now();
            while since.elapsed() < moment {
                std::hint::spin_loop();
            }
            program.kill();
        });
        for (n, (account, copies)) in accounts.iter().zip(copies(&open_log(&log))).enumerate() {
            let lost: Vec<_> = account.acknowledged.iter().filter(|number| !copies.contains_key(number)).collect();
            assert!(lost.is_empty(), "round {round}, terminal {n}: acknowledged and lost: {lost:?}");
            for (number, copies) in copies {
                let sent = account.sent.get(&number).copied().unwrap_or(0);
                assert!(copies <= sent, "round {round}, terminal {n}: {number} sent {sent} times, stored {copies}");
            }
        }
    }
    let acknowledged: usize = accounts.iter().map(|account| account.acknowledged.len()).sum();
    assert!(acknowledged > 0, "the load was real");
    let snapshots = office.data().join("snapshots");
    assert!(snapshots.read_dir().is_ok_and(|mut d| d.next().is_some()), "the detectors worked");

    // What was never acknowledged arrives now, and nothing is missing.
    let mut program = Program::serve(&office.config());
    let to = program.gateway;
    load(&mut accounts, to, &mut random, 400, |told| told.iter().for_each(drop));
    program.kill();
    for (account, copies) in accounts.iter().zip(copies(&open_log(&log))) {
        assert_eq!(copies.into_keys().collect::<Vec<_>>(), (0..account.next).collect::<Vec<_>>());
        assert_eq!(account.acknowledged.len(), usize::try_from(account.next).expect("small"));
    }

    let interrupted = office.findings();
    copy(&log, &undisturbed.data().join("log"));
    let whole = undisturbed.findings();
    assert!(whole.len() >= TERMINALS, "the load was long enough for findings: {}", whole.len());
    assert_eq!(interrupted, whole);
}
