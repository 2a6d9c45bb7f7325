//! How it is paid: a held place, the ways to pay for it, and what the last try came to.

use jiff::Timestamp;

use crate::app::{self, Answer, Invalid, OrderView, Outcome, Pay, Tender};
use crate::domain::ids::OrderId;
use crate::domain::payment::Method;
use crate::store::orders::OrderRef;
use crate::tui::widgets::countdown;
use crate::tui::widgets::field::Field;

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// With whether a card token can be charged.
    Desk { gateway: bool },
    /// A customer alone: nothing but a card, and that only with a gateway.
    Kiosk { gateway: bool },
}

/// A held place that waits for its payment.
#[derive(Debug)]
pub struct Till {
    pub order: OrderView,
    methods: Vec<Method>,
    chosen: usize,
    approval: Field,
    token: Field,
    /// What the last try came to, when it came to nothing.
    pub trouble: Option<Outcome>,
}

impl Till {
    /// For a held order; `usual` is chosen at first where it can be.
    pub fn new(order: OrderView, counter: Counter, usual: Method) -> Self {
        let methods = methods(&order, counter);
        Self {
            chosen: methods.iter().position(|method| *method == usual).unwrap_or(0),
            methods,
            order,
            approval: Field::new(20),
            token: Field::secret(120),
            trouble: None,
        }
    }

    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    pub fn method(&self) -> Option<Method> {
        self.methods.get(self.chosen).copied()
    }

    pub fn choose(&mut self, n: usize) {
        self.chosen = n.min(self.methods.len().saturating_sub(1));
    }

    pub fn step(&mut self, by: isize) {
        self.choose(self.chosen.saturating_add_signed(by));
    }

    /// What the chosen way needs typed: the terminal's approval number, the card's token.
    pub fn proof(&self) -> Option<&Field> {
        match self.method()? {
            Method::Terminal => Some(&self.approval),
            Method::Card => Some(&self.token),
            Method::Cash | Method::Transfer | Method::Company | Method::NoCharge => None,
        }
    }

    /// Whether what the chosen way needs is still to be typed. A card that was tried without its token, which is the
    /// gateway's to ask for, is tried again without it.
    pub fn wants_proof(&self) -> bool {
        let tried = self.trouble.is_some() && self.method() == Some(Method::Card);
        !tried && self.proof().is_some_and(Field::is_empty)
    }

    pub fn proof_mut(&mut self) -> Option<&mut Field> {
        match self.method()? {
            Method::Terminal => Some(&mut self.approval),
            Method::Card => Some(&mut self.token),
            Method::Cash | Method::Transfer | Method::Company | Method::NoCharge => None,
        }
    }

    /// The payment as chosen and typed.
    ///
    /// # Errors
    /// [`Invalid`] for a number that is none.
    pub fn pay(&self) -> Result<Pay, Invalid> {
        let method = self.method();
        let typed = self.proof().map(|field| field.text().trim().to_owned());
        let (token, approval) = match method {
            Some(Method::Card) => (typed.filter(|text| !text.is_empty()), None),
            Some(Method::Terminal) => (None, typed),
            _ => (None, None),
        };
        let tender: Tender = app::tender(method.map(Method::code), token, approval)?;
        Ok(Pay {
            asked: OrderRef::Id(OrderId(self.order.id)).into(),
            tender,
        })
    }

    /// Takes in what a try came to.
    pub fn tried(&mut self, answer: Answer) {
        self.order = answer.order;
        self.trouble = Some(answer.outcome);
    }

    /// Until when the place is kept.
    pub fn until(&self) -> Option<Timestamp> {
        self.order.hold_expires_at.as_deref()?.parse().ok()
    }

    /// Whether the place is kept no longer.
    pub fn ran_out(&self, now: Timestamp) -> bool {
        self.until().is_some_and(|until| until <= now)
    }

    /// When one of the countdowns shows its next second.
    pub fn next_second(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = [self.until(), self.next_try(now)];
        ends.into_iter()
            .flatten()
            .filter_map(|end| countdown::next(end, now))
            .min()
    }

    /// When the gateway is to be tried again, as long as that is ahead.
    pub fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        match &self.trouble {
            Some(Outcome::PaymentUnavailable { retry_at: Some(at) }) => Some(*at).filter(|at| *at > now),
            _ => None,
        }
    }
}

fn methods(order: &OrderView, counter: Counter) -> Vec<Method> {
    if order.price == 0 {
        return vec![Method::NoCharge];
    }
    match counter {
        Counter::Desk { gateway } => {
            let mut methods = vec![Method::Cash, Method::Terminal, Method::Transfer, Method::Company];
            if gateway {
                methods.push(Method::Card);
            }
            methods.push(Method::NoCharge);
            methods
        }
        Counter::Kiosk { gateway } => {
            if gateway {
                vec![Method::Card]
            } else {
                Vec::new()
            }
        }
    }
}
