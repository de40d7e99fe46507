use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tandem_sip_proto::PeerName;

/// Names that are known at a time; the one that was first asked for longest ago is forgotten, and asked for again has
/// another number.
const KNOWN_NAMES: usize = 4096;

/// The names that peers are asked for by over TLS. A number is given once: it never becomes another name's, so that
/// nobody is taken for somebody else. Cloning it gives another handle.
#[derive(Clone, Default, Debug)]
pub(crate) struct PeerNames(Arc<Mutex<Known>>);

#[derive(Default, Debug)]
struct Known {
    by_number: BTreeMap<u32, Arc<str>>,
    by_name: HashMap<Arc<str>, u32>,
    last: u32,
}

impl PeerNames {
    /// The number of a name; none when all numbers are used up.
    pub(crate) fn number(&self, name: &str) -> Option<PeerName> {
        let name = name.to_ascii_lowercase();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.by_name.get(&*name) {
            return Some(PeerName(*number));
        }
        let number = known.last.checked_add(1)?;
        if known.by_number.len() >= KNOWN_NAMES
            && let Some((_, oldest)) = known.by_number.pop_first()
        {
            known.by_name.remove(&oldest);
        }
        let name: Arc<str> = name.into();
        known.last = number;
        known.by_number.insert(number, Arc::clone(&name));
        known.by_name.insert(name, number);
        Some(PeerName(number))
    }

    /// The name of a number; none when it is forgotten.
    pub(crate) fn name(&self, number: PeerName) -> Option<Arc<str>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_number.get(&number.0).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_another_names() {
        let names = PeerNames::default();
        let first = names.number("One.example").expect("numbers are left");
        assert_eq!(names.number("one.EXAMPLE"), Some(first));
        assert_eq!(names.name(first).as_deref(), Some("one.example"));
        for number in 0..KNOWN_NAMES {
            let other = names.number(&format!("{number}.example"));
            assert_ne!(other.expect("numbers are left"), first);
        }
        assert_eq!(names.name(first), None);
        assert_eq!(names.name(PeerName::NONE), None);
        assert_ne!(names.number("one.example"), Some(first));
    }
}
