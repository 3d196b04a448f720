//! Prints the OpenAPI document.
#![expect(clippy::print_stdout, reason = "printing is what it does")]

fn main() {
    print!("{}", anlu_web::openapi_json());
}
