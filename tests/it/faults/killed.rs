//! Killed at any moment: book, pay, cancel and worker die by SIGKILL while the gateways misbehave, and
//! after every restart all that was acknowledged is there, no won has moved twice and no text is lost.
//!
//! In full: `PROOF_KILLS=300 PROOF_WORLDS=10 PROOF_KILLS_A_RESTART=1`. A run prints its seed;
//! `PROOF_SEED` repeats the choices of that run.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::count;
use super::world::{Promise, World};

#[test]
fn nothing_is_lost_or_moved_twice_by_kill_9() {
    let seed = count("PROOF_SEED", rand::random::<u32>() as usize) as u64;
    let (kills, worlds) = (count("PROOF_KILLS", 20), count("PROOF_WORLDS", 5));
    let together = count("PROOF_KILLS_A_RESTART", 4);
    eprintln!("PROOF_SEED={seed} PROOF_KILLS={kills} PROOF_WORLDS={worlds} PROOF_KILLS_A_RESTART={together}");
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let worlds: Vec<_> = (0..worlds as u64)
            .map(|world| {
                let share = kills.div_ceil(worlds);
                scope.spawn(move || besiege(seed.wrapping_mul(1_000).wrapping_add(world), share, together))
            })
            .collect();
        worlds
            .into_iter()
            .map(|world| world.join().expect("a world that holds"))
            .collect()
    });
    let sum = |part: fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>();
    eprintln!(
        "{} kills, {} restarts, {} promises, {} orders, {} charges, {} refunds, {} texts: all rules hold",
        sum(|t| t.kills),
        sum(|t| t.restarts),
        sum(|t| t.promises),
        sum(|t| t.orders),
        sum(|t| t.charges),
        sum(|t| t.refunds),
        sum(|t| t.texts),
    );
    assert!(sum(|t| t.kills) >= kills);
}

#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    restarts: usize,
    promises: usize,
    orders: usize,
    charges: usize,
    refunds: usize,
    texts: usize,
}

fn besiege(seed: u64, kills: usize, together: usize) -> Tally {
    let mut world = World::new(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let until = (tally.kills + together).min(kills);
        while tally.kills < until {
            let killed = world.strike();
            tally.kills += killed;
            check_doctor(&world, "after a kill");
        }
        world.settle(|world| open(&connect(world)));
        tally.restarts += 1;
        check_doctor(&world, "once idle");
        check(&world, &mut tally);
        world.history.push("— idle, and sound —".into());
    }
    tally
}

fn connect(world: &World) -> Connection {
    Connection::open(world.database()).expect("the database")
}

fn number(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).expect("a number")
}

/// What the worker has still to do. A hold is the customer's to pay.
fn open(db: &Connection) -> i64 {
    number(
        db,
        "SELECT (SELECT COUNT(*) FROM orders WHERE status IN ('paying', 'payment_unknown', 'paid', 'refund_pending'))
              + (SELECT COUNT(*) FROM outbox WHERE status = 'pending') + (SELECT COUNT(*) FROM inbox)
              + (SELECT COUNT(*) FROM payments WHERE status IN ('started', 'unknown'))",
    )
}

fn check_doctor(world: &World, when: &str) {
    let shown = world.program.run(["doctor", "--json"]);
    assert_eq!(shown.code, 0, "{when}: {shown:#?}\n{}", world.history.join("\n"));
}

fn check(world: &World, tally: &mut Tally) {
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
            (Some("requested"), Promise::Paid) => true,
            (Some("cancelled"), Promise::Paid) => world.given_up.contains(id),
            (Some(status), Promise::Cancelled) => status == "cancelled",
            (Some(_), Promise::Paid) => false,
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
        let due = if status == "requested" { *price } else { 0 };
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
