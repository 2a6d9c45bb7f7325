//! Booking: a place, an order, and its payment, in one go.

use jiff::{SignedDuration, Timestamp};

use super::pay::{Step, Tender, answer};
use super::places::{self, When};
use super::request::{Earlier, Keyed};
use super::view::{Answer, OrderView, Outcome};
use super::{App, AppError, Rehearsal, gate, locked, offers};
use crate::domain::calendar::SlotTime;
use crate::domain::code::BookingCode;
use crate::domain::customer::Customer;
use crate::domain::event::Event;
use crate::domain::money::Won;
use crate::domain::offer::Offer;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::package::{Package, PackageCode};
use crate::domain::payment::Method;
use crate::domain::refusal::Refusal;
use crate::store::breakers::Gateway;
use crate::store::orders::{self, OrderRef};
use crate::store::sql::Sql;
use crate::store::wire;

/// A booking to make.
#[derive(Debug, Clone)]
pub struct Book {
    pub customer: Customer,
    pub package: PackageCode,
    /// The price the customer was shown; none when nobody was shown one. At another price nothing is booked.
    pub agreed: Option<Won>,
    pub when: When,
    pub tender: Tender,
    /// Keep the place and leave the payment for later.
    pub hold_only: bool,
    /// Check everything and undo it.
    pub rehearse: bool,
    pub key: Option<String>,
}

enum Placed {
    /// The key was answered before.
    Again(Box<OrderView>),
    /// The key began before, and this is where it stands.
    Standing(Box<Order>),
    Next(Step),
}

impl App {
    /// Books: takes the place, makes the order, and pays for it.
    ///
    /// # Errors
    /// [`Refusal`] by every rule of the calendar, the package, the phone's limit and the method.
    pub async fn book(&self, book: Book) -> Result<Answer, AppError> {
        let keyed = self.keyed(&book);
        let token = book.tender.card_token.clone();
        // The earliest place can go to somebody else on the way; then the next one is the earliest.
        let mut tries = if matches!(book.when, When::At(_)) { 1 } else { 20 };
        let placed = loop {
            tries -= 1;
            let (app, work) = (self.clone(), book.clone());
            let outcome = self
                .write_again(&keyed, move |sql, keyed| app.place_and_begin(sql, &work, keyed))
                .await;
            match outcome {
                Err(AppError::Refused(Refusal::SlotFull { .. })) if tries > 0 => {}
                other => break other,
            }
        };
        let placed = match placed {
            Err(AppError::Refused(Refusal::SlotFull { slot, .. })) => return Err(self.slot_full(slot).await?.into()),
            other => other?,
        };
        let done = match placed {
            Placed::Again(order) => return Ok(Answer::again(*order)),
            Placed::Standing(order) => answer(&self.when_paid(*order).await?, None),
            Placed::Next(Step::Settled(order)) => return Ok(answer(&order, None)),
            Placed::Next(step) => self.finish_payment(step, token).await?,
        };
        if matches!(done.outcome, Outcome::Done | Outcome::Declined { .. }) {
            self.keep_answer(keyed, &done.order).await;
        }
        Ok(done)
    }

    /// The order once its call has ended: the same request may be under way in another process.
    async fn when_paid(&self, mut order: Order) -> Result<Order, AppError> {
        const LOOK_AGAIN: SignedDuration = SignedDuration::from_millis(20);
        let deadline = self
            .gateway
            .as_ref()
            .map_or(SignedDuration::ZERO, |gateway| gateway.deadline());
        let mut looks = deadline.as_millis() / LOOK_AGAIN.as_millis() + 1;
        while order.status == OrderStatus::Paying && looks > 0 {
            looks -= 1;
            tokio::time::sleep(LOOK_AGAIN.unsigned_abs()).await;
            let id = order.id;
            let seen = self.store.read(move |sql| orders::find(sql, &OrderRef::Id(id))).await?;
            order = seen.unwrap_or(order);
        }
        Ok(order)
    }

    fn keyed(&self, book: &Book) -> Keyed {
        let customer = &book.customer;
        let when = match book.when {
            When::Earliest(time) => format!("earliest {}", time.map(wire::clock).unwrap_or_default()),
            When::OnDay(date) => date.to_string(),
            When::At(slot) => format!("{} {}", slot.date, wire::clock(slot.time)),
        };
        let [method, approval_no, token] = book.tender.parts();
        let parts = [
            customer.name.as_str(),
            customer.phone.as_ref().map_or("", |phone| phone.digits()),
            &customer
                .birth
                .as_ref()
                .map(|b| b.date().to_string())
                .unwrap_or_default(),
            customer.sex.map_or("", |sex| sex.code()),
            book.package.as_str(),
            &when,
            method,
            approval_no,
            token,
            if book.hold_only { "hold" } else { "pay" },
        ];
        Keyed::new(self.recorder.ids.as_ref(), book.key.clone(), "book", &parts)
    }

