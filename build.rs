//! What is known when the program is built need not be found out at every start of it: a cold command took a
//! twelfth of its instructions to read its own default settings as TOML, and a sixth to be put in its place in memory
//! (`mypage`, 2026-11-26).

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

const DEFAULTS: &str = "assets/config.toml";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={DEFAULTS}");
    let settings: Table = std::fs::read_to_string(DEFAULTS)?.parse()?;
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("presets.rs"), presets(&settings)?)?;
    // Addresses to relocate as a bitmap: an eighth of the reading. A GNU linker that does not know it warns and goes on.
    if std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
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
