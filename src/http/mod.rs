//! The port: the use cases over HTTP, in the origin's paths, behind one address.
//!
//! A resource is a file. It reads what was sent, calls a use case and shows what came of it; rules,
//! sentences and rows are those of the commands and the screens.

mod health;
mod listen;

use axum::Router;
use axum::routing::get;

use crate::app::App;

pub use listen::{Door, serve};

/// What every request works with. Cheap to clone.
#[derive(Clone)]
pub struct Port {
    pub app: App,
}

/// Everything that can be asked for.
pub fn router(port: Port) -> Router {
    Router::new().route("/livez", get(health::alive)).with_state(port)
}
