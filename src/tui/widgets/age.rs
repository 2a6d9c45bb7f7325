//! How long something has lasted, in one or two words.

use jiff::SignedDuration;

use crate::tui::scene::Scene;

/// Minutes, hours or days, whichever says enough; under a minute, that.
pub fn words(age: SignedDuration, scene: &Scene) -> String {
    let minutes = age.as_mins();
    let (key, n) = match minutes {
        ..1 => return scene.get("age", "moment"),
        1..120 => ("minutes", minutes),
        120..2880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1440),
    };
    scene.say("age", key, &[("n", &n.to_string())])
}
