//! Lists that scroll both ways: whatever the filter, the pages laid end to end are the list, forwards and
//! backwards, and a page that was asked for at a mark is where that row was.

use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::event::Event;
use healthcenter::domain::hangul;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::order::{Order, OrderStatus};
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::store::pages::{self, Edge, Filter, Mark, Sort};
use healthcenter::store::sql::Sql;
use healthcenter::store::tally::Tally;
use healthcenter::store::{orders, payments, reservations};
use jiff::ToSpan;
use jiff::civil::time;

use super::bookings::{charge, customer, moved, note, placed, slot};
use super::place::{Place, on_both, write};

const NAMES: [&str; 6] = ["홍길동", "홍길순", "한기덕", "김철수", "Jung Kim", "홍길"];

/// Sixty bookings on ten days: every third waits for the centre, every fifth of the others ran out.
pub fn sixty(sql: &mut dyn Sql) -> Vec<Order> {
    (1..=60_i64)
        .map(|n| {
            let name = NAMES[usize::try_from(n * 7 % 6).unwrap()];
            let phone = format!("0101234{:04}", n % 9 + 1000);
            let (mut order, mut event) = placed(n.unsigned_abs(), customer(name, Some(&phone)));
            order.slot = SlotTime::new(
                slot().date.saturating_add((n * 3 % 10).days()),
                time(7 + i8::try_from(n % 4).unwrap(), 30, 0, 0),
            );
            if let Event::OrderPlaced { slot, package, .. } = &mut event {
                *slot = order.slot;
                if n % 4 == 0 {
                    *package = PackageCode::parse("basic").unwrap();
                    order.package = package.clone();
                }
            }
            order.id = orders::insert(sql, &order).unwrap();
            note(sql, &order, &event, 0);
            if n % 3 == 0 {
                requested(sql, &order)
            } else if n % 5 == 0 {
                moved(sql, &order, &Event::HoldExpired, 600)
            } else {
                order
            }
        })
        .collect()
}

fn requested(sql: &mut dyn Sql, order: &Order) -> Order {
    let mut paying = charge(order.id, &format!("charge-{}", order.id));
    (paying.method, paying.due_at) = (Method::Cash, None);
    let payment = payments::insert(sql, &paying).unwrap();
    let approved = Event::PaymentApproved {
        payment,
        method: Method::Cash,
        amount: order.price,
        reference: None,
    };
    let order = moved(sql, order, &approved, 2);
    let reservation = reservations::request(sql, order.id, super::place::at(3)).unwrap();
    moved(sql, &order, &Event::ReservationRequested { reservation }, 3)
}

/// What a filter means, said a second time without any SQL.
fn expected(all: &[Order], filter: &Filter) -> Vec<OrderId> {
    let word = filter.search.clone().unwrap_or_default();
    let by_word = |order: &Order| match hangul::is_initials(&word) {
        true => order.customer.name.initials(),
        false => order.customer.name.as_str().to_owned(),
    };
    let digits = word.chars().all(|c| c.is_ascii_digit());
    let phone = |order: &Order| {
        order
            .customer
            .phone
            .as_ref()
            .map(|phone| phone.digits().to_owned())
            .unwrap_or_default()
    };
    let mut found: Vec<&Order> = all
        .iter()
        .filter(|order| filter.status.is_none_or(|status| order.status == status))
        .filter(|order| {
            filter
                .visits
                .is_none_or(|(from, to)| (from..=to).contains(&order.slot.date))
        })
        .filter(|order| filter.package.as_ref().is_none_or(|package| order.package == *package))
        .filter(|order| match digits {
            true => phone(order).ends_with(&word),
            false => by_word(order).starts_with(&word),
        })
        .collect();
    let few = filter.status == Some(OrderStatus::Requested) || filter.visits.is_some_and(|(from, to)| from == to);
    found.sort_by_key(|order| std::cmp::Reverse(order.id));
    if !digits && !few {
        found.sort_by_key(|order| by_word(order));
    } else if filter.sort == Sort::Visit {
        found.sort_by_key(|order| (order.slot, order.id));
    }
    found.into_iter().map(|order| order.id).collect()
}

/// The list, page by page from one end.
fn walk(sql: &mut dyn Sql, filter: &Filter, back: bool, limit: i64) -> Vec<OrderId> {
    let mut edge = if back { Edge::Last } else { Edge::First };
    let mut found: Vec<OrderId> = Vec::new();
    loop {
        let page = pages::page(sql, filter, &edge, limit).unwrap();
        let ids = page.iter().map(|order| order.id);
        edge = match (back, page.first(), page.last()) {
            (true, Some(first), _) => {
                found.splice(0..0, ids);
                Edge::Before(Mark::from(first))
            }
            (false, _, Some(last)) => {
                found.extend(ids);
                Edge::After(Mark::from(last))
            }
            _ => return found,
        };
    }
}

on_both! {
    fn the_pages_laid_end_to_end_are_the_list(place: &Place) {
        write(&mut place.engine(), |sql| {
            let all = sixty(sql);
            let day = slot().date;
            let plain = Filter::default();
            let word = |text: &str| Filter { search: Some(text.into()), ..Filter::default() };
            let waiting = |filter| Filter { status: Some(OrderStatus::Requested), ..filter };
            let some_days = Some((day, day.saturating_add(4.days())));
            for filter in [
                plain.clone(),
                Filter { sort: Sort::Visit, ..plain.clone() },
                Filter { status: Some(OrderStatus::Expired), ..plain.clone() },
                Filter { visits: Some((day, day)), ..plain.clone() },
                Filter { visits: some_days, sort: Sort::Visit, ..plain.clone() },
                Filter { package: PackageCode::parse("basic").ok(), ..plain.clone() },
                waiting(plain.clone()),
                waiting(Filter { sort: Sort::Visit, ..plain.clone() }),
                waiting(Filter { sort: Sort::Visit, visits: some_days, ..plain.clone() }),
                waiting(word("ㅎㄱ")),
                word("ㅎㄱ"),
                word("ㅎㄱㄷ"),
                word("홍길"),
                word("1001"),
                word("01012341002"),
                Filter { status: Some(OrderStatus::Expired), ..word("홍길") },
                Filter { visits: Some((day, day)), ..word("홍") },
                word("없는"),
            ] {
                let whole = expected(&all, &filter);
                for limit in [1, 4, 100] {
                    assert_eq!(walk(sql, &filter, false, limit), whole, "{filter:?}");
                    assert_eq!(walk(sql, &filter, true, limit), whole, "{filter:?} from the end");
                }
                let n = i64::try_from(whole.len()).unwrap();
                assert_eq!(pages::count(sql, &filter), Ok(Tally { n, more: false }), "{filter:?}");
            }
        });
    }

    fn a_mark_holds_its_place_while_the_list_grows(place: &Place) {
        write(&mut place.engine(), |sql| {
            let all = sixty(sql);
            let page = pages::page(sql, &Filter::default(), &Edge::First, 10).unwrap();
            let mark = Mark::from(page.last().unwrap());
            let (mut order, event) = placed(99, customer("새로운", None));
            order.id = orders::insert(sql, &order).unwrap();
            note(sql, &order, &event, 0);
            let next = pages::page(sql, &Filter::default(), &Edge::After(mark), 10).unwrap();
            assert_eq!(next[0].id, all[49].id, "the row after the one that was seen, not after the tenth");
            let newer = pages::page(sql, &Filter::default(), &Edge::Before(Mark::from(&page[0])), 10).unwrap();
            assert_eq!(newer.len(), 1, "what came in meanwhile");
        });
    }
}
