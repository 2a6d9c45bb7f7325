//! How long a customer waits at most: for a gateway that charges and says nothing, and for one that is
//! left alone.

use std::time::Instant;

use healthcenter::gateway::practice::fault::ChargeFault;
use healthcenter::gateway::practice::{Behaviour, PaymentBehaviour, Rate};

use super::support::binary::Healthcenter;
use super::support::counter::{booking, slot_ahead};
use super::support::gateways::Gateways;
use super::table::{Table, median, ms};

/// Adds both.
pub fn measure(table: &mut Table) {
    let waits = waits(|now| now.hang_rate = Rate::ALWAYS, 4, "payment_unknown");
    add(table, "card, charged and never answered (ms)", &waits, 900.0);
    let fail = |now: &mut PaymentBehaviour| now.next_charges.push(ChargeFault::Fail, 5);
    let waits = self::waits(fail, 25, "payment_unavailable");
    add(table, "card, breaker open (ms)", &waits, 300.0);
}

fn add(table: &mut Table, name: &str, waits: &[f64], limit: f64) {
    let longest = waits.iter().copied().fold(0.0, f64::max);
    let detail = format!("longest of {}, median {:.0} ms", waits.len(), median(waits));
    table.figure(
        name,
        &format!("{longest:.0}"),
        &format!("at most {limit:.0}"),
        longest <= limit,
        &detail,
    );
}

/// The waits of bookings that end with `code`; bookings that end otherwise lead up to it.
fn waits(trouble: impl FnOnce(&mut PaymentBehaviour), wanted: usize, code: &str) -> Vec<f64> {
    let gateways = Gateways::start(Behaviour::default());
    let program = gateways
        .joined(Healthcenter::new())
        .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "1000");
    let slot = slot_ahead(&program);
    gateways.behaviour().payment.change(trouble);
    let mut waits = Vec::new();
    for n in 0.. {
        if waits.len() == wanted {
            break;
        }
        let began = Instant::now();
        let shown = program.run(booking(n, &slot, &["--pay", "card", "--card-token", "tok_1"]));
        let took = ms(began.elapsed());
        assert_eq!(shown.code, 6, "{shown:#?}");
        if shown.error().0 == code {
            waits.push(took);
        }
    }
    waits
}
