//! Keys as data: one table feeds the lookup, the footer, the help and the palette, so that none of them
//! can promise what another does not do.

use super::key::Key;

/// What one or more keys do.
#[derive(Debug, Clone, Copy)]
pub struct Binding<A: 'static> {
    /// The first one is shown.
    pub keys: &'static [Key],
    pub act: A,
    /// Its words: a key in the section of the table it stands in.
    pub name: &'static str,
    /// Whether the footer shows it; the rest is in the help.
    pub foot: bool,
}

impl<A> Binding<A> {
    /// A binding that the footer shows.
    pub const fn foot(keys: &'static [Key], act: A, name: &'static str) -> Self {
        Self {
            keys,
            act,
            name,
            foot: true,
        }
    }

    /// A binding that is only in the help.
    pub const fn quiet(keys: &'static [Key], act: A, name: &'static str) -> Self {
        Self {
            keys,
            act,
            name,
            foot: false,
        }
    }
}

/// What a key does in these tables, the first table first. As typed, or as the Latin key it is printed on.
pub fn find<A: Clone>(tables: &[&'static [Binding<A>]], key: Key) -> Option<A> {
    let of = |key: Key| {
        tables
            .iter()
            .flat_map(|table| table.iter())
            .find(|binding| binding.keys.contains(&key))
    };
    of(key).or_else(|| of(key.latin())).map(|binding| binding.act.clone())
}

/// A binding without its act: enough to show it, and to press it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub key: Key,
    pub keys: Vec<Key>,
    pub words: String,
    pub foot: bool,
}

/// The bindings as hints, in the words that `say` finds.
pub fn hints<A>(tables: &[&'static [Binding<A>]], say: impl Fn(&'static str) -> String) -> Vec<Hint> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .filter_map(|binding| {
            Some(Hint {
                key: *binding.keys.first()?,
                keys: binding.keys.to_vec(),
                words: say(binding.name),
                foot: binding.foot,
            })
        })
        .collect()
}
