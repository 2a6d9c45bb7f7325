//! One request, with all that the admin decides on.

use jiff::civil::Date;

use crate::app::{App, AppError, days};
use crate::domain::ids::OrderId;
use crate::domain::order::Order;
use crate::domain::payment::Payment;
use crate::domain::recorded::Recorded;
use crate::domain::refusal::Refusal;
use crate::domain::slot::Occupancy;
use crate::store::orders::{self, OrderRef};
use crate::store::{events, known, payments};

/// A request and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub order: Order,
    /// The half-hour that it asks for, this order counted; none when nobody is received then any more.
    pub place: Option<Occupancy>,
    /// The last day that the same phone number came.
    pub last_visit: Option<Date>,
    /// Charges and refunds, the oldest first.
    pub payments: Vec<Payment>,
    /// What happened, the oldest first.
    pub history: Vec<Recorded>,
}

impl App {
    /// A request and what surrounds it, whatever has become of it meanwhile.
    ///
    /// # Errors
    /// [`Refusal::OrderNotFound`].
    pub async fn request(&self, order: OrderId) -> Result<Request, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .read(move |sql| {
                let found = orders::find(sql, &OrderRef::Id(order))?;
                let order = found.ok_or_else(|| Refusal::OrderNotFound(order.to_string()))?;
                let date = order.slot.date;
                let day = days::between(sql, &rules, date, date, now)?.pop();
                let mut places = day.into_iter().flat_map(|day| day.slots.into_iter().chain(day.beside));
                let known = match &order.customer.phone {
                    Some(phone) => known::find(sql, phone.digits(), 1)?,
                    None => Vec::new(),
                };
                Ok(Request {
                    place: places.find(|place| place.slot == order.slot),
                    last_visit: known.first().and_then(|known| known.last_visit),
                    payments: payments::of_order(sql, order.id)?,
                    history: events::after(sql, order.id, 0)?,
                    order,
                })
            })
            .await
    }
}
