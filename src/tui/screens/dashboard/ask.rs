//! What the figures ask.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::reads::Statistics;
use crate::app::{App, AppError};

/// Days ahead whose free places are shown.
const AHEAD: i64 = 27;

/// A question to the use cases.
#[derive(Debug, Clone, Copy)]
pub enum Ask {
    Figures(Date),
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    Figures(Result<Box<Figures>, AppError>),
}

/// All that is shown.
#[derive(Debug)]
pub struct Figures {
    pub statistics: Statistics,
    /// The open days from today on.
    pub coming: Vec<Coming>,
}

/// An open day and its places that have not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    pub date: Date,
    pub free: i64,
    pub capacity: i64,
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Figures(today) => Reply::Figures(figures(app, today).await.map(Box::new)),
    }
}

async fn figures(app: &App, today: Date) -> Result<Figures, AppError> {
    let mut days: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    for place in app.slots(today, today.saturating_add(AHEAD.days())).await? {
        let day = days.entry(place.slot.date).or_default();
        *day = (day.0 + place.free(), day.1 + place.capacity);
    }
    let coming = days.into_iter().map(|(date, (free, capacity))| Coming { date, free, capacity });
    Ok(Figures {
        statistics: app.statistics(today).await?,
        coming: coming.collect(),
    })
}
