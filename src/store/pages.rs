//! Lists of a million orders that scroll both ways: a page begins at a row that was seen, never at a number
//! of rows to step over, and its order is one that an index has.
//!
//! One condition leads, with the index that serves it; `COALESCE` hides the others from the planners, which
//! would otherwise go through everybody named 김 to find the three that wait (0.4 s at 10^6 orders).

use jiff::civil::Date;

use super::orders::{COLUMNS, order};
use super::search::Search;
use super::sql::{Sql, Value};
use super::tally::{self, Tally};
use super::{StoreError, wire};
use crate::domain::calendar::SlotTime;
use crate::domain::hangul;
use crate::domain::ids::OrderId;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::package::PackageCode;

/// Counting stops here.
const COUNTED: i64 = 1000;

/// Which orders a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<OrderStatus>,
    /// Visits from the first to the last of two days.
    pub visits: Option<(Date, Date)>,
    pub package: Option<PackageCode>,
    /// A name or its beginning, initials (ㅎㄱㄷ), the phone or its last four digits, or a code.
    pub search: Option<String>,
    pub sort: Sort,
}

/// In which order. What was searched by name or initials comes by that instead, the newest of a name first,
/// unless a day or a status leaves only few.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    /// By the day and time of the visit.
    Visit,
}

/// Where a page lies in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edge {
    First,
    Last,
    After(Mark),
    Before(Mark),
}

/// A row that was seen, wherever the list has moved since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub id: OrderId,
    pub slot: SlotTime,
    pub name: String,
}

impl From<&Order> for Mark {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id,
            slot: order.slot,
            name: order.customer.name.as_str().to_owned(),
        }
    }
}

/// Up to `limit` orders at an edge, always in the list's own order.
///
/// # Errors
/// Any [`StoreError`].
pub fn page(sql: &mut dyn Sql, filter: &Filter, edge: &Edge, limit: i64) -> Result<Vec<Order>, StoreError> {
    let question = Question::of(filter);
    let mut found = Vec::new();
    for leg in question.legs(edge) {
        let missing = limit - found.len() as i64;
        if missing <= 0 {
            break;
        }
        let mut values = question.values.clone();
        let conditions = question.with(leg.beyond, &mut values);
        values.push(missing.into());
        let text = format!(
            "SELECT {COLUMNS} FROM orders WHERE {conditions} ORDER BY {} LIMIT ?{}",
            leg.order,
            values.len()
        );
        for row in sql.rows(&text, &values)? {
            found.push(order(&row)?);
        }
    }
    if matches!(edge, Edge::Last | Edge::Before(_)) {
        found.reverse();
    }
    Ok(found)
}

/// How many orders the list has, up to a thousand.
///
/// # Errors
/// Any [`StoreError`].
pub fn count(sql: &mut dyn Sql, filter: &Filter) -> Result<Tally, StoreError> {
    // A count has no order: the queue's own index would be gone through whole, 41 ms at 10^6 orders.
    let question = Question::of(&Filter {
        sort: Sort::Newest,
        ..filter.clone()
    });
    let from = format!("orders WHERE {}", question.conditions.join(" AND "));
    tally::count(sql, &from, &question.values, COUNTED)
}

