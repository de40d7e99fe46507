//! What crosses crates: scenarios, interop with foreign clients, house rules.
