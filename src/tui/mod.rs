//! The terminal, after Elm: messages in, effects out, a pure view, and one thread that never waits for
//! the store or a gateway. It knows no SQL, no HTTP and no runtime; `run` carries its effects out.
//!
//! A screen is a folder of `screens/`: its state, what it asks of the use cases, its keys, its view. The
//! root only routes: the top modal first, then the screen, then the keys that work everywhere.

pub mod bindings;
pub mod canvas;
pub mod effect;
mod everywhere;
pub mod key;
pub mod log;
pub mod look;
pub mod modal;
pub mod model;
pub mod msg;
pub mod paying;
mod perform;
pub mod place;
pub mod scene;
pub mod screen;
pub mod screens;
pub mod terminal;
pub mod text;
mod toast;
pub mod typed;
pub mod update;
pub mod view;
pub mod visit;
pub mod widgets;

pub use model::Model;
pub use msg::Msg;
pub use scene::{Gateways, Role, Scene};
pub use screens::answer;

/// What only the world outside can do, asked by any screen.
pub type Outside = effect::Outside<screens::Ask>;
