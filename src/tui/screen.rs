//! What every screen has in common. The root knows all screens; a screen knows none of the others, and
//! the root only by this trait.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::bindings::Binding;
use super::canvas::Canvas;
use super::effect::Do;
use super::key::Key;
use super::look::Tone;
use super::scene::Scene;
use crate::app::AppError;

/// What a screen wants done.
pub type Wants<S> = Vec<Do<<S as Screen>::Act, <S as Screen>::Ask>>;

/// What a screen can do. `Act` is what its keys mean, `Ask` what it asks of the
/// use cases, `Reply` what comes back.
pub trait Screen: Sized {
    type Act: Clone + 'static;
    type Ask;
    type Reply;
    /// The section of its words.
    const WORDS: &'static str;

    /// Its keys in its present state, those of what has the focus first.
    fn bindings(&self) -> Vec<&'static [Binding<Self::Act>]>;
    /// It has come to the front, for the first time or again.
    fn shown(&mut self, scene: &Scene) -> Wants<Self>;
    fn act(&mut self, act: Self::Act, scene: &Scene) -> Wants<Self>;
    fn reply(&mut self, reply: Self::Reply, scene: &Scene) -> Wants<Self>;
    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>);

    /// A change was asked for and the answer got lost: nobody knows whether it was made.
    fn lost(&mut self, _ask: Self::Ask, scene: &Scene) -> Wants<Self> {
        let mut wants = self.shown(scene);
        wants.push(in_doubt(scene));
        wants
    }
    /// Somebody has changed something in the database.
    fn changed(&mut self, scene: &Scene) -> Wants<Self> {
        self.shown(scene)
    }
    /// Whether characters go into a field now.
    fn typing(&self) -> bool {
        false
    }
    /// A key for the field that has the focus.
    fn typed(&mut self, _key: Key, _scene: &Scene) -> Wants<Self> {
        Vec::new()
    }
    /// A text for the field that has the focus, composed and without line breaks.
    fn pasted(&mut self, _text: &str, _scene: &Scene) -> Wants<Self> {
        Vec::new()
    }
    /// A click on one of its items.
    fn clicked(&mut self, _zone: &'static str, _item: usize, _scene: &Scene) -> Wants<Self> {
        Vec::new()
    }
    /// The wheel over one of its zones. None lets it stand for the arrow keys.
    fn wheeled(&mut self, _zone: &'static str, _down: bool, _scene: &Scene) -> Option<Wants<Self>> {
        None
    }
    /// Something it waited for has come: see [`Screen::wakes`].
    fn tick(&mut self, _scene: &Scene) -> Wants<Self> {
        Vec::new()
    }
    /// When it has to be looked at again though nothing happens: a countdown's next second. None costs nothing.
    fn wakes(&self, _scene: &Scene) -> Option<Timestamp> {
        None
    }
    /// Whether leaving it loses what was typed.
    fn unsaved(&self) -> bool {
        false
    }
}

/// A reading that failed, in the words every entrance uses.
pub fn unread<A, Q>(scene: &Scene, error: &AppError) -> Do<A, Q> {
    Do::Unread(scene.words.app_error(error, &scene.rules.timezone))
}

/// That nobody knows whether what was asked for was done.
pub fn in_doubt<A, Q>(scene: &Scene) -> Do<A, Q> {
    Do::Toast(Tone::Bad, scene.get("everywhere", "lost_change"))
}

/// A refusal as a toast, in the words every entrance uses.
pub fn refused<A, Q>(scene: &Scene, error: &AppError) -> Do<A, Q> {
    Do::Toast(Tone::Bad, scene.words.app_error(error, &scene.rules.timezone))
}