    fn place_and_begin(&self, sql: &mut dyn Sql, book: &Book, keyed: &Keyed) -> Result<Placed, AppError> {
        let now = self.clock.now();
        match keyed.earlier(sql)? {
            Earlier::Nothing => {}
            Earlier::Answered(order) => return Ok(Placed::Again(order)),
            Earlier::Begun(id) => {
                let order = locked::order(sql, &OrderRef::Id(id))?;
                let ran_out = order.status == OrderStatus::Held && order.hold_ran_out(now);
                if ran_out || order.status == OrderStatus::Expired {
                    return Err(Refusal::HoldRanOut {
                        at: order.hold_expires_at,
                    }
                    .into());
                }
                if order.status != OrderStatus::Held || book.hold_only {
                    return Ok(Placed::Standing(Box::new(order)));
                }
                return self.begin(sql, order, book, now).map(Placed::Next);
            }
        }
        let rules = &self.recorder.rules;
        let package = on_sale(offers::find(sql, rules, &book.package)?, book.agreed)?;
        suits(&package, &book.customer)?;
        let method = book.tender.resolve(self.gateway.is_some(), package.price)?;
        if let Some(phone) = &book.customer.phone {
            orders::lock_phone(sql, phone.digits(), now)?;
            let limit = rules.max_orders_per_phone;
            if orders::active_of_phone(sql, phone.digits(), now)? >= limit {
                return Err(Refusal::LimitReached { limit }.into());
            }
        }
        let placed = Event::OrderPlaced {
            code: self.booking_code(),
            package: package.code.clone(),
            slot: places::choose(sql, rules, book.when, now)?,
            price: package.price,
            customer: book.customer.clone(),
            hold_expires_at: now + rules.hold,
        };
        let unpaid = book.hold_only || (method == Method::Card && gate::is_open(sql, Gateway::Payment, now)?);
        let order = self.recorder.place(sql, &placed, unpaid, now)?;
        let step = if book.hold_only {
            Step::Settled(Box::new(order))
        } else {
            self.begin(sql, order, book, now)?
        };
        let order = step.order();
        let view = OrderView::of(order);
        let settled = matches!(step, Step::Settled(_));
        keyed.note(sql, order.id, settled.then_some(&view), now)?;
        if book.rehearse {
            return Err(rehearsed(view));
        }
        Ok(Placed::Next(step))
    }

    fn begin(&self, sql: &mut dyn Sql, order: Order, book: &Book, now: Timestamp) -> Result<Step, AppError> {
        let method = book.tender.resolve(self.gateway.is_some(), order.price)?;
        self.begin_payment(sql, order, method, book.tender.approval_no.clone(), now)
    }

    fn booking_code(&self) -> BookingCode {
        loop {
            // A code without a letter would look like an order's number; one draw in 11,000 is one.
            if let Some(code) = BookingCode::from_random(self.recorder.ids.random()) {
                return code;
            }
        }
    }

    /// The refusal of a full slot, with the nearest free ones.
    pub(super) async fn slot_full(&self, slot: SlotTime) -> Result<Refusal, AppError> {
        let nearest = self.nearest(slot).await?;
        Ok(Refusal::SlotFull { slot, nearest })
    }
}

fn rehearsed(order: OrderView) -> AppError {
    AppError::Rehearsed(Box::new(Rehearsal { order, refund: None }))
}

fn on_sale(offer: Offer, agreed: Option<Won>) -> Result<Package, Refusal> {
    let Offer { package, on_sale, .. } = offer;
    match agreed {
        _ if !on_sale => Err(Refusal::PackageNotOnSale(package.code)),
        Some(agreed) if agreed != package.price => Err(Refusal::PriceChanged { price: package.price }),
        _ => Ok(package),
    }
}

fn suits(package: &Package, customer: &Customer) -> Result<(), Refusal> {
    match (package.sex, customer.sex) {
        (Some(only), Some(sex)) if only != sex => Err(Refusal::PackageNotForSex),
        _ => Ok(()),
    }
}
