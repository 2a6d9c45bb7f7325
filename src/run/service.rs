//! A process that goes on until a signal, and those who watch over it: its gateways are measured, its health
//! can be asked for, and the service manager is told when it is ready, when it stops and, while its loops
//! come round, that it lives. Outside of systemd nobody listens, and nothing is said.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;

use crate::app::App;
use crate::http::{Life, Operation};
use crate::metrics::{Metrics, measured_payment, measured_sms};
use crate::pulse::{Pulse, SILENCE};
use crate::worker::Worker;

/// Everything that watches over one process. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub stop: watch::Receiver<bool>,
    pub pulse: Pulse,
    pub metrics: Metrics,
}

impl Service {
    /// A service that ends when `stop` turns true.
    pub fn new(stop: watch::Receiver<bool>) -> Self {
        Self {
            stop,
            pulse: Pulse::default(),
            metrics: Metrics::default(),
        }
    }

    /// The use cases, their payment gateway measured.
    pub fn app(&self, mut app: App) -> App {
        app.gateway = app.gateway.map(|gateway| measured_payment(gateway, &self.metrics));
        app
    }

    /// A worker whose lanes are heard, its SMS gateway measured; the use cases are measured already.
    pub fn worker(&self, mut worker: Worker) -> Worker {
        worker.sms = worker.sms.map(|gateway| measured_sms(gateway, &self.metrics));
        worker.pulse = self.pulse.clone();
        worker
    }

    /// What can be asked about this process.
    pub fn operation(&self, app: App) -> Operation {
        Operation {
            app,
            stop: self.stop.clone(),
            pulse: self.pulse.clone(),
            metrics: self.metrics.clone(),
        }
    }

    /// How a port of this process ends: after it has gone on for `drain`.
    pub fn life(&self, drain: Duration) -> Life {
        Life {
            stop: self.stop.clone(),
            drain,
            pulse: self.pulse.clone(),
        }
    }

    /// Tells the manager that the process is ready, and from then on that it lives, until it is to stop.
    pub fn is_ready(&self) {
        say(&[NotifyState::Ready]);
        let (pulse, mut stop) = (self.pulse.clone(), self.stop.clone());
        // Twice in the time that the manager waits, as its manual asks for.
        let every = sd_notify::watchdog_enabled().map(|patience| patience / 2);
        tokio::spawn(async move {
            let stopping = stop.wait_for(|stop| *stop);
            tokio::pin!(stopping);
            loop {
                tokio::select! {
                    _ = &mut stopping => return say(&[NotifyState::Stopping]),
                    () = tokio::time::sleep(every.unwrap_or(Duration::MAX)) => match pulse.silent_for(SILENCE) {
                        None => say(&[NotifyState::Watchdog]),
                        Some(part) => tracing::error!(part, "has stopped; the watchdog is not fed"),
                    },
                }
            }
        });
    }
}

fn say(state: &[NotifyState<'_>]) {
    if let Err(e) = sd_notify::notify(state) {
        tracing::warn!(error = %e, "the service manager was not told");
    }
}
