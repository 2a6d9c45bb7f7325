//! What the kiosk knows: one customer at a time, and how far they have come. Nothing of it outlives them.

use jiff::{SignedDuration, Timestamp};

use super::guard::Guard;
use crate::app::{OrderView, Outcome};
use crate::domain::money::Won;
use crate::domain::order::OrderStatus;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::visit::calendar::Calendar;
use crate::tui::visit::form::{Entry, Form, PhoneIs};
use crate::tui::visit::packages::Packages;
use crate::tui::widgets::field::Field;

/// Where the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Home,
    Package,
    When,
    Who,
    Review,
    /// The place is kept; now it is paid, here or at the desk.
    Pay,
    /// Booked, or kept for the desk.
    Done,
    /// The code and the last four digits that prove a booking.
    Find,
    Own,
    Moving,
    Cancelling,
    /// The PIN that leaves the kiosk.
    Staff,
}

/// A large button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    Book,
    Find,
    Staff,
    Next,
    Back,
    Home,
    Hold,
    PayCard,
    PayAtDesk,
    Release,
    LookUp,
    Reschedule,
    Move,
    Cancel,
    Keep,
    CancelNow,
    Leave,
}

impl Button {
    /// Its words in `[kiosk]`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Find => "find",
            Self::Staff => "staff",
            Self::Next => "next",
            Self::Back => "back",
            Self::Home => "home",
            Self::Hold => "hold",
            Self::PayCard => "pay_card",
            Self::PayAtDesk => "pay_at_desk",
            Self::Release => "release",
            Self::LookUp => "look_up",
            Self::Reschedule => "reschedule",
            Self::Move => "move",
            Self::Cancel => "cancel",
            Self::Keep => "keep",
            Self::CancelNow => "cancel_now",
            Self::Leave => "leave",
        }
    }
}

/// What can have the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Packages,
    Days,
    Slots,
    Entry(Entry),
    Code,
    LastFour,
    Pin,
    Button(Button),
}

/// The screen's state.
#[derive(Debug)]
pub struct State {
    pub(super) step: Step,
    /// Which of the step's targets has the keyboard.
    pub(super) at: usize,
    pub(super) form: Form,
    pub(super) packages: Packages,
    pub(super) calendar: Calendar,
    pub(super) code: Field,
    pub(super) last_four: Field,
    pub(super) pin: Field,
    /// The customer's own booking: just made, or proven.
    pub(super) order: Option<Box<OrderView>>,
    /// What the last try to pay came to.
    pub(super) trouble: Option<Outcome>,
    /// What a cancellation gives back.
    pub(super) refund: Won,
    pub(super) notice: Option<(Tone, String)>,
    /// Something is asked for and not answered yet.
    pub(super) waiting: bool,
    /// Goes up with every customer: an answer for the one before is nobody's.
    pub(super) customer: u64,
    /// The last key or click.
    pub(super) touched: Timestamp,
    pub(super) proofs: Guard,
    pub(super) pins: Guard,
}

impl Default for State {
    fn default() -> Self {
        Self {
            step: Step::Home,
            at: 0,
            form: Form::new(PhoneIs::Needed),
            packages: Packages::default(),
            calendar: Calendar::default(),
            code: Field::new(12),
            last_four: Field::secret(4),
            pin: Field::secret(12),
            order: None,
            trouble: None,
            refund: Won::ZERO,
            notice: None,
            waiting: false,
            customer: 0,
            touched: Timestamp::UNIX_EPOCH,
            proofs: Guard::default(),
            pins: Guard::default(),
        }
    }
}

impl State {
    /// The targets of the step, in the order of Tab.
    pub(super) fn targets(&self, scene: &Scene) -> Vec<Target> {
        use Target::{Code, Days, LastFour, Pin, Slots};
        let button = |button| Target::Button(button);
        match self.step {
            Step::Home => vec![button(Button::Book), button(Button::Find), button(Button::Staff)],
            Step::Package => vec![Target::Packages, button(Button::Next), button(Button::Home)],
            Step::When => vec![Days, Slots, button(Button::Next), button(Button::Back)],
            Step::Who => {
                let mut targets: Vec<Target> = Entry::ALL.into_iter().map(Target::Entry).collect();
                targets.extend([button(Button::Next), button(Button::Back)]);
                targets
            }
            Step::Review => vec![button(Button::Hold), button(Button::Back), button(Button::Home)],
            Step::Pay => {
                let mut targets = vec![button(Button::PayAtDesk), button(Button::Release)];
                if self.can_pay_here(scene) {
                    targets.insert(0, button(Button::PayCard));
                }
                targets
            }
            Step::Done => vec![button(Button::Home)],
            Step::Find => vec![Code, LastFour, button(Button::LookUp), button(Button::Home)],
            Step::Own => {
                let mut targets = vec![button(Button::Home)];
                if self.can_change() {
                    targets.splice(..0, [button(Button::Reschedule), button(Button::Cancel)]);
                }
                targets
            }
            Step::Moving => vec![Days, Slots, button(Button::Move), button(Button::Back)],
            // The harmless one first.
            Step::Cancelling => vec![button(Button::Keep), button(Button::CancelNow)],
            Step::Staff => vec![Pin, button(Button::Leave), button(Button::Home)],
        }
    }

    /// What has the keyboard.
    pub(super) fn target(&self, scene: &Scene) -> Option<Target> {
        self.targets(scene).get(self.at).copied()
    }

    /// Whether a card can be charged here; what costs nothing needs none.
    fn can_pay_here(&self, scene: &Scene) -> bool {
        scene.gateways.payment && self.order.as_ref().is_some_and(|order| order.price > 0)
    }

    fn can_change(&self) -> bool {
        let status = self.order.as_ref().and_then(|order| order.status());
        matches!(
            status,
            Some(OrderStatus::Held | OrderStatus::Paid | OrderStatus::Requested | OrderStatus::Confirmed)
        )
    }

    pub(super) fn field_mut(&mut self, target: Target) -> Option<&mut Field> {
        match target {
            Target::Entry(entry) => self.form.field_mut(entry),
            Target::Code => Some(&mut self.code),
            Target::LastFour => Some(&mut self.last_four),
            Target::Pin => Some(&mut self.pin),
            Target::Packages | Target::Days | Target::Slots | Target::Button(_) => None,
        }
    }

    pub(super) fn go(&mut self, step: Step) {
        self.step = step;
        self.at = 0;
        self.notice = None;
    }

    /// Forgets the customer. Wrong tries are remembered: they would be free otherwise.
    pub(super) fn forget(&mut self, scene: &Scene) {
        *self = Self {
            touched: scene.now,
            packages: std::mem::take(&mut self.packages),
            customer: self.customer + 1,
            proofs: self.proofs,
            pins: self.pins,
            ..Self::default()
        };
        self.packages.choose(0);
    }

    /// When the kiosk forgets its customer, if it has one.
    pub(super) fn forgets_at(&self, scene: &Scene) -> Option<Timestamp> {
        // Somebody who chose their language and went has left that behind.
        if self.step == Step::Home && scene.words.lang == scene.first_lang {
            return None;
        }
        self.touched.checked_add(scene.kiosk_idle).ok()
    }

    /// The end of the warning that is shown now, if it is.
    pub(super) fn warned_of(&self, scene: &Scene) -> Option<Timestamp> {
        self.forgets_at(scene).filter(|at| at.duration_since(scene.now) <= WARNING)
    }
}

/// How long before it forgets its customer the kiosk says so.
pub const WARNING: SignedDuration = SignedDuration::from_secs(10);
