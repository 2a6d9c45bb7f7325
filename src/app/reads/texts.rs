//! The texts to customers, as the admin looks at them.

use crate::app::{App, AppError};
use crate::domain::ksx1001;
use crate::domain::message::MessageStatus;
use crate::domain::refusal::Refusal;
use crate::store::messages::{self, Edge, Filter};
use crate::store::outbox::Message;
use crate::store::tally::Tally;

/// How many texts there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageCounts {
    pub pending: Tally,
    pub sent: Tally,
    pub buried: Tally,
    pub suppressed: Tally,
}

/// A text as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub message: Message,
    /// EUC-KR bytes of the text: at most 90 in an SMS, 2,000 in an LMS.
    pub bytes: usize,
}

impl App {
    /// A page of messages, the newest first.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn message_page(&self, filter: Filter, edge: Edge, limit: i64) -> Result<Vec<Message>, AppError> {
        Ok(self
            .store
            .read(move |sql| messages::page(sql, &filter, edge, limit))
            .await?)
    }

    /// How many messages there are of each status.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn message_counts(&self) -> Result<MessageCounts, AppError> {
        self.store
            .read(|sql| {
                Ok(MessageCounts {
                    pending: messages::count(sql, MessageStatus::Pending)?,
                    sent: messages::count(sql, MessageStatus::Sent)?,
                    buried: messages::count(sql, MessageStatus::Buried)?,
                    suppressed: messages::count(sql, MessageStatus::Suppressed)?,
                })
            })
            .await
    }

    /// One message with the length of its text.
    ///
    /// # Errors
    /// [`Refusal::MessageNotFound`].
    pub async fn message(&self, id: &str) -> Result<Preview, AppError> {
        let wanted = id.to_owned();
        let found = self.store.read(move |sql| messages::find(sql, &wanted)).await?;
        let message = found.ok_or_else(|| Refusal::MessageNotFound(id.to_owned()))?;
        let text = message.text.as_deref().unwrap_or_default();
        // What could not be encoded was refused when it was written.
        let bytes = ksx1001::byte_len(text).unwrap_or_default();
        Ok(Preview { message, bytes })
    }
}
