//! Who books when for when, and what becomes of it: drawn before anything happens.

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::{Rng, RngExt};

use super::people;
use crate::app::Rules;
use crate::domain::calendar::{SlotTime, open_day};
use crate::domain::customer::Customer;
use crate::domain::package::PackageCode;
use crate::domain::reason::Reason;
use crate::domain::sex::Sex;

/// How the visit is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pay {
    Card,
    /// With its approval number.
    Terminal(u32),
    /// By the word of the method.
    Desk(&'static str),
    /// The national checkup costs nothing.
    Nothing,
}

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Comes,
    StaysAway,
    Cancels,
    Moves,
    /// Never pays; the hold runs out.
    Abandons,
    Declined,
    Rejected,
    /// Just now, unpaid.
    Holds,
    /// Just now, and nobody knows whether the card was charged.
    Doubted,
    /// Cancelled just now, and the money is not back.
    Owed,
}

/// A booking to be made.
#[derive(Debug, Clone)]
pub struct Visit {
    pub made: Timestamp,
    pub slot: SlotTime,
    pub customer: Customer,
    pub package: PackageCode,
    pub pay: Pay,
    pub fate: Fate,
    /// The gateway's answer gets lost; the worker finds out later.
    pub in_doubt_for_a_while: bool,
}

impl Visit {
    /// Why it is cancelled, as the desk notes it.
    pub fn reason(&self) -> Option<Reason> {
        let said = ["일정 변경", "개인 사정", "출장", "감기 증상"];
        let n = usize::from(self.slot.time.minute().unsigned_abs()) / 30 + self.customer.name.as_str().len() % 3;
        said.get(n).and_then(|reason| Reason::parse(reason).ok())
    }
}

/// Weeks before today that visits lie in, and after.
const WEEKS: (i64, i64) = (4, 3);
/// Of a hundred: how many take each half-hour of the morning, the first ones first.
const MORNING: [u32; 8] = [16, 18, 17, 15, 12, 10, 7, 5];
/// Numbers that do not exist: their texts are refused.
const WRONG_NUMBERS: usize = 3;

/// Every booking of the sample, in no order.
pub fn visits(rules: &Rules, dice: &mut impl Rng, now: Timestamp) -> Vec<Visit> {
    let today = rules.today(now);
    let mut visits: Vec<Visit> = Vec::new();
    let days = today.saturating_sub(WEEKS.0.weeks()).series(1.day());
    for date in days.take_while(|day| *day <= today.saturating_add(WEEKS.1.weeks())) {
        if open_day(&rules.opening, &rules.holidays, date).is_err() {
            continue;
        }
        for _ in 0..busyness(dice, date, today) {
            let earlier = (!visits.is_empty() && dice.random_bool(0.1)).then(|| dice.random_range(0..visits.len()));
            let again = earlier.and_then(|n| visits.get(n)).map(|visit| visit.customer.clone());
            if let Some(visit) = visit(rules, dice, date, again, now) {
                visits.push(visit);
            }
        }
    }
    open_ends(rules, dice, &mut visits, now);
    visits
}

/// The numbers of a few who will never get a text.
pub fn wrong_numbers(visits: &[Visit]) -> impl Iterator<Item = String> {
    let phones = visits
        .iter()
        .step_by(97)
        .filter_map(|visit| visit.customer.phone.as_ref());
    phones.take(WRONG_NUMBERS).map(|phone| phone.digits().to_owned())
}

/// Bookings for a day: most this week, thinning out ahead; Mondays and Saturdays are full.
fn busyness(dice: &mut impl Rng, date: Date, today: Date) -> u32 {
    let ahead = (date - today).get_days();
    let usual = match ahead {
        ..0 => 9,
        0..=6 => 17 - u32::try_from(ahead).unwrap_or_default(),
        7..=13 => 8,
        _ => 4,
    };
    let weekday = date.weekday().to_monday_zero_offset();
    usual + if matches!(weekday, 0 | 5) { 3 } else { 0 } + dice.random_range(0..3)
}

