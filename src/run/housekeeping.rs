//! Doctor, backup and restore.

use std::path::Path;

use super::compose::Composition;
use crate::app::App;
use crate::cli::{Failure, Output};

/// placeholder
pub async fn doctor(_composition: &Composition, _out: &Output) -> Result<(), Failure> {
    Ok(())
}
/// placeholder
pub async fn backup(_app: &App, _file: &Path, _out: &Output) -> Result<(), Failure> {
    Ok(())
}
/// placeholder
pub async fn restore(_app: &App, _file: &Path, _out: &Output) -> Result<(), Failure> {
    Ok(())
}
