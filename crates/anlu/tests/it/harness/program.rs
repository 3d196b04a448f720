//! The real program as a process of its own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

/// A running program.
pub(crate) struct Program {
    child: Child,
    pub(crate) web: SocketAddr,
    pub(crate) gateway: SocketAddr,
}

/// The program with these arguments.
pub(crate) fn anlu(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlu"));
    command.args(arguments);
    command
}

/// Runs a command of the program to its end, with `input` on its standard input; it must end well.
pub(crate) fn run(arguments: &[&str], input: &str) {
    let pipes = anlu(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = pipes.expect("the program starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
    let ended = child.wait_with_output().expect("it ends");
    assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
}

impl Program {
    /// `anlu serve` with a configuration file.
    pub(crate) fn serve(config: &Path) -> Self {
        Self::start(&["serve", "--config", config.to_str().expect("UTF-8")], true)
    }

    /// Starts it and waits until it has said both addresses, on the stream where it says them.
    pub(crate) fn start(arguments: &[&str], on_stderr: bool) -> Self {
        let mut command = anlu(arguments);
        command.env("ANLU_LOG", "warn,anlu::serve=info");
        let (out, err) = if on_stderr { (Stdio::null(), Stdio::piped()) } else { (Stdio::piped(), Stdio::null()) };
        let mut child = command.stdout(out).stderr(err).spawn().expect("the program starts");
        let stream: Box<dyn Read + Send> = if on_stderr {
            Box::new(child.stderr.take().expect("piped"))
        } else {
            Box::new(child.stdout.take().expect("piped"))
        };
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let (mut web, mut gateway, mut said) = (None, None, String::new());
        for line in lines.by_ref() {
            let found = |mark: &str, line: &str| {
                let rest = line.split_once(mark)?.1.trim_matches(['"', ' ']);
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(rest.len());
                rest[..end].parse().ok()
            };
            web = web.or_else(|| found("http://", &line)).or_else(|| found("web=", &line));
            gateway = gateway.or_else(|| found("808 on ", &line)).or_else(|| found("gateway=\"", &line));
            said.push_str(&line);
            said.push('\n');
            if web.is_some() && gateway.is_some() {
                break;
            }
        }
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let (Some(web), Some(gateway)) = (web, gateway) else { panic!("it did not start:\n{said}") };
        Self { child, web, gateway }
    }

    /// Asks it to stop; it must end well.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(asked.success());
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }

    /// Most memory it ever had resident, KiB.
    pub(crate) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux tells");
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// SIGKILL: it gets no chance to write anything.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // After a failed test; a stopped program is gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
