//! What must hold of a world under siege, asked past the program: of its tables, of what it has promised,
//! and of what really happened at the gateways.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value;

use super::world::{Promise, World};

/// What a siege has come to.
#[derive(Debug, Default)]
pub struct Tally {
    pub kills: usize,
    pub restarts: usize,
    pub promises: usize,
    pub orders: usize,
    pub charges: usize,
    pub refunds: usize,
    pub texts: usize,
}

/// Its tables, past the program.
pub fn connect(world: &World) -> Connection {
    Connection::open(world.database()).expect("the database")
}

/// The one number that a question comes to.
pub fn number(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).expect("a number")
}

/// What the worker has still to do. A hold is the customer's to pay.
pub fn open(db: &Connection) -> i64 {
    number(
        db,
        "SELECT (SELECT COUNT(*) FROM orders WHERE status IN ('paying', 'payment_unknown', 'paid', 'refund_pending'))
              + (SELECT COUNT(*) FROM outbox WHERE status = 'pending') + (SELECT COUNT(*) FROM inbox)
              + (SELECT COUNT(*) FROM payments WHERE status IN ('started', 'unknown'))",
    )
}

/// The centre's own examination, by the program itself. Whether the gateways answer at this moment says something
/// of this machine only: they are threads of this test.
pub fn check_doctor(world: &World, when: &str) {
    let shown = world.program.run(["doctor", "--json"]);
    let checks: Value = serde_json::from_str(&shown.stdout).unwrap_or_default();
    let of_gateway = |check: &Value| check["name"].as_str().is_some_and(|name| name.ends_with("-gateway"));
    let sound = checks["checks"]
        .as_array()
        .is_some_and(|all| all.iter().all(|check| check["ok"] == true || of_gateway(check)));
    assert!(sound, "{when}: {shown:#?}\n{}", world.history.join("\n"));
}

/// All that must hold once nothing is under way: every promise kept, our books and the gateway's alike,
/// every text sent once and in order.
pub fn check(world: &World, tally: &mut Tally) {
    let db = connect(world);
    let mut faults = Vec::new();
    if open(&db) > 0 {
        faults.push(format!("{} things are still open", open(&db)));
    }
    let orders = orders(&db);
    promises(world, &orders, &mut faults);
    money(world, &orders, &mut faults);
    texts(world, &db, &mut faults);
    let history = world.history.join("\n");
    assert!(faults.is_empty(), "{faults:#?}\n{history}\n{:#?}", orders);

    let ledger = world.gateways.ledger();
    tally.promises = world.promises.len();
    tally.orders = orders.len();
    tally.charges = ledger.payment.charges.len();
    tally.refunds = ledger.payment.refunds.len();
    tally.texts = ledger.sms.texts.len();
}

/// Status and price of every order.
fn orders(db: &Connection) -> BTreeMap<i64, (String, i64)> {
    let mut query = db.prepare("SELECT id, status, price FROM orders").expect("the orders");
    let rows = query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))));
    rows.expect("the orders").collect::<Result<_, _>>().expect("the orders")
}

fn promises(world: &World, orders: &BTreeMap<i64, (String, i64)>, faults: &mut Vec<String>) {
    for (id, promise) in &world.promises {
        let kept = match (orders.get(id).map(|(status, _)| status.as_str()), promise) {
            (None, _) => false,
            (Some(_), Promise::Exists) => true,
            (Some("requested" | "confirmed"), Promise::Paid) | (Some("confirmed"), Promise::Confirmed) => true,
            (Some("cancelled"), Promise::Paid | Promise::Confirmed) => world.given_up.contains(id),
            (Some(status), Promise::Cancelled) => status == "cancelled",
            (Some(_), Promise::Paid | Promise::Confirmed) => false,
        };
        if !kept {
            faults.push(format!(
                "order {id} was promised {promise:?} and is {:?}",
                orders.get(id)
            ));
        }
    }
}

fn money(world: &World, orders: &BTreeMap<i64, (String, i64)>, faults: &mut Vec<String>) {
    let ledger = world.gateways.ledger().payment;
    if ledger.totals.double_charges > 0 || ledger.totals.conflicts > 0 {
        faults.push(format!("{:?}", ledger.totals));
    }
    let mut there: BTreeMap<i64, i64> = BTreeMap::new();
    for charge in &ledger.charges {
        if charge.status != healthcenter::gateway::practice::ledger::payment_page::ChargeStatus::Declined {
            *there.entry(charge.order_id).or_default() += charge.price - charge.refunded;
        }
    }
    let mut kept = 0;
    for (id, (status, price)) in orders {
        let keeps = ["requested", "confirmed"].contains(&status.as_str());
        let due = if keeps { *price } else { 0 };
        kept += due;
        let found = there.remove(id).unwrap_or(0);
        if found != due {
            faults.push(format!(
                "order {id} is {status}: {due} won should be at the gateway, {found} are"
            ));
        }
    }
    if !there.is_empty() {
        faults.push(format!("charges of nobody: {there:?}"));
    }
    if ledger.totals.charged - ledger.totals.refunded != kept {
        faults.push(format!("{:?}: {kept} won should be there", ledger.totals));
    }
}

fn texts(world: &World, db: &Connection, faults: &mut Vec<String>) {
    let ledger = world.gateways.ledger().sms;
    if ledger.totals.conflicts > 0 {
        faults.push(format!("one key, two texts: {:?}", ledger.totals));
    }
    let ids = |condition: &str| -> BTreeSet<String> {
        db.prepare(&format!("SELECT id FROM outbox WHERE {condition}"))
            .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
            .expect("the outbox")
    };
    let sent = ids("status = 'sent'");
    // A worker that died with a text in its hands may have sent it. If it was superseded meanwhile it is not
    // sent again to find out: better an untold text than one that is no longer true.
    let untold = ids("status = 'suppressed' AND reason = 'superseded'");
    let accepted: BTreeSet<String> = ledger.texts.iter().map(|text| text.key.to_string()).collect();
    if accepted.len() != ledger.texts.len() {
        faults.push("a text was accepted twice".into());
    }
    for lost in sent.symmetric_difference(&accepted).filter(|id| !untold.contains(*id)) {
        faults.push(format!(
            "text {lost}: sent here is {}, there {}",
            sent.contains(lost),
            accepted.contains(lost)
        ));
    }
    let events = number(db, "SELECT COUNT(*) FROM events");
    if number(db, "SELECT COUNT(*) FROM outbox") != events {
        faults.push("events and outbox differ".into());
    }
    // One order's texts are accepted in the order of its events.
    let mut place = db
        .prepare("SELECT order_id, seq FROM outbox WHERE id = ?1")
        .expect("the outbox");
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for text in &ledger.texts {
        let Ok((order, seq)) = place.query_row([&*text.key], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        else {
            continue;
        };
        if last.insert(order, seq).is_some_and(|before| before > seq) {
            faults.push(format!("text {seq} of order {order} came after a later one"));
        }
    }
}
