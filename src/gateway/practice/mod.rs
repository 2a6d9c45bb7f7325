//! Practice gateways: servers that speak the payment and the SMS wire and fail on request, so that
//! anybody can try every fault on a laptop, and so that our own tests meet real sockets. A fault is
//! done to the connection itself (reset, silence, a body without end), and the ledger keeps what
//! really moved. Loopback only: there is no money here, and no reason to be on a network.

pub mod answer;
pub mod behaviour;
pub mod chance;
mod control;
pub mod fault;
pub mod ledger;
mod line;
mod payment;
pub mod script;
mod sms;
mod station;
pub mod switches;
mod turns;

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use self::behaviour::{Behaviour, PaymentBehaviour, SmsBehaviour};
pub use self::chance::{Delay, Rate};
use self::ledger::Book;
pub use self::ledger::Ledger;
use self::ledger::calls::Call;
use self::ledger::charges::Charges;
use self::ledger::texts::Texts;
use self::line::{Door, Line, Phase, reached};
pub use self::payment::DECLINED_TOKEN;
use self::station::Station;
pub use self::switches::Switches;

/// How long `stop` waits for the calls under way.
const GRACE: Duration = Duration::from_secs(2);

/// The switches of both servers, to turn while they run.
#[derive(Clone)]
pub struct Switchboard {
    /// The payment gateway's.
    pub payment: Switches<PaymentBehaviour>,
    /// The SMS gateway's.
    pub sms: Switches<SmsBehaviour>,
}

/// Practice gateways that run. Dropping them cuts every connection.
pub struct Practice {
    payment: Option<Server>,
    sms: Option<Server>,
    payments: Station<PaymentBehaviour, Charges>,
    texts: Station<SmsBehaviour, Texts>,
    behaviour: Switchboard,
    phase: watch::Sender<Phase>,
}

struct Server {
    url: String,
    task: JoinHandle<io::Result<()>>,
}

impl Practice {
    /// Starts the gateways that have an address; port 0 takes a free one.
    ///
    /// # Errors
    /// `InvalidInput` for an address that is not loopback; what binding says, with the address.
    pub async fn start(payment: Option<SocketAddr>, sms: Option<SocketAddr>, behaviour: Behaviour) -> io::Result<Self> {
        let (phase, phases) = watch::channel(Phase::Open);
        let behaviour = Switchboard {
            payment: Switches::new(behaviour.payment),
            sms: Switches::new(behaviour.sms),
        };
        let payments = Station::new(behaviour.payment.clone());
        let texts = Station::new(behaviour.sms.clone());
        let payment = match payment {
            Some(address) => {
                let wire = payment::router(payments.clone());
                let control = control::router(payments.clone());
                Some(Server::start(address, wire.merge(control), &phases).await?)
            }
            None => None,
        };
        let sms = match sms {
            Some(address) => {
                let wire = sms::router(texts.clone());
                let control = control::router(texts.clone());
                Some(Server::start(address, wire.merge(control), &phases).await?)
            }
            None => None,
        };
        Ok(Self {
            payment,
            sms,
            payments,
            texts,
            behaviour,
            phase,
        })
    }

    /// `http://127.0.0.1:PORT` of the payment gateway, when it runs.
    pub fn payment_url(&self) -> Option<&str> {
        self.payment.as_ref().map(|server| server.url.as_str())
    }

    /// `http://127.0.0.1:PORT` of the SMS gateway, when it runs.
    pub fn sms_url(&self) -> Option<&str> {
        self.sms.as_ref().map(|server| server.url.as_str())
    }

    /// The switches.
    pub fn behaviour(&self) -> &Switchboard {
        &self.behaviour
    }

    /// What has really happened so far.
    pub fn ledger(&self) -> Ledger {
        Ledger {
            payment: self.payments.books().page(),
            sms: self.texts.books().page(),
        }
    }

    /// The calls to the payment gateway that were kept, in order of arrival.
    pub fn payment_calls(&self) -> Vec<Call> {
        self.payments.books().calls()
    }

    /// The calls to the SMS gateway that were kept, in order of arrival.
    pub fn sms_calls(&self) -> Vec<Call> {
        self.texts.books().calls()
    }

    /// Takes no more calls, answers those under way within 2 s, cuts the rest, frees the ports.
    pub async fn stop(self) {
        self.phase.send_replace(Phase::Closing);
        let servers = [self.payment, self.sms];
        let mut tasks: Vec<_> = servers.into_iter().flatten().map(|s| s.task).collect();
        let answered = async {
            for task in &mut tasks {
                // A server ends with Ok only, and a panic has been reported where it happened.
                let _ = task.await;
            }
        };
        if tokio::time::timeout(GRACE, answered).await.is_err() {
            self.phase.send_replace(Phase::Closed);
            for task in tasks.iter().filter(|task| !task.is_finished()) {
                task.abort();
            }
        }
    }
}

impl Server {
    async fn start(address: SocketAddr, routes: Router, phases: &watch::Receiver<Phase>) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            let reason = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))?;
        let url = format!("http://{}", listener.local_addr()?);
        let routes = routes.fallback(async || StatusCode::NOT_FOUND);
        let service = routes.into_make_service_with_connect_info::<Line>();
        let door = Door::new(listener, phases.clone());
        let closing = reached(phases.clone(), Phase::Closing);
        let serving = axum::serve(door, service).with_graceful_shutdown(closing);
        let task = tokio::spawn(async move { serving.await });
        Ok(Self { url, task })
    }
}

/// Locks; a panic elsewhere under the lock left plain data, which is still good to read.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