/// The order that the rows come in.
#[derive(Clone, Copy)]
enum By {
    /// By the number, written so that the index of what leads is used and not the one of the numbers:
    /// PostgreSQL would walk back through all of them to one day of last year.
    Newest(&'static str),
    Visit,
    /// By this column, the newest first within a word.
    Word(&'static str),
}

/// A filter in SQL.
struct Question {
    conditions: Vec<String>,
    values: Vec<Value<'static>>,
    by: By,
}

/// A stretch of the list beyond the mark; what it does not fill comes from the next.
struct Leg {
    beyond: Option<(String, Vec<Value<'static>>)>,
    order: String,
}

/// Which condition an index serves; the others sift what it finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Search,
    Status,
    Visits,
    /// The requests by their visits: an index of their own.
    Queue,
}

impl Lead {
    fn of(filter: &Filter, search: Option<&Search>) -> Self {
        let rare = filter.status.is_some_and(is_rare);
        let day = filter.visits.is_some_and(|(from, to)| from == to);
        match search {
            Some(Search::Last4(_) | Search::Phone(_) | Search::Code(_)) => Self::Search,
            _ if filter.status == Some(OrderStatus::Requested) && filter.sort == Sort::Visit => Self::Queue,
            _ if rare => Self::Status,
            _ if day => Self::Visits,
            Some(Search::Word { .. }) => Self::Search,
            None if filter.visits.is_some() => Self::Visits,
            None => Self::Status,
        }
    }
}

/// What only few orders are at a time.
const fn is_rare(status: OrderStatus) -> bool {
    matches!(
        status,
        OrderStatus::Held
            | OrderStatus::Paying
            | OrderStatus::PaymentUnknown
            | OrderStatus::Paid
            | OrderStatus::Requested
            | OrderStatus::RefundPending
    )
}

impl Question {
    fn of(filter: &Filter) -> Self {
        let search = filter.search.as_deref().and_then(Search::read);
        let lead = Lead::of(filter, search.as_ref());
        let mut question = Self {
            conditions: vec!["1 = 1".into()],
            values: Vec::new(),
            by: match filter.sort {
                Sort::Newest if lead == Lead::Visits => By::Newest("id + 0"),
                Sort::Newest => By::Newest("id"),
                Sort::Visit => By::Visit,
            },
        };
        if let Some(status) = filter.status {
            let column = if lead == Lead::Status {
                "status"
            } else {
                "COALESCE(status, '')"
            };
            // Written out, because only then do the engines see that a partial index serves it.
            question.conditions.push(format!("{column} = '{}'", status.code()));
        }
        if let Some((from, to)) = filter.visits {
            let column = if lead == Lead::Visits || lead == Lead::Queue {
                "date"
            } else {
                "COALESCE(date, '')"
            };
            question.add(&format!("{column} >= #"), from.to_string());
            question.add(&format!("{column} <= #"), to.to_string());
        }
        if let Some(package) = &filter.package {
            question.add("COALESCE(package, '') = #", package.as_str().to_owned());
        }
        for (column, compares, value) in search.iter().flat_map(Search::conditions) {
            match lead {
                Lead::Search => question.add(&format!("{column} {compares} #"), value),
                _ => question.add(&format!("COALESCE({column}, '') {compares} #"), value),
            }
        }
        if let (Lead::Search, Some(Search::Word { column, .. })) = (lead, &search) {
            question.by = By::Word(column);
        }
        question
    }

    fn add(&mut self, condition: &str, value: String) {
        self.values.push(value.into());
        self.conditions
            .push(condition.replace('#', &format!("?{}", self.values.len())));
    }

    /// The conditions and what lies beyond the mark, whose `#`s are filled in turn.
    fn with(&self, beyond: Option<(String, Vec<Value<'static>>)>, values: &mut Vec<Value<'static>>) -> String {
        let mut conditions = self.conditions.clone();
        if let Some((mut text, marks)) = beyond {
            for mark in marks {
                values.push(mark);
                text = text.replacen('#', &format!("?{}", values.len()), 1);
            }
            conditions.push(text);
        }
        conditions.join(" AND ")
    }

    fn legs(&self, edge: &Edge) -> Vec<Leg> {
        let back = matches!(edge, Edge::Last | Edge::Before(_));
        let mark = match edge {
            Edge::First | Edge::Last => None,
            Edge::After(mark) | Edge::Before(mark) => Some(mark),
        };
        let (up, down) = if back { (" DESC", "") } else { ("", " DESC") };
        let (more, less) = if back { ('<', '>') } else { ('>', '<') };
        let leg = |beyond, order| Leg { beyond, order };
        match (self.by, mark) {
            (By::Newest(id), mark) => {
                let beyond = mark.map(|mark| (format!("{id} {less} #"), vec![mark.id.0.into()]));
                vec![leg(beyond, format!("{id}{down}"))]
            }
            (By::Visit, mark) => {
                let beyond = mark.map(|mark| {
                    let SlotTime { date, time } = mark.slot;
                    let marks = vec![date.to_string().into(), wire::clock(time).into(), mark.id.0.into()];
                    (format!("(date, time, id) {more} (#, #, #)"), marks)
                });
                vec![leg(beyond, format!("date{up}, time{up}, id{up}"))]
            }
            (By::Word(column), None) => vec![leg(None, format!("{column}{up}, id{down}"))],
            (By::Word(column), Some(mark)) => {
                let word = match column {
                    "initials" => hangul::initials(&mark.name),
                    _ => mark.name.clone(),
                };
                let same = (
                    format!("{column} = # AND id {less} #"),
                    vec![word.clone().into(), mark.id.0.into()],
                );
                let others = (format!("{column} {more} #"), vec![word.into()]);
                vec![
                    leg(Some(same), format!("id{down}")),
                    leg(Some(others), format!("{column}{up}, id{down}")),
                ]
            }
        }
    }
}
