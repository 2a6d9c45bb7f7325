//! What the first screen asks.

use crate::app::reads::Glance;
use crate::app::{App, AppError};

#[derive(Debug, Clone, Copy)]
pub enum Ask {
    Glance,
}

#[derive(Debug)]
pub enum Reply {
    Glance(Result<Box<Glance>, AppError>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Glance => Reply::Glance(app.glance().await.map(Box::new)),
    }
}
