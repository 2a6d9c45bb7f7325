//! What can go wrong with one call, apart for each kind of call, so that a script can only ask for
//! what the call can do. The order of the variants is the order in which rates are drawn: what
//! strikes before the money moves comes before what strikes after.

use serde::{Deserialize, Serialize};

/// The fate of one charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChargeFault {
    /// Nothing goes wrong.
    None,
    /// Connection reset, nothing charged.
    ResetBefore,
    /// 503 or 429 with `Retry-After`, nothing charged.
    Busy,
    /// 500, nothing charged.
    Fail,
    /// 402, remembered with the key.
    Decline,
    /// Charged, answered with another price.
    WrongAmount,
    /// Charged, answered with another order.
    WrongOrder,
    /// Charged, answered 200 with a body that is no JSON.
    Garbage,
    /// Charged, answered 200 with a body that never ends.
    Endless,
    /// Charged, never answered.
    Hang,
    /// Charged, then the connection is reset.
    ResetAfter,
    /// Charged, then 500.
    FailAfter,
}

/// The fate of one look-up by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LookupFault {
    /// Nothing goes wrong.
    None,
    /// 500.
    Fail,
    /// Connection reset.
    Reset,
    /// Never answered.
    Hang,
    /// 200 with a body that is no JSON.
    Garbage,
}

/// The fate of one cancel call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CancelFault {
    /// Nothing goes wrong.
    None,
    /// 503 or 429 with `Retry-After`, nothing refunded.
    Busy,
    /// 500, nothing refunded.
    Fail,
    /// Refunded, never answered.
    Hang,
    /// Refunded, then the connection is reset.
    ResetAfter,
    /// Refunded, then 500.
    FailAfter,
}

/// The fate of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TextFault {
    /// Nothing goes wrong.
    None,
    /// Connection reset, not accepted.
    Reset,
    /// 429 with `Retry-After`, not accepted.
    Busy,
    /// 500, not accepted.
    Fail,
    /// 400, not accepted.
    Reject,
    /// Accepted, answered 200 with a body that is no JSON.
    Garbage,
    /// Accepted, never answered.
    Hang,
    /// Accepted, then the connection is reset.
    ResetAfter,
    /// Accepted, then 500.
    FailAfter,
}
