//! What it costs to have the program: its size, its build, and dependencies that are there twice.

use std::process::Command;
use std::time::Instant;

use super::table::Table;

/// Adds a line each.
pub fn measure(table: &mut Table) {
    let program = std::fs::metadata(env!("CARGO_BIN_EXE_healthcenter")).expect("the program");
    let megabytes = program.len() as f64 / 1e6;
    table.figure(
        "size (MB)",
        &format!("{megabytes:.1}"),
        "at most 15",
        megabytes <= 15.0,
        "release, stripped",
    );

    let tree = cargo(&[
        "tree", "-d", "--locked", "--edges", "normal", "--depth", "0", "--prefix", "none",
    ]);
    let twice: std::collections::BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let twice: Vec<&str> = twice.into_iter().filter(|name| !name.is_empty()).collect();
    table.figure(
        "dependencies in two versions",
        &twice.len().to_string(),
        "few",
        true,
        &twice.join(" "),
    );

    if std::env::var_os("FIGURES_COLD_BUILD").is_some() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().to_str().expect("a path");
        let began = Instant::now();
        cargo(&["build", "--release", "--locked", "--target-dir", folder]);
        let seconds = began.elapsed().as_secs();
        table.figure("release build from nothing (s)", &seconds.to_string(), "-", true, "");
    }
}

fn cargo(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}
