//! The SMS gateway's wire: one text a call, under the message's own key.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};

use super::client::{Answer, Wire, printable};
use crate::app::ports::{Answering, SendAnswer, SmsGateway, Text};
use crate::domain::why::Why;

/// An SMS gateway over HTTP.
pub struct HttpSms {
    pub wire: Wire,
    /// The registered sender number, digits.
    pub sender: String,
}

#[derive(Serialize)]
struct Body<'a> {
    to: &'a str,
    from: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    text: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    message_id: String,
}

impl SmsGateway for HttpSms {
    fn send(&self, text: Text) -> Answering<'_, SendAnswer> {
        Box::pin(async move {
            let body = Body {
                to: &text.to,
                from: &self.sender,
                r#type: &text.kind,
                subject: text.subject.as_deref(),
                text: &text.text,
            };
            let answer = match self.wire.post("/messages", &text.key, &body).await {
                Ok(answer) => answer,
                Err(reason) => {
                    return SendAnswer::Later {
                        reason,
                        not_before: None,
                    };
                }
            };
            sent(&answer)
        })
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::try_from(self.wire.deadline).unwrap_or(SignedDuration::MAX)
    }
}

/// What the answer to a text says.
pub fn sent(answer: &Answer) -> SendAnswer {
    let later = |reason| SendAnswer::Later {
        reason,
        not_before: None,
    };
    match answer.status {
        StatusCode::OK | StatusCode::ACCEPTED => match answer.object() {
            Some(Accepted { message_id }) => SendAnswer::Accepted {
                gateway_id: printable(&message_id),
            },
            // The same key again is safe: the gateway replays its answer.
            None => later(Why::NotUnderstood.into()),
        },
        status if retried(status) => SendAnswer::Later {
            reason: Why::Answered.of(status.as_u16()),
            not_before: answer
                .retry_after
                .map(|seconds| SignedDuration::from_secs(i64::try_from(seconds.min(86_400)).unwrap_or(86_400))),
        },
        status if status.is_client_error() => SendAnswer::Refused {
            reason: Why::Refused.of(status.as_u16()),
        },
        status => later(Why::Answered.of(status.as_u16())),
    }
}

fn retried(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}
