//! Requests to the port: how many are under way, and how long each took.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Method, route and status of a request. A route is what the program knows (`/orders/{id}`), never what
/// was asked for: a stranger must not be able to make labels.
type Labels = [(&'static str, String); 3];

/// The requests' figures. Cheap to clone.
#[derive(Clone)]
pub struct Requests {
    under_way: Gauge<i64, AtomicI64>,
    seconds: Family<Labels, Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            under_way: Gauge::default(),
            seconds: Family::new_with_constructor(super::histogram),
        }
    }
}

/// A request under way, for as long as it is held.
pub struct UnderWay(Gauge<i64, AtomicI64>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Requests {
    /// A request begins.
    #[must_use]
    pub fn begin(&self) -> UnderWay {
        self.under_way.inc();
        UnderWay(self.under_way.clone())
    }

    /// A request has been answered.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = [
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", status.to_string()),
        ];
        self.seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "requests_under_way",
            "Requests not yet answered",
            self.under_way.clone(),
        );
        registry.register("request_seconds", "Answered requests", self.seconds.clone());
    }
}
