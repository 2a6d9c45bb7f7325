//! Practice gateways in the test's own process, so that what really moved can be asked directly while
//! the program under test is another process and may be killed at any moment.

use std::net::{Ipv4Addr, SocketAddr};

use healthcenter::gateway::practice::{Behaviour, Ledger, Practice, Switchboard};
use tokio::runtime::{Builder, Runtime};

use super::binary::Healthcenter;

/// Both gateways on ports of their own; they end with this value.
pub struct Gateways {
    practice: Practice,
    _runtime: Runtime,
}

impl Gateways {
    /// Starts both.
    pub fn start(behaviour: Behaviour) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let free = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let practice = runtime
            .block_on(Practice::start(free, free, behaviour))
            .expect("two free ports");
        Self {
            practice,
            _runtime: runtime,
        }
    }

    /// The program with both gateways in its settings.
    pub fn joined(&self, program: Healthcenter) -> Healthcenter {
        program
            .env("HEALTHCENTER_PAYMENT__KIND", "http")
            .env("HEALTHCENTER_PAYMENT__BASE_URL", self.payment_url())
            .env("HEALTHCENTER_SMS__KIND", "http")
            .env("HEALTHCENTER_SMS__BASE_URL", self.sms_url())
            .env("HEALTHCENTER_SMS__SENDER", "0212345678")
    }

    /// `http://127.0.0.1:PORT` of the payment gateway.
    pub fn payment_url(&self) -> &str {
        self.practice.payment_url().expect("it runs")
    }

    /// `http://127.0.0.1:PORT` of the SMS gateway.
    pub fn sms_url(&self) -> &str {
        self.practice.sms_url().expect("it runs")
    }

    /// The switches.
    pub fn behaviour(&self) -> &Switchboard {
        self.practice.behaviour()
    }

    /// What really happened so far.
    pub fn ledger(&self) -> Ledger {
        self.practice.ledger()
    }

    /// Calls to either gateway so far.
    pub fn calls(&self) -> u64 {
        let ledger = self.practice.ledger();
        ledger.payment.totals.calls + ledger.sms.totals.calls
    }
}
