//! Numeric identities, one type each, so that a payment's number can never be passed where an order's is meant.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// An order's number: 1, 2, 3, … in one database. The correlation key on every event, log line, payment and message.
    OrderId
);
id!(
    /// One movement of money, a charge or a refund.
    PaymentId
);
id!(
    /// The centre's commitment.
    ReservationId
);
id!(
    /// A recorded decision that an order ends.
    CancellationId
);
id!(
    /// An event's place in the log. Rises, but not in the order of commits on PostgreSQL: never use it as a cursor.
    EventId
);
