//! `anlu schema`: prints a generated schema.

use std::process::ExitCode;

use crate::{Failure, config};

/// Arguments of `anlu schema`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Which one.
    #[arg(value_enum)]
    which: Which,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    /// The HTTP API (OpenAPI 3.1).
    Openapi,
    /// The configuration file (JSON schema).
    Config,
    /// The files of a policy pack (JSON schema).
    Pack,
}

#[expect(clippy::print_stdout, reason = "printing is what it does")]
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let text = match args.which {
        Which::Openapi => {
            print!("{}", anlu_web::openapi_json());
            return Ok(ExitCode::SUCCESS);
        }
        Which::Config => serde_json::to_string_pretty(&config::schema()),
        Which::Pack => serde_json::to_string_pretty(&anlu_rules::pack::schema()),
    };
    println!("{}", text.map_err(|e| Failure::input("schema", e.to_string()))?);
    Ok(ExitCode::SUCCESS)
}
