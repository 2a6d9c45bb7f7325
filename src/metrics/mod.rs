//! What an operator's graphs are drawn from, in Prometheus's text form.
//!
//! What the database knows (queues, breakers, open orders) is asked of it at each scrape, so that every
//! process says the same and none has to count for others. What only this process sees, its requests and
//! its calls to the gateways, is counted here. No name, no number of a person is ever a label.

mod database;
mod gateways;
mod requests;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

pub use database::{Reading, read};
pub use gateways::{measured_payment, measured_sms};
pub use requests::Requests;

/// Upper bounds in seconds: from a look-up in memory to a gateway that is given up.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.61, 1.0, 2.5, 10.0];

/// Calls to a gateway, by what was asked and what came of it.
type Calls = Family<[(&'static str, &'static str); 2], Histogram>;

/// The counters of this process. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    pub requests: Requests,
    payments: Calls,
    texts: Calls,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Requests::default(),
            payments: Family::new_with_constructor(histogram),
            texts: Family::new_with_constructor(histogram),
        }
    }
}

impl Metrics {
    /// Everything, as Prometheus reads it; without a reading what this process counts itself.
    ///
    /// # Errors
    /// Never in practice: text is written into memory.
    pub fn text(&self, reading: Option<&Reading>) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("healthcenter");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        self.requests.register(&mut registry);
        registry.register(
            "payment_call_seconds",
            "Calls to the payment gateway, by what was asked and what came of it",
            self.payments.clone(),
        );
        registry.register(
            "text_call_seconds",
            "Calls to the SMS gateway, by what came of them",
            self.texts.clone(),
        );
        if let Some(reading) = reading {
            reading.register(&mut registry);
        }
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

fn histogram() -> Histogram {
    Histogram::new(BOUNDS)
}
