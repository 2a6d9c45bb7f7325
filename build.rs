//! What is known when the program is built need not be found out at every start of it: a cold command took a
//! twelfth of its instructions to read its own default settings as TOML, and a list of addresses to be put in
//! their place cost it 29 of its 342 page faults (`mypage`, 2026-11-26).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use toml::{Table, Value};

const DEFAULTS: &str = "assets/config.toml";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={DEFAULTS}");
    let settings: Table = std::fs::read_to_string(DEFAULTS)?.parse()?;
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("presets.rs"), presets(&settings)?)?;
    if understands_packed_addresses() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

/// Whether this machine, for which the program is then built, starts one whose addresses to relocate are a bitmap, an
/// eighth of the list: glibc since 2.36. An older one refuses such a program, and there the list does as well.
fn understands_packed_addresses() -> bool {
    let told = |name| std::env::var(name).unwrap_or_default();
    if told("HOST") != told("TARGET") || told("CARGO_CFG_TARGET_ENV") != "gnu" {
        return false;
    }
    let loader = Command::new("ldd").arg("--version").output();
    let said = loader
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let version = said
        .lines()
        .next()
        .and_then(|line| line.split_whitespace().last())
        .and_then(|last| last.split_once('.'));
    let number = |text: &str| text.parse::<u32>().ok();
    version
        .and_then(|(major, minor)| Some((number(major)?, number(minor)?)))
        .is_some_and(|found| found >= (2, 36))
}

/// The settings as an array of `(section.key, preset)`.
fn presets(settings: &Table) -> Result<String, Box<dyn std::error::Error>> {
    let mut rust = String::from("[");
    for (section, keys) in settings {
        for (key, value) in keys.as_table().ok_or("a setting without a section")? {
            let preset = match value {
                Value::String(text) => format!("Preset::Text({text:?})"),
                Value::Integer(number) => format!("Preset::Number({number})"),
                other => return Err(format!("{section}.{key}: {other}").into()),
            };
            write!(rust, "(\"{section}.{key}\", {preset}),")?;
        }
    }
    Ok(rust + "]")
}
