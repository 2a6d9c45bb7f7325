//! What a screen wants done, as values. The root does what concerns the terminal itself; the rest goes
//! outside and comes back as a reply.

use super::look::Tone;
use super::modal::Modal;
use super::place::Place;
use crate::domain::lang::Lang;

/// What a screen wants. `A` are its acts, `Q` its questions.
#[derive(Debug)]
pub enum Do<A, Q> {
    /// Read something. Only the newest look of a kind is answered; an older one has been overtaken.
    Look(Q),
    /// Change something. Always answered.
    Ask(Q),
    /// Show another screen.
    Go(Place),
    /// Leave this one.
    Back,
    Open(Modal<A>),
    Close,
    Toast(Tone, String),
    /// What was to be read could not be: why, to stand on the screen until it is read after all.
    Unread(String),
    /// Another language from now on.
    Speak(Lang),
    /// Whoever was here has gone: nothing of theirs is left for the next, not even their language.
    Afresh,
    /// Onto the clipboard, as far as the terminal has one.
    Copy(String),
    /// Into a file of the working directory that is not there yet; a toast says where, or why not.
    Save {
        name: String,
        text: String,
    },
    Suspend,
    Redraw,
    Quit,
}

impl<A: 'static, Q> Do<A, Q> {
    /// The same in other terms.
    pub fn map<B: 'static, R>(self, act: fn(A) -> B, ask: fn(Q) -> R) -> Do<B, R> {
        match self {
            Self::Look(question) => Do::Look(ask(question)),
            Self::Ask(question) => Do::Ask(ask(question)),
            Self::Open(modal) => Do::Open(modal.map(act)),
            Self::Go(place) => Do::Go(place),
            Self::Back => Do::Back,
            Self::Close => Do::Close,
            Self::Toast(tone, text) => Do::Toast(tone, text),
            Self::Unread(why) => Do::Unread(why),
            Self::Speak(lang) => Do::Speak(lang),
            Self::Afresh => Do::Afresh,
            Self::Copy(text) => Do::Copy(text),
            Self::Save { name, text } => Do::Save { name, text },
            Self::Suspend => Do::Suspend,
            Self::Redraw => Do::Redraw,
            Self::Quit => Do::Quit,
        }
    }
}

/// Which question a reply belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The screen that asked; numbers are never used again.
    pub screen: u64,
    pub number: u64,
    /// Its kind, when a newer one overtakes it.
    pub look: Option<u64>,
}

/// What only the world outside can do.
#[derive(Debug)]
pub enum Outside<Q> {
    Answer(Ticket, Q),
    Copy(String),
    Save {
        name: String,
        text: String,
    },
    /// To the shell, until it says `fg`.
    Suspend,
    Redraw,
    Quit,
}
