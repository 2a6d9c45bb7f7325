//! What happens when: the customers' plans and the centre's own rounds, in the order of time.

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::plan::{Fate, Visit};
use crate::app::Rules;
use crate::domain::calendar::open_day;

/// Something that happens; numbers are places in the list of visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Book(usize),
    Cancel(usize),
    /// To another day, at its earliest free time.
    Move(usize, Date),
    CheckIn(usize),
    NoShow(usize),
    /// The admin goes through the requests.
    Decide,
    /// The worker does all that is due.
    Work,
}

/// So long the admin has not looked: what came in since waits.
const UNDECIDED: SignedDuration = SignedDuration::from_hours(20);
/// The worker stops here: what came later is still on its way.
const UNWORKED: SignedDuration = SignedDuration::from_mins(12);

/// All acts until `now`, by time.
pub fn agenda(rules: &Rules, visits: &[Visit], now: Timestamp) -> Vec<(Timestamp, Act)> {
    let at = |date: Date, time: Time| {
        let zoned = rules
            .timezone
            .to_ambiguous_timestamp(date.to_datetime(time))
            .compatible();
        zoned.unwrap_or(now)
    };
    let mut acts = Vec::new();
    for (n, visit) in visits.iter().enumerate() {
        acts.push((visit.made, Act::Book(n)));
        if visit.in_doubt_for_a_while {
            acts.push((visit.made + SignedDuration::from_secs(15), Act::Work));
        }
        let begins = at(visit.slot.date, visit.slot.time);
        let halfway = visit.made + (begins.duration_since(visit.made) / 2);
        match visit.fate {
            Fate::Comes => acts.push((begins - SignedDuration::from_mins(n as i64 % 14), Act::CheckIn(n))),
            Fate::StaysAway => acts.push((at(visit.slot.date, time(12, 30, 0, 0)), Act::NoShow(n))),
            Fate::Cancels => acts.push((halfway, Act::Cancel(n))),
            Fate::Moves => acts.push((halfway, Act::Move(n, next_week(rules, visit.slot.date)))),
            Fate::Owed => acts.push((visit.made + SignedDuration::from_secs(80), Act::Cancel(n))),
            Fate::Abandons | Fate::Declined | Fate::Rejected | Fate::Holds | Fate::Doubted => {}
        }
    }
    let first = visits.iter().map(|visit| visit.made).min().unwrap_or(now);
    for day in rules
        .today(first)
        .series(1.day())
        .take_while(|day| *day <= rules.today(now))
    {
        for work in [
            time(7, 0, 0, 0),
            time(9, 0, 0, 0),
            time(13, 50, 0, 0),
            time(19, 0, 0, 0),
        ] {
            acts.push((at(day, work), Act::Work));
        }
        let decided = [time(9, 5, 0, 0), time(14, 0, 0, 0)].map(|decides| at(day, decides));
        let open = open_day(&rules.opening, &rules.holidays, day).is_ok();
        let decided = decided.into_iter().filter(|at| open && *at < now - UNDECIDED);
        acts.extend(decided.map(|at| (at, Act::Decide)));
    }
    acts.retain(|(at, act)| {
        *at < now
            - if *act == Act::Work {
                UNWORKED
            } else {
                SignedDuration::ZERO
            }
    });
    acts.push((now - UNWORKED, Act::Work));
    acts.sort_by_key(|(at, _)| *at);
    acts
}

/// The first open day a week later.
fn next_week(rules: &Rules, date: Date) -> Date {
    let open = |day: &Date| open_day(&rules.opening, &rules.holidays, *day).is_ok();
    let from = date.saturating_add(1.week());
    from.series(1.day()).take(14).find(open).unwrap_or(from)
}
