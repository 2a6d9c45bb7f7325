//! `docs/state-machines.md`, drawn by asking the machines themselves.
//!
//! The orders are walked: from a new one, every event is tried in every state that can be reached, with
//! the place kept or gone and the ending still open or decided. What the walk finds is the document; a
//! state nobody can reach or an event nobody can use is a fault of the domain.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::path::Path;

use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::cancellation::CancellationStatus;
use healthcenter::domain::code::BookingCode;
use healthcenter::domain::customer::Customer;
use healthcenter::domain::event::Event;
use healthcenter::domain::ids::{OrderId, PaymentId, ReservationId};
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::name::PersonName;
use healthcenter::domain::order::{Ending, Order, OrderStatus, Owner};
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::{Method, PaymentStatus};
use healthcenter::domain::reservation::ReservationStatus;
use healthcenter::words::Words;
use jiff::Timestamp;
use jiff::civil::{date, time};

const FILE: &str = "docs/state-machines.md";

#[test]
fn the_document_is_what_the_machines_say() {
    let drawn = document();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &drawn).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let stale = drawn
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .find(|(drawn, written)| drawn != written);
    assert!(
        drawn == written,
        "{FILE} is stale, first at {stale:?}; regenerate it: UPDATE_DOCS=1 tests/run --quick state_machines"
    );
}

#[test]
fn every_state_can_be_reached_and_every_event_used() {
    let walk = Walk::new();
    let reached: BTreeSet<OrderStatus> = walk.variants.iter().map(|variant| variant.status).collect();
    assert_eq!(reached, BTreeSet::from(OrderStatus::ALL));
    let used: BTreeSet<&str> = walk
        .moves
        .keys()
        .map(|(_, event, _)| *event)
        .chain(["OrderPlaced"])
        .collect();
    let source = include_str!("../../src/domain/event.rs");
    let named: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.split("=> \"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(used, named);
    assert_eq!(
        reachable(&PaymentStatus::ALL, PaymentStatus::may_become),
        PaymentStatus::ALL.len()
    );
    assert_eq!(
        reachable(&ReservationStatus::ALL, ReservationStatus::may_become),
        ReservationStatus::ALL.len()
    );
    assert_eq!(
        reachable(&CancellationStatus::ALL, CancellationStatus::may_become),
        CancellationStatus::ALL.len()
    );
}

#[test]
fn only_final_states_have_no_owner() {
    let walk = Walk::new();
    for status in OrderStatus::ALL {
        let leaves = walk.moves.keys().any(|(from, _, to)| *from == status && *to != status);
        // A charge that was in doubt can still turn up after the end, and its money goes back.
        let ended = matches!(status, OrderStatus::Cancelled | OrderStatus::Expired);
        assert_eq!(leaves && !ended, status.owner() != Owner::Nobody, "{status}");
    }
}

/// What the machine looks at beside the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Variant {
    status: OrderStatus,
    keeps_place: bool,
    ending: Option<&'static str>,
}

impl Variant {
    fn of(order: &Order) -> Self {
        Self {
            status: order.status,
            keeps_place: order.keeps_place,
            ending: order.ending.map(|ending| ending.status().code()),
        }
    }
}

