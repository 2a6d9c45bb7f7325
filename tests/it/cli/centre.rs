//! A centre to test on: the program, a fresh database of one engine, and practice gateways.

use std::net::SocketAddr;
use std::sync::OnceLock;

use healthcenter::gateway::practice::ledger::{PaymentLedger, SmsLedger};
use healthcenter::gateway::practice::switches::Switches;
use healthcenter::gateway::practice::{Behaviour, PaymentBehaviour, Practice, SmsBehaviour};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::support::binary::{Healthcenter, Output};
use crate::support::postgres::postgres_url;
use crate::support::running::Running;

/// The caller most tests book for, without a package.
pub const CALLER: &str = "--name 홍길동 --phone 010-1234-5678 --birth 1980-01-31 --sex m";

/// The program with its database and its gateways.
pub struct Centre {
    program: Healthcenter,
    database: String,
    practice: Option<Practice>,
}

impl Centre {
    /// On a file of its own.
    pub fn sqlite() -> Self {
        let program = Healthcenter::new();
        let database = program.home().join("centre.db").display().to_string();
        Self::on(program, database)
    }

    /// On a database of its own on the shared server.
    pub fn postgres() -> Self {
        Self::on(Healthcenter::new(), postgres_url())
    }

    /// On a database that the test looks after.
    pub fn at(database: impl Into<String>) -> Self {
        Self::on(Healthcenter::new(), database.into())
    }

    fn on(program: Healthcenter, database: String) -> Self {
        Self {
            program: program.database(&database),
            database,
            practice: None,
        }
    }

    /// Sets a key such as `booking.hold_minutes`, by the environment.
    pub fn set(self, key: &str, value: impl ToString) -> Self {
        let name = format!("HEALTHCENTER_{}", key.to_uppercase().replace('.', "__"));
        self.env(&name, &value.to_string())
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.program = self.program.env(name, value);
        self
    }

    /// Speaks this language.
    pub fn lang(mut self, language: &str) -> Self {
        self.program = self.program.lang(language);
        self
    }

    /// With a practice payment gateway. Its patience is 5 s, because a loaded machine is no fault.
    pub fn with_cards(mut self) -> Self {
        let url = self.practice().payment_url().unwrap().to_owned();
        self.set("payment.kind", "http")
            .set("payment.base_url", url)
            .set("payment.timeout_ms", 5000)
    }

    /// With a practice SMS gateway.
    pub fn with_texts(mut self) -> Self {
        let url = self.practice().sms_url().unwrap().to_owned();
        self.set("sms.kind", "http")
            .set("sms.base_url", url)
            .set("sms.sender", "0212345678")
    }

    fn practice(&mut self) -> &Practice {
        static RUNTIME: OnceLock<Runtime> = OnceLock::new();
        self.practice.get_or_insert_with(|| {
            let runtime = RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"));
            let any: SocketAddr = ([127, 0, 0, 1], 0).into();
            runtime
                .block_on(Practice::start(Some(any), Some(any), Behaviour::default()))
                .expect("practice gateways")
        })
    }

    fn running(&self) -> &Practice {
        self.practice.as_ref().expect("practice gateways run")
    }

    /// The payment gateway's switches.
    pub fn cards(&self) -> &Switches<PaymentBehaviour> {
        &self.running().behaviour().payment
    }

    /// The SMS gateway's switches.
    pub fn texts(&self) -> &Switches<SmsBehaviour> {
        &self.running().behaviour().sms
    }

    /// What the payment gateway really did.
    pub fn money(&self) -> PaymentLedger {
        self.running().ledger().payment
    }

    /// Won charged and not given back, by the payment gateway's books.
    pub fn kept(&self) -> i64 {
        let totals = self.money().totals;
        assert_eq!(totals.double_charges, 0, "{totals:?}");
        totals.charged - totals.refunded
    }

    /// What the SMS gateway really accepted.
    pub fn accepted(&self) -> SmsLedger {
        self.running().ledger().sms
    }

    /// The program, for what needs more than a line.
    pub fn program(&self) -> &Healthcenter {
        &self.program
    }

    /// Where the data is.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Runs a command line; words are parted by blanks.
    pub fn run(&self, line: &str) -> Output {
        self.program.run(line.split_whitespace())
    }

    /// Starts a command line and leaves it running.
    pub fn spawn(&self, line: &str) -> Running {
        self.program.spawn(line.split_whitespace())
    }

    /// The JSON of a command that succeeds.
    pub fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.code, 0, "{output:#?}");
        output.json()
    }

    /// The lines for people of a command that succeeds.
    pub fn text(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.code, 0, "{output:#?}");
        output.stdout
    }

    /// The message of a command that is refused with this exit code and error code; it prints nothing
    /// on stdout.
    pub fn refused(&self, line: &str, exit: i32, code: &str) -> String {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.code, exit, "{output:#?}");
        let (found, message) = output.error();
        assert_eq!(found, code, "{output:#?}");
        assert_eq!(output.stdout, "", "{output:#?}");
        message
    }

    /// The order and the error of a command that leaves money open.
    pub fn unsettled(&self, line: &str, exit: i32, code: &str) -> (Value, Value) {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.code, exit, "{output:#?}");
        assert_eq!(output.error().0, code, "{output:#?}");
        let error: Value = serde_json::from_str(&output.stderr).unwrap();
        (output.json()["order"].clone(), error["error"].clone())
    }

    /// The error of a booking whose card is declined; the order is not printed, only told of.
    pub fn declined(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --json"));
        assert_eq!((output.code, output.stdout.as_str()), (5, ""), "{output:#?}");
        assert_eq!(output.error().0, "payment_declined", "{output:#?}");
        let error: Value = serde_json::from_str(&output.stderr).unwrap();
        assert!(error["error"]["orderId"].is_i64(), "{error}");
        error["error"].clone()
    }

    /// An order booked for [`CALLER`]; the basic package unless `extra` says another.
    pub fn book(&self, extra: &str) -> Value {
        self.json(&booking(extra))["order"].clone()
    }

    /// The status of an order, by its page.
    pub fn status(&self, order: &Value) -> String {
        let page = self.json(&format!("mypage {}", order["code"].as_str().unwrap()));
        page["mypages"][0]["status"].as_str().unwrap().to_owned()
    }

    /// The events of an order, in order.
    pub fn events(&self, order: &Value) -> Vec<String> {
        let page = self.json(&format!("mypage {}", order["id"]));
        let timeline = page["mypages"][0]["timeline"].as_array().unwrap().clone();
        timeline
            .iter()
            .map(|step| step["event"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Lets a worker do everything that is due.
    pub fn work(&self) {
        let done = self.json("worker --until-idle");
        assert_eq!(done["worker"]["status"], "idle");
    }
}

/// The line that books for [`CALLER`]; the basic package unless `extra` says another.
pub fn booking(extra: &str) -> String {
    let package = if extra.contains("--package") {
        ""
    } else {
        "--package basic"
    };
    let caller = if extra.contains("--name") { "" } else { CALLER };
    format!("book {caller} {package} {extra}")
}

/// Another customer, with a phone number of their own.
pub fn customer(n: usize) -> String {
    format!("--name 손님{n} --phone 010-9999-{n:04} --birth 1975-05-05 --sex f")
}
