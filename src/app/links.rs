//! The link in a customer's text: it opens that booking, and nothing else.
//!
//! It is derived and not stored: the order's number, and 128 bits of its HMAC-SHA256 under a secret that
//! the database was born with. So every order has one, those from before the port had an address too, and
//! a booking writes no row more. A stored digest would hide nothing: the outbox keeps the texts.

use std::sync::{Arc, OnceLock};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{App, AppError};
use crate::domain::ids::OrderId;
use crate::store::sql::Sql;
use crate::store::{StoreError, secrets};

/// Letters that nobody confuses, and that every phone takes as part of a link.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 26 letters of 5 bits: 130, of which 128 count.
const LENGTH: usize = 26;

/// What makes links. Cheap to clone.
#[derive(Clone, Default)]
pub struct Links {
    /// `https://hc.example`, where customers reach the port; none keeps links out of texts.
    public_url: Option<Arc<str>>,
    secret: Arc<OnceLock<String>>,
}

impl Links {
    /// Links to this address; to none when it is empty.
    pub fn to(public_url: &str) -> Self {
        let url = public_url.trim_end_matches('/');
        Self {
            public_url: Some(url).filter(|url| !url.is_empty()).map(Arc::from),
            secret: Arc::default(),
        }
    }

    /// The whole link, as it stands in a text; none without an address.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn in_text(&self, sql: &mut dyn Sql, order: OrderId) -> Result<Option<String>, StoreError> {
        let Some(url) = &self.public_url else { return Ok(None) };
        Ok(Some(format!("{url}/m/{}", self.token(sql, order)?)))
    }

    /// The end of the link: `17-` and 26 letters.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn token(&self, sql: &mut dyn Sql, order: OrderId) -> Result<String, StoreError> {
        let secret = match self.secret.get() {
            Some(secret) => secret,
            None => {
                // It is older than any transaction that reads it, so it may be kept whatever becomes of this one.
                let found = secrets::find(sql, "customer_link")?;
                self.secret.get_or_init(|| found)
            }
        };
        sealed(secret, order)
    }
}

fn sealed(secret: &str, order: OrderId) -> Result<String, StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|e| StoreError::Bug(e.to_string()))?;
    mac.update(b"customer link ");
    mac.update(&order.0.to_be_bytes());
    Ok(format!("{order}-{}", letters(&mac.finalize().into_bytes())))
}

fn letters(digest: &[u8]) -> String {
    let (mut text, mut bits, mut held) = (String::with_capacity(LENGTH), 0u32, 0u32);
    for byte in digest {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 && text.len() < LENGTH {
            held -= 5;
            text.push(char::from(LETTERS[(bits >> held) as usize & 31]));
        }
        bits &= 0xff;
    }
    text
}

impl App {
    /// The end of an order's link.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn link(&self, order: OrderId) -> Result<String, AppError> {
        let links = self.recorder.links.clone();
        if let Some(secret) = links.secret.get() {
            return Ok(sealed(secret, order)?);
        }
        Ok(self.store.glance(move |sql| links.token(sql, order)).await?)
    }

    /// The whole link, as it stands in the texts; none without an address that customers reach.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn link_in_text(&self, order: OrderId) -> Result<Option<String>, AppError> {
        let links = self.recorder.links.clone();
        Ok(self.store.read(move |sql| links.in_text(sql, order)).await?)
    }

    /// The order that the end of a link opens, if it is the end of one.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn order_of_link(&self, token: &str) -> Result<Option<OrderId>, AppError> {
        let number = token.split_once('-').and_then(|(number, _)| number.parse().ok());
        let Some(order) = number.filter(|number| *number > 0).map(OrderId) else {
            return Ok(None);
        };
        let right = self.link(order).await?;
        let same = bool::from(right.as_bytes().ct_eq(token.as_bytes()));
        Ok(same.then_some(order))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_bits_make_a_letter() {
        assert_eq!(letters(&[0; 32]), "0".repeat(26));
        assert_eq!(letters(&[255; 32]), "z".repeat(26));
        assert_eq!(letters(&[0b0000_1000, 0b0100_0000, 0, 0, 0]), "11000000");
    }
}
