use std::process::ExitCode;

fn main() -> ExitCode {
    healthcenter::run::run()
}
