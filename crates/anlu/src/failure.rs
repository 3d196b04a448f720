//! How a command ends when it cannot go on: a stable code, what happened, where, what to do.

use std::process::ExitCode;

/// A command's failure, printed once to standard error.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: u8,
    code: &'static str,
    message: String,
}

impl Failure {
    /// Wrong usage (exit code 2).
    pub(crate) fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: 2, code, message: message.into() }
    }

    /// Bad input (exit code 3): a file that cannot be read, a configuration that does not hold.
    pub(crate) fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: 3, code, message: message.into() }
    }

    /// A verification that failed (exit code 1).
    pub(crate) fn verification(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: 1, code, message: message.into() }
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        self.code
    }

    #[expect(clippy::print_stderr, reason = "the one place where a command's failure is shown")]
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("anlu: {self}");
        ExitCode::from(self.exit)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)
    }
}