fn visit(rules: &Rules, dice: &mut impl Rng, date: Date, again: Option<Customer>, now: Timestamp) -> Option<Visit> {
    let times = rules.opening.slots_on(date);
    let slot = SlotTime::new(
        date,
        *times.get(weighted(dice, &MORNING).min(times.len().checked_sub(1)?))?,
    );
    let customer = again.or_else(|| people::somebody(dice, date.year()))?;
    let (package, free) = package(dice, customer.sex);
    let pay = if free { Pay::Nothing } else { pay(dice) };
    let fate = match dice.random_range(0..100) {
        0..6 => Fate::Cancels,
        6..9 => Fate::Moves,
        9..12 => Fate::Abandons,
        12..14 if pay == Pay::Card => Fate::Declined,
        14..16 => Fate::Rejected,
        16..20 => Fate::StaysAway,
        _ => Fate::Comes,
    };
    Some(Visit {
        made: made(rules, dice, date, now),
        slot,
        customer,
        package: PackageCode::parse(package).ok()?,
        pay,
        fate,
        in_doubt_for_a_while: pay == Pay::Card && fate != Fate::Declined && dice.random_bool(0.03),
    })
}

/// Days ahead and in office hours, mostly in the morning; what would lie ahead of now was made just before.
fn made(rules: &Rules, dice: &mut impl Rng, date: Date, now: Timestamp) -> Timestamp {
    let lead = 1 + dice.random_range(0..8) + dice.random_range(0..8);
    let mut day = date.saturating_sub(i64::from(lead).days());
    if day.weekday().to_monday_zero_offset() == 6 {
        day = day.saturating_sub(1.day());
    }
    let minute = dice.random_range(0..300) + dice.random_range(0..300);
    let opens: Time = time(8, 30, 0, 0);
    let at = rules
        .timezone
        .to_ambiguous_timestamp(day.to_datetime(opens))
        .compatible();
    let at = at.map_or(now, |at| at + SignedDuration::from_mins(minute));
    let at = at + SignedDuration::from_secs(dice.random_range(0..60));
    if at < now - SignedDuration::from_mins(30) {
        return at;
    }
    now - SignedDuration::from_mins(31) - SignedDuration::from_secs(dice.random_range(0..90 * 3_600))
}

/// What the screens should find open: holds, a doubt, refunds on their way.
fn open_ends(rules: &Rules, dice: &mut impl Rng, visits: &mut Vec<Visit>, now: Timestamp) {
    let today = rules.today(now);
    let open = |day: &Date| open_day(&rules.opening, &rules.holidays, *day).is_ok();
    let coming: Vec<Date> = today.series(1.day()).skip(1).take(30).filter(open).collect();
    let ends = [
        Fate::Holds,
        Fate::Doubted,
        Fate::Owed,
        Fate::Holds,
        Fate::Owed,
        Fate::Holds,
    ];
    for (n, fate) in (0_i64..).zip(ends) {
        let day = coming.get(usize::try_from(n).unwrap_or_default() + 3);
        let Some(mut visit) = day.and_then(|day| visit(rules, dice, *day, None, now)) else {
            continue;
        };
        // Half-hours that are seldom full.
        visit.slot.time = rules
            .opening
            .slots_on(visit.slot.date)
            .last()
            .copied()
            .unwrap_or(visit.slot.time);
        visit.made = now - SignedDuration::from_mins(9 - n) - SignedDuration::from_secs(dice.random_range(0..40));
        visit.package = PackageCode::parse("prime").unwrap_or(visit.package);
        (visit.pay, visit.fate, visit.in_doubt_for_a_while) = (Pay::Card, fate, false);
        visits.push(visit);
    }
}

fn package(dice: &mut impl Rng, sex: Option<Sex>) -> (&'static str, bool) {
    let for_women = if sex == Some(Sex::Female) { 14 } else { 0 };
    match weighted(dice, &[34, 24, 22, 8, for_women]) {
        0 => ("basic", false),
        1 => ("nhis", true),
        2 => ("prime", false),
        3 => ("heart", false),
        _ => ("women", false),
    }
}

fn pay(dice: &mut impl Rng) -> Pay {
    match weighted(dice, &[45, 20, 10, 10, 15]) {
        0 => Pay::Card,
        1 => Pay::Terminal(dice.random_range(30_000_000..40_000_000)),
        2 => Pay::Desk("cash"),
        3 => Pay::Desk("transfer"),
        _ => Pay::Desk("company"),
    }
}

/// The place of a weight, drawn in proportion to it.
fn weighted(dice: &mut impl Rng, weights: &[u32]) -> usize {
    let mut left = dice.random_range(0..weights.iter().sum::<u32>().max(1));
    for (n, weight) in weights.iter().enumerate() {
        match left.checked_sub(*weight) {
            Some(rest) => left = rest,
            None => return n,
        }
    }
    0
}
