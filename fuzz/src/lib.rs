//! The subjects of `tests/it/fuzz/subjects`, where the tests find them too, for the targets beside.

#[path = "../../tests/it/fuzz/subjects/mod.rs"]
pub mod subjects;