type Move = (OrderStatus, &'static str, OrderStatus);

/// Every move that is possible from a new order, and the variants it is possible from.
struct Walk {
    variants: BTreeSet<Variant>,
    moves: BTreeMap<Move, BTreeSet<Variant>>,
}

impl Walk {
    fn new() -> Self {
        let new = Order::place(OrderId(1), &placed(), Timestamp::UNIX_EPOCH).unwrap();
        let mut walk = Self {
            variants: BTreeSet::from([Variant::of(&new)]),
            moves: BTreeMap::new(),
        };
        let mut next = VecDeque::from([new]);
        while let Some(order) = next.pop_front() {
            let from = Variant::of(&order);
            for event in events() {
                let Ok(after) = order.apply(&event) else { continue };
                let step = (from.status, event.name(), after.status);
                walk.moves.entry(step).or_default().insert(from);
                if walk.variants.insert(Variant::of(&after)) {
                    next.push_back(after);
                }
            }
        }
        walk
    }

    /// In words, what must be so for the move, beside its state: nothing, when every variant makes it.
    fn condition(&self, step: &Move) -> String {
        let here: BTreeSet<Variant> = self.variants.iter().filter(|v| v.status == step.0).copied().collect();
        let from = &self.moves[step];
        if *from == here {
            return String::new();
        }
        let mut words = Vec::new();
        let keeps = |variants: &BTreeSet<Variant>| variants.iter().map(|v| v.keeps_place).collect::<BTreeSet<_>>();
        if keeps(from) != keeps(&here) {
            let kept = from.iter().all(|variant| variant.keeps_place);
            words.push(if kept { "the place is kept" } else { "the place is gone" }.to_owned());
        }
        let endings = |variants: &BTreeSet<Variant>| variants.iter().filter_map(|v| v.ending).collect::<BTreeSet<_>>();
        if endings(from) != endings(&here) {
            let ending: Vec<&str> = endings(from).into_iter().collect();
            words.push(format!("it was {}", ending.join(" or ")));
        }
        words.join(", ")
    }
}

fn reachable<S: Copy + PartialEq>(all: &[S], may_become: fn(S, S) -> bool) -> usize {
    let mut seen = vec![all[0]];
    let mut n = 0;
    while n < seen.len() {
        let from = seen[n];
        let new: Vec<S> = all
            .iter()
            .copied()
            .filter(|to| may_become(from, *to) && !seen.contains(to))
            .collect();
        seen.extend(new);
        n += 1;
    }
    seen.len()
}

fn placed() -> Event {
    Event::OrderPlaced {
        code: BookingCode::from_random(0x9d3f_17c2_55aa_0b71).unwrap(),
        package: PackageCode::parse("basic").unwrap(),
        slot: slot(1),
        price: won(),
        customer: Customer {
            name: PersonName::parse("홍길동").unwrap(),
            phone: None,
            birth: None,
            sex: None,
        },
        hold_expires_at: Timestamp::UNIX_EPOCH,
    }
}

fn slot(day: i8) -> SlotTime {
    SlotTime {
        date: date(2026, 12, day),
        time: time(8, 30, 0, 0),
    }
}

fn won() -> Won {
    Won::new(50_000).unwrap()
}

/// One of each.
fn events() -> Vec<Event> {
    let (payment, reservation, by) = (PaymentId(1), ReservationId(1), "desk".to_owned());
    let method = Method::Card;
    vec![
        placed(),
        Event::PaymentStarted { payment, method },
        Event::PaymentApproved {
            payment,
            method,
            amount: won(),
            reference: None,
        },
        Event::PaymentDeclined {
            payment,
            reason: String::new(),
        },
        Event::PaymentUnknown { payment },
        Event::PaymentReleased { payment },
        Event::HoldExpired,
        Event::ReservationRequested { reservation },
        Event::ReservationConfirmed {
            reservation,
            by: by.clone(),
        },
        Event::ReservationRejected {
            reservation,
            by: by.clone(),
            reason: String::new(),
            refund: won(),
        },
        Event::OrderCancelled {
            by: by.clone(),
            reason: None,
            refund: won(),
        },
        Event::ReservationCancelled { reservation },
        Event::PaymentRefunded { payment, amount: won() },
        Event::OrderRescheduled {
            from: slot(1),
            to: slot(2),
            by: by.clone(),
        },
        Event::CheckedIn { by: by.clone() },
        Event::NoShow { by },
    ]
}

/// Who acts, until when, and what they do.
const fn duty(owner: Owner) -> [&'static str; 3] {
    match owner {
        Owner::Customer => [
            "customer",
            "`hold_expires_at` (`booking.hold_minutes`, 10 min)",
            "pay; a worker expires the hold otherwise, and a full slot does so at once",
        ],
        Owner::Payer => [
            "the process that called",
            "`payments.due_at`: the gateway's deadline + 1 s",
            "write the gateway's answer down; the reconciler asks by key when that process died",
        ],
        Owner::Reconciler => [
            "reconciler (worker)",
            "`payments.due_at`: 0.1 s, then 0.5 s doubling to 5 min",
            "ask the gateway by key until it knows",
        ],
        Owner::ReservationPolicy => [
            "reservation policy (worker)",
            "`inbox.due_at`: at once",
            "pass it on to the centre",
        ],
        Owner::Admin => ["centre admin", "the visit", "confirm or reject (`requests`)"],
        Owner::Desk => ["reception desk", "the visit", "check in, or note a no-show"],
        Owner::Refunder => [
            "refunder (the command, then a worker)",
            "`payments.due_at`: at once, then 0.5 s doubling to 5 min; 10 min after a refusal",
            "repeat the refund, or settle the charge in doubt that it waits for",
        ],
        Owner::Nobody => ["–", "–", "–"],
    }
}

fn document() -> String {
    let walk = Walk::new();
    let mut text = String::from(
        "# State machines\n\n\
         Generated from the code by `tests/it/state_machines.rs`; do not edit. Regenerate with\n\
         `UPDATE_DOCS=1 tests/run --quick state_machines`.\n\n\
         ## Order\n\n\
         `src/domain/order/machine.rs`. Every arrow is one event; `OrderRescheduled` and `ReservationCancelled`\n\
         leave the state as it is and are in the table only.\n\n",
    );
    diagram_of_orders(&walk, &mut text);
    states(&mut text);
    moves(&walk, &mut text);
    text.push_str(
        "\n## Payment\n\n`src/domain/payment.rs`, for charges and refunds. Money settled at the desk begins as `approved`.\n\
         `released` is never final for sure: a charge that got lost on its way can still arrive.\n\n",
    );
    diagram(
        &PaymentStatus::ALL,
        PaymentStatus::may_become,
        PaymentStatus::code,
        &mut text,
    );
    text.push_str("\n## Reservation\n\n`src/domain/reservation.rs`.\n\n");
    diagram(
        &ReservationStatus::ALL,
        ReservationStatus::may_become,
        ReservationStatus::code,
        &mut text,
    );
    text.push_str(
        "\n## Cancellation\n\n`src/domain/cancellation.rs`. It owes again when a charge in doubt turns out to have\n\
         happened after the order was cancelled.\n\n",
    );
    diagram(
        &CancellationStatus::ALL,
        CancellationStatus::may_become,
        CancellationStatus::code,
        &mut text,
    );
    text
}

fn diagram_of_orders(walk: &Walk, text: &mut String) {
    let mut arrows: BTreeMap<(OrderStatus, OrderStatus), Vec<&str>> = BTreeMap::new();
    for (from, event, to) in walk.moves.keys().filter(|(from, _, to)| from != to) {
        arrows.entry((*from, *to)).or_default().push(event);
    }
    text.push_str("```mermaid\nstateDiagram-v2\n    [*] --> held : OrderPlaced\n");
    for ((from, to), events) in arrows {
        writeln!(text, "    {from} --> {to} : {}", events.join(" / ")).unwrap();
    }
    for status in OrderStatus::ALL
        .into_iter()
        .filter(|status| status.owner() == Owner::Nobody)
    {
        writeln!(text, "    {status} --> [*]").unwrap();
    }
    text.push_str("```\n");
}

fn states(text: &mut String) {
    text.push_str("\n| state | on Korean screens | owner | deadline | next action |\n|---|---|---|---|---|\n");
    for status in OrderStatus::ALL {
        let korean = Words::new(Lang::Ko).get("status", status.code());
        let [owner, deadline, action] = duty(status.owner());
        writeln!(text, "| `{status}` | {korean} | {owner} | {deadline} | {action} |").unwrap();
    }
}

fn moves(walk: &Walk, text: &mut String) {
    text.push_str("\n| event | from | to | only when |\n|---|---|---|---|\n| `OrderPlaced` | – | `held` | |\n");
    for event in events() {
        for step in walk.moves.keys().filter(|(_, name, _)| *name == event.name()) {
            let (from, name, to) = step;
            let condition = walk.condition(step);
            let space = if condition.is_empty() { "" } else { " " };
            writeln!(text, "| `{name}` | `{from}` | `{to}` |{space}{condition} |").unwrap();
        }
    }
    // What an order ends in is decided when its refund begins; there is no third way.
    assert_eq!(
        [Ending::Cancelled, Ending::Rejected].map(|ending| ending.status().owner()),
        [Owner::Nobody; 2]
    );
}

fn diagram<S: Copy + PartialEq>(
    all: &[S],
    may_become: fn(S, S) -> bool,
    code: fn(S) -> &'static str,
    text: &mut String,
) {
    writeln!(text, "```mermaid\nstateDiagram-v2\n    [*] --> {}", code(all[0])).unwrap();
    for from in all {
        for to in all.iter().filter(|to| may_become(*from, **to)) {
            writeln!(text, "    {} --> {}", code(*from), code(*to)).unwrap();
        }
        if !all.iter().any(|to| may_become(*from, *to)) {
            writeln!(text, "    {} --> [*]", code(*from)).unwrap();
        }
    }
    text.push_str("```\n");
}
