//! The dashboard's figures: four weeks of bookings beside the week before each, how far they came, when
//! the centre is full, what is sold, and how the texts do.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use crate::app::{App, AppError, Rules, days};
use crate::domain::message::MessageStatus;
use crate::domain::order::OrderStatus;
use crate::domain::package::PackageCode;
use crate::store::figures::{self, Made};
use crate::store::messages;
use crate::store::sql::Sql;
use crate::store::tally::Tally;

/// Days that the figures look back, today among them.
const DAYS: i32 = 28;
/// How far back the comparison lies.
const WEEK: usize = 7;

/// The figures of the last four weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// Bookings made a day, the oldest first, and those of the same day a week before it.
    pub bookings: Vec<(Date, i64, i64)>,
    pub funnel: Funnel,
    /// By weekday (Monday first), then time, over the four weeks that end today.
    pub load: Vec<HourLoad>,
    /// Bookings made by package, the most first.
    pub packages: Vec<PackageShare>,
    pub delivery: Delivery,
}

/// How far the bookings of the four weeks have come; each number counts those of the next one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Funnel {
    pub ordered: i64,
    pub paid: i64,
    pub confirmed: i64,
    pub attended: i64,
}

/// How full a half-hour of a weekday was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourLoad {
    /// 0 for Monday to 6 for Sunday.
    pub weekday: i8,
    pub time: Time,
    pub taken: i64,
    pub capacity: i64,
}

/// A package's part of the bookings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageShare {
    pub package: PackageCode,
    pub bookings: i64,
}

/// How the texts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    pub pending: Tally,
    pub sent_today: Tally,
    pub buried: Tally,
    pub suppressed: Tally,
    /// When the oldest that waits was written.
    pub oldest_unsent: Option<Timestamp>,
}

impl App {
    /// The figures at `today`.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn statistics(&self, today: Date) -> Result<Statistics, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .read(move |sql| read(sql, &rules, today, now).map_err(AppError::Store))
            .await
    }
}

fn read(sql: &mut dyn Sql, rules: &Rules, today: Date, now: Timestamp) -> Result<Statistics, crate::store::StoreError> {
    let midnight = |date: Date| {
        let zoned = rules
            .timezone
            .to_ambiguous_zoned_datetime(date.to_datetime(Time::midnight()));
        zoned.compatible().map_or(now, |zoned| zoned.timestamp())
    };
    let first = today.saturating_sub((DAYS - 1).days());
    let before = first.saturating_sub((WEEK as i64).days());
    let made = figures::made(sql, midnight(before), midnight(today.saturating_add(1.day())))?;
    let recent = made.iter().filter(|made| rules.today(made.at) >= first);
    Ok(Statistics {
        bookings: by_day(&made, rules, before),
        funnel: funnel(recent.clone()),
        load: load(sql, rules, first, today, now)?,
        packages: shares(recent),
        delivery: Delivery {
            pending: messages::count(sql, MessageStatus::Pending)?,
            sent_today: messages::sent_since(sql, midnight(today))?,
            buried: messages::count(sql, MessageStatus::Buried)?,
            suppressed: messages::count(sql, MessageStatus::Suppressed)?,
            oldest_unsent: messages::oldest_unsent(sql)?,
        },
    })
}

fn by_day(made: &[Made], rules: &Rules, before: Date) -> Vec<(Date, i64, i64)> {
    let days: Vec<Date> = before.series(1.day()).take(DAYS as usize + WEEK).collect();
    let mut counts: BTreeMap<Date, i64> = days.iter().map(|day| (*day, 0)).collect();
    for made in made {
        if let Some(count) = counts.get_mut(&rules.today(made.at)) {
            *count += made.count;
        }
    }
    let of = |day: &Date| counts.get(day).copied().unwrap_or_default();
    days.iter()
        .skip(WEEK)
        .zip(&days)
        .map(|(day, week_before)| (*day, of(day), of(week_before)))
        .collect()
}

fn funnel<'a>(made: impl Iterator<Item = &'a Made>) -> Funnel {
    let mut funnel = Funnel::default();
    for made in made {
        let came = made.status == OrderStatus::Completed;
        let confirmed = came || matches!(made.status, OrderStatus::Confirmed | OrderStatus::NoShow);
        let paid = confirmed || made.passed_on || made.status == OrderStatus::Paid;
        funnel.ordered += made.count;
        funnel.paid += i64::from(paid) * made.count;
        funnel.confirmed += i64::from(confirmed) * made.count;
        funnel.attended += i64::from(came) * made.count;
    }
    funnel
}

fn load(
    sql: &mut dyn Sql,
    rules: &Rules,
    first: Date,
    last: Date,
    now: Timestamp,
) -> Result<Vec<HourLoad>, crate::store::StoreError> {
    let mut cells: BTreeMap<(i8, Time), (i64, i64)> = BTreeMap::new();
    for day in days::between(sql, rules, first, last, now)? {
        for place in day.slots.iter().chain(&day.beside) {
            let weekday = day.date.weekday().to_monday_zero_offset();
            let cell = cells.entry((weekday, place.slot.time)).or_default();
            *cell = (cell.0 + place.taken, cell.1 + place.capacity);
        }
    }
    let cell = |((weekday, time), (taken, capacity))| HourLoad {
        weekday,
        time,
        taken,
        capacity,
    };
    Ok(cells.into_iter().map(cell).collect())
}

fn shares<'a>(made: impl Iterator<Item = &'a Made>) -> Vec<PackageShare> {
    let mut counts: BTreeMap<&PackageCode, i64> = BTreeMap::new();
    for made in made {
        *counts.entry(&made.package).or_default() += made.count;
    }
    let mut shares: Vec<PackageShare> = counts
        .into_iter()
        .map(|(package, bookings)| PackageShare {
            package: package.clone(),
            bookings,
        })
        .collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.bookings));
    shares
}
