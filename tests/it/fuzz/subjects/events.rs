//! Events as they are stored: what can be read is written the same way again and makes the same page of the
//! customer; what can't be is called damaged, and its logs give nobody away.

use healthcenter::app::AppError;
use healthcenter::domain::event::Event;
use healthcenter::domain::ids::{EventId, OrderId};
use healthcenter::domain::order::OrderStatus;
use healthcenter::domain::phone::Phone;
use healthcenter::domain::recorded::Recorded;
use healthcenter::mypage::{self, MyPage};
use healthcenter::store::{StoreError, wire};
use jiff::Timestamp;

use super::said::{assert_refusal, lang};

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut page: Option<MyPage> = None;
    for (line, seq) in text.lines().take(24).zip(1..) {
        match wire::from_json(line) {
            Ok(event) => {
                written_again(&event);
                let recorded = recorded(event, seq);
                let next = mypage::fold(page.clone(), &recorded);
                assert!(next.is_some() || page.is_none(), "an event took the page away");
                page = next;
            }
            Err(fault) => {
                assert!(
                    matches!(fault, StoreError::Corrupt(_) | StoreError::TooNew { .. }),
                    "{fault:?}"
                );
                assert_refusal(AppError::Store(fault), None, lang(data));
            }
        }
    }
    if let Some(page) = page {
        let seq = i64::try_from(page.timeline.len()).unwrap_or_default();
        let Ok((_, row)) = mypage::row(page.clone(), seq) else {
            panic!("a page that can't be stored: {page:?}");
        };
        let read: Result<MyPage, _> = serde_json::from_str(&row.body);
        assert_eq!(read.ok(), Some(page), "the row is another page");
    }
}

fn written_again(event: &Event) {
    let Ok(written) = wire::to_json(event) else {
        panic!("{event:?} can't be written")
    };
    assert!(!written.contains('\n'), "an event is a line: {written}");
    assert_eq!(wire::from_json(&written).ok().as_ref(), Some(event), "{written}");
    let Event::OrderPlaced { customer, package, .. } = event else {
        return;
    };
    if let Some(phone) = customer
        .phone
        .as_ref()
        .map(Phone::digits)
        .filter(|phone| !package.as_str().contains(*phone))
    {
        let logged = format!("{event:?}");
        assert!(!logged.contains(phone), "the phone is in the log: {logged}");
    }
}

fn recorded(event: Event, seq: i64) -> Recorded {
    Recorded {
        id: EventId(seq),
        order: OrderId(1),
        seq,
        at: Timestamp::UNIX_EPOCH,
        status: OrderStatus::Held,
        event,
    }
}
