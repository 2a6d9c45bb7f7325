//! What the screens ask, at ten thousand orders and at a hundred times as many: a page must not cost more
//! because a centre is old. Both databases are asked in turn, so that a busy moment meets both.

use std::path::Path;
use std::pin::Pin;
use std::time::Instant;

use healthcenter::app::App;
use healthcenter::domain::order::OrderStatus;
use healthcenter::store::messages;
use healthcenter::store::pages::{Edge, Filter, Mark, Sort};
use healthcenter::store::{DatabaseUrl, Options, Store};
use jiff::civil::Date;
use rusqlite::Connection;

use super::count;
use super::support::binary::Healthcenter;
use super::support::centre;
use super::support::populate::{Population, populate};
use super::table::{Table, median, ms};

/// Orders in the small centre.
const FEW: i64 = 10_000;
/// Rows of a screen.
const PAGE: i64 = 50;
/// Questions of a kind to each centre.
const ROUNDS: usize = 60;

/// A centre, and what a question needs to know of it.
struct Asked {
    app: App,
    today: Date,
    middle: Mark,
}

type Answered<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
type Question = (&'static str, fn(&Asked) -> Answered<'_>);

/// Adds a ratio for each question.
pub fn measure(table: &mut Table) {
    let many = count("FIGURES_ORDERS", 1_000_000);
    let program = Healthcenter::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (young, old) = (
        centre_of(&program, "young.db", FEW),
        centre_of(&program, "old.db", many),
    );
    for (name, ask) in QUESTIONS {
        let (mut few, mut lots) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS + 5 {
            for (centre, times) in [(&young, &mut few), (&old, &mut lots)] {
                let began = Instant::now();
                runtime.block_on(ask(centre));
                // The first rounds warm the caches of both.
                if round >= 5 {
                    times.push(ms(began.elapsed()));
                }
            }
        }
        let (few, lots) = (median(&few), median(&lots));
        let detail = format!("{lots:.2} ms at {many} orders, {few:.2} ms at {FEW}");
        table.ratio(name, lots / few, "at most 1.25", lots <= few * 1.25, &detail);
    }
}

const QUESTIONS: &[Question] = &[
    ("newest bookings, a page", |asked| {
        page(asked, Filter::default(), Edge::First)
    }),
    ("bookings from the middle, a page", |asked| {
        page(asked, Filter::default(), Edge::After(asked.middle.clone()))
    }),
    ("bookings backwards, a page", |asked| {
        page(asked, Filter::default(), Edge::Before(asked.middle.clone()))
    }),
    ("requests by visit, a page", |asked| {
        let sort = Sort::Visit;
        page(
            asked,
            Filter {
                sort,
                ..of(OrderStatus::Requested)
            },
            Edge::First,
        )
    }),
    ("confirmed bookings, a page", |asked| {
        page(asked, of(OrderStatus::Confirmed), Edge::First)
    }),
    ("bookings by initials, a page", |asked| {
        page(asked, word("ㄱㄱㄷ"), Edge::First)
    }),
    ("bookings by the begin of a name, a page", |asked| {
        page(asked, word("김"), Edge::Last)
    }),
    ("a known customer by initials", |asked| {
        Box::pin(async {
            asked.app.customers("ㄱㄱㄷ").await.expect("people");
        })
    }),
    ("a known customer by a phone number", |asked| {
        Box::pin(async {
            asked.app.customers("01050000777").await.expect("people");
        })
    }),
    ("a month of the calendar", |asked| {
        Box::pin(async {
            asked.app.month(asked.today).await.expect("a month");
        })
    }),
    ("messages, a page", |asked| {
        Box::pin(async {
            let page = asked
                .app
                .message_page(messages::Filter::default(), messages::Edge::First, PAGE);
            page.await.expect("messages");
        })
    }),
    ("messages by status, a page", |asked| {
        Box::pin(async {
            let sent = messages::Filter {
                status: Some(healthcenter::domain::message::MessageStatus::Sent),
                search: None,
            };
            let page = asked.app.message_page(sent, messages::Edge::First, PAGE);
            page.await.expect("messages");
        })
    }),
    ("payments and calls", |asked| {
        Box::pin(async {
            asked.app.money().await.expect("money");
        })
    }),
];

fn of(status: OrderStatus) -> Filter {
    Filter {
        status: Some(status),
        ..Filter::default()
    }
}

fn word(text: &str) -> Filter {
    Filter {
        search: Some(text.into()),
        ..Filter::default()
    }
}

fn page(asked: &Asked, filter: Filter, edge: Edge) -> Answered<'_> {
    Box::pin(async {
        let page = asked.app.page(filter, edge, PAGE).await.expect("a page");
        assert_eq!(page.orders.len(), PAGE as usize);
    })
}

/// A populated centre with two hundred requests.
fn centre_of(program: &Healthcenter, name: &str, orders: i64) -> Asked {
    let path = program.home().join(name);
    let database = path.to_str().expect("a path");
    assert_eq!(program.run(["--database", database, "slots", "--json"]).code, 0);
    populate(&path, Population { orders, unsent: 0 });
    request_some(&path);
    let store = Store::open(DatabaseUrl::Sqlite(path), Options::default()).expect("the store");
    let app = centre::app(store);
    let today = app.recorder.rules.today(app.clock.now());
    let half = Filter {
        search: None,
        ..Filter::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let newest = runtime.block_on(app.page(half, Edge::First, 1)).expect("a page");
    let mut middle = Mark::from(&newest.orders[0]);
    middle.id.0 /= 2;
    Asked { app, today, middle }
}

fn request_some(path: &Path) {
    let db = Connection::open(path).expect("the database");
    let text = "UPDATE orders SET status = 'requested' WHERE id IN (SELECT id FROM orders WHERE status = 'confirmed' LIMIT 200)";
    db.execute_batch(text).expect("requests");
}
