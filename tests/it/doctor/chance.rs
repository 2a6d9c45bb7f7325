//! Lives that nobody has thought of: random commands, gateway moods, deaths and pauses, with the doctor
//! asked after each. A seed that fails is printed and replays.

use healthcenter::app::ports::{RefundAnswer, SendAnswer};
use healthcenter::app::{AppError, When};
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::payment::Method;
use healthcenter::domain::slot::CapacityRule;
use healthcenter::store::orders::OrderRef;
use healthcenter::store::{DatabaseUrl, outbox};
use healthcenter::worker::Lane;
use jiff::SignedDuration;
use jiff::civil::{date, time};

use super::scripted::Turn;
use super::world::{World, december};

const STEPS: u32 = 100;
/// Zero is today: only then somebody can be there, or missing.
const DAYS: [i8; 3] = [0, 1, 2];
const METHODS: [Option<Method>; 5] = [
    None,
    Some(Method::Cash),
    Some(Method::Card),
    Some(Method::Card),
    Some(Method::Card),
];
const TURNS: [Turn; 6] = [
    Turn::Approve,
    Turn::Decline,
    Turn::Busy,
    Turn::AnswerLost,
    Turn::CallLost,
    Turn::Silence,
];
const PAUSES: [i64; 6] = [1, 5, 30, 90, 400, 700];

/// xorshift64: all the chance a test needs, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

/// A refusal is an answer; anything else a bug.
fn fine<T>(outcome: Result<T, AppError>) {
    match outcome {
        Ok(_) | Err(AppError::Refused(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

async fn one_step(world: &World, dice: &mut Dice, orders: i64) -> String {
    let order = OrderId(1 + i64::try_from(dice.below(orders.max(1).unsigned_abs())).unwrap());
    let (which, by) = (OrderRef::Id(order), "desk".to_owned());
    let slot = match dice.pick(&DAYS) {
        0 => SlotTime::new(date(2026, 11, 30), time(9, 30, 0, 0)),
        day => december(day),
    };
    let slot = When::At(slot);
    match dice.below(20) {
        0..=3 => {
            let (method, turn) = (dice.pick(&METHODS), dice.pick(&TURNS));
            if method == Some(Method::Card) {
                world.payments.next(&[turn]);
            }
            tokio::select! {
                outcome = world.book(slot, method) => fine(outcome),
                () = world.payments.silent.notified() => {}
            }
            world.payments.forget();
            format!("booking by {method:?}, {turn:?}")
        }
        4 | 5 => {
            let (method, turn) = (dice.pick(&METHODS).unwrap_or(Method::Cash), dice.pick(&TURNS));
            world.payments.next(&[turn]);
            tokio::select! {
                outcome = world.pay(order, method) => fine(outcome),
                () = world.payments.silent.notified() => {}
            }
            world.payments.forget();
            format!("paying {order} by {method:?}, {turn:?}")
        }
        6 | 7 => {
            let moods = [
                RefundAnswer::Refunded,
                RefundAnswer::Refused { reason: "no".into() },
                RefundAnswer::Unknown { reason: "?".into() },
            ];
            let mood = &moods[usize::try_from(dice.below(3)).unwrap()];
            world.payments.next_refunds(std::slice::from_ref(mood));
            fine(world.cancel(order).await);
            format!("cancelling {order}, {mood:?}")
        }
        8 => {
            fine(world.confirm(order).await);
            format!("confirming {order}")
        }
        9 => {
            fine(world.reject(order).await);
            format!("rejecting {order}")
        }
        10 => {
            fine(world.app.reschedule(which, slot, by).await);
            format!("moving {order}")
        }
        11 if dice.below(2) == 0 => {
            fine(world.app.check_in(which, by).await);
            format!("checking {order} in")
        }
        11 => {
            fine(world.app.no_show(which, by).await);
            format!("missing {order}")
        }
        12 => {
            world.payments.catch_up();
            "lost calls arriving".into()
        }
        13 => {
            let dark = dice.below(2) == 0;
            world.payments.dark(dark);
            format!("look-ups answered: {}", !dark)
        }
        14 => {
            let rule = CapacityRule {
                from: december(1).date,
                to: None,
                time: None,
                capacity: i64::try_from(dice.below(4)).unwrap(),
            };
            fine(world.app.set_capacity(rule).await);
            "a new capacity".into()
        }
        15 => {
            let later = SendAnswer::Later {
                reason: "busy".into(),
                not_before: None,
            };
            let refused = SendAnswer::Refused { reason: "no".into() };
            world.texts.next(&[later.clone(), refused, later]);
            let all = outbox::Filter {
                limit: 1_000,
                ..outbox::Filter::default()
            };
            let messages = world.app.messages(all).await.unwrap();
            if !messages.is_empty() {
                let n = usize::try_from(dice.below(messages.len() as u64)).unwrap();
                fine(world.app.retry_messages(vec![messages[n].id.clone()]).await);
            }
            "an SMS gateway in a mood".into()
        }
        16 | 17 => {
            let pause = dice.pick(&PAUSES);
            world.pass(SignedDuration::from_secs(pause));
            // A worker is somewhere, if slow.
            if pause > 100 {
                for lane in Lane::ALL {
                    world.step(lane).await;
                }
            }
            format!("{pause} s")
        }
        _ => {
            let lane = dice.pick(&Lane::ALL);
            world.step(lane).await;
            format!("a step of {}", lane.name())
        }
    }
}

#[tokio::test]
async fn no_course_of_events_breaks_a_rule() {
    for seed in 1..=3_u64 {
        let folder = tempfile::tempdir().unwrap();
        let world = World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")));
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut course = Vec::new();
        for _ in 0..STEPS {
            let every = healthcenter::store::orders::Filter {
                limit: 1_000,
                ..Default::default()
            };
            let orders = i64::try_from(world.app.orders(every).await.unwrap().len()).unwrap();
            course.push(one_step(&world, &mut dice, orders).await);
            let tail = &course[course.len().saturating_sub(25)..];
            world
                .is_well(&format!("seed {seed}, step {}: {tail:#?}", course.len()))
                .await;
        }
    }
}
