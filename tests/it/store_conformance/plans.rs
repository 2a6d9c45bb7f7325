//! What a screen asks, SQLite answers from an index: no question walks through a table, and no list is
//! sorted to show its first page. A plan says so whatever the machine is doing at the moment.

use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::order::OrderStatus;
use healthcenter::domain::payment::Direction;
use healthcenter::store::messages::{self, Edge as At};
use healthcenter::store::pages::{self, Edge, Filter, Mark, Sort};
use healthcenter::store::sql::{Dialect, Row, Sql, Value};
use healthcenter::store::{StoreError, backlog, figures, known, roster, sending, slots, unsettled};

use super::bookings::slot;
use super::pages::sixty;
use super::place::{Place, at, write};

/// Notes the plan of every query on its way to the database.
struct Planned<'a> {
    sql: &'a mut dyn Sql,
    plans: Vec<(String, Vec<String>)>,
}

impl Sql for Planned<'_> {
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.sql.execute(sql, params)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let plan = self.sql.rows(&format!("EXPLAIN QUERY PLAN {sql}"), params)?;
        let lines = plan.iter().map(|row| row.text(3).unwrap().to_owned()).collect();
        self.plans.push((sql.to_owned(), lines));
        self.sql.each(sql, params, each)
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.sql.batch(sql)
    }

    fn dialect(&self) -> Dialect {
        self.sql.dialect()
    }
}

#[test]
fn no_list_is_walked_through_or_sorted() {
    write(&mut Place::sqlite().engine(), |sql| {
        let all = sixty(sql);
        let mut planned = Planned { sql, plans: Vec::new() };
        let plain = Filter::default;
        let word = |text: &str| Filter {
            search: Some(text.into()),
            ..plain()
        };
        let status = |status, sort| Filter {
            status: Some(status),
            sort,
            ..plain()
        };
        let visits = Some((slot().date, slot().date.tomorrow().unwrap()));
        for filter in [
            plain(),
            Filter {
                sort: Sort::Visit,
                ..plain()
            },
            Filter {
                sort: Sort::Visit,
                visits,
                ..plain()
            },
            status(OrderStatus::Requested, Sort::Newest),
            status(OrderStatus::Requested, Sort::Visit),
            Filter {
                visits,
                ..status(OrderStatus::Requested, Sort::Visit)
            },
            status(OrderStatus::Completed, Sort::Newest),
            Filter {
                status: Some(OrderStatus::Requested),
                ..word("ㄱ")
            },
            word("ㄱ"),
            word("김"),
            word("1001"),
            word("01012341001"),
        ] {
            let mark = Mark::from(&all[30]);
            for edge in [Edge::First, Edge::Last, Edge::After(mark.clone()), Edge::Before(mark)] {
                pages::page(&mut planned, &filter, &edge, 5).unwrap();
            }
            pages::count(&mut planned, &filter).unwrap();
        }
        for status in MessageStatus::ALL {
            let of_kind = messages::Filter {
                status: Some(status),
                ..messages::Filter::default()
            };
            messages::page(&mut planned, &of_kind, At::First, 5).unwrap();
            messages::page(&mut planned, &of_kind, At::Last, 5).unwrap();
            messages::count(&mut planned, status).unwrap();
        }
        messages::page(&mut planned, &messages::Filter::default(), At::First, 5).unwrap();
        messages::oldest_unsent(&mut planned).unwrap();
        let sorted: Vec<_> = planned
            .plans
            .iter()
            .filter(|(sql, plan)| {
                let (sifted, counted) = (sql.contains("1 = 1 AND"), sql.contains("COUNT(*)"));
                plan.iter().any(|line| {
                    let whole = sifted && (walks(line) || (counted && line.starts_with("SCAN orders")));
                    line.contains("TEMP B-TREE") || whole
                })
            })
            .collect();
        assert!(sorted.is_empty(), "{sorted:#?}");
    });
}

#[test]
fn no_question_walks_through_a_table() {
    write(&mut Place::sqlite().engine(), |sql| {
        sixty(sql);
        let mut planned = Planned { sql, plans: Vec::new() };
        let sql: &mut Planned<'_> = &mut planned;
        let day = slot().date;
        roster::of_day(sql, day, at(0)).unwrap();
        known::find(sql, "ㅎ", 20).unwrap();
        figures::made(sql, at(0), at(1)).unwrap();
        figures::in_status(sql, OrderStatus::Requested).unwrap();
        figures::of_day(sql, day, at(0)).unwrap();
        slots::occupancy(sql, day, day, at(0)).unwrap();
        messages::overdue(sql, at(0)).unwrap();
        messages::sent_since(sql, at(0)).unwrap();
        for whose in ["1001", "01012341001", "김", "ㄱ"] {
            let filter = messages::Filter {
                status: Some(MessageStatus::Sent),
                search: Some(whose.into()),
            };
            for edge in [At::First, At::Last] {
                messages::page(sql, &filter, edge, 5).unwrap();
            }
        }
        unsettled::open(sql, Direction::Refund, 200).unwrap();
        let walked: Vec<_> = planned
            .plans
            .iter()
            .filter(|(_, plan)| plan.iter().any(|line| walks(line)))
            .collect();
        assert!(walked.is_empty(), "{walked:#?}");
    });
}

#[test]
fn a_worker_never_goes_through_all_that_waits() {
    write(&mut Place::sqlite().engine(), |sql| {
        sixty(sql);
        let mut planned = Planned { sql, plans: Vec::new() };
        sending::claim(&mut planned, at(0), "w1", at(30), 512).unwrap();
        backlog::texts(&mut planned, at(0)).unwrap();
        backlog::next_text(&mut planned, at(0)).unwrap();
        let slow: Vec<_> = planned
            .plans
            .iter()
            .filter(|(sql, plan)| {
                let first = plan.iter().find(|line| line.contains("SEARCH"));
                sql.contains("outbox")
                    && (!first.is_some_and(|line| line.contains("outbox_to_send (due_at"))
                        || plan.iter().any(|line| line.contains("TEMP B-TREE")))
            })
            .collect();
        assert!(planned.plans.len() >= 4 && slow.is_empty(), "{slow:#?}");
    });
}

/// `SCAN orders` reads a whole table; with an index it reads in the index's order, as far as the limit.
fn walks(line: &str) -> bool {
    let table = ["orders", "outbox", "payments", "o", "p"]
        .iter()
        .any(|table| line == format!("SCAN {table}"));
    table && !line.contains("USING")
}
