use tandem_rtp_proto::srtp::{Protector, SrtpKeys, Unprotector};

/// What protects a leg's packets.
pub(crate) struct Secure {
    keys: SrtpKeys,
    pub(crate) protector: Protector,
    pub(crate) unprotector: Unprotector,
}

impl Secure {
    pub(crate) fn new(keys: SrtpKeys) -> Self {
        Self {
            keys,
            protector: Protector::new(&keys),
            unprotector: Unprotector::new(&keys),
        }
    }

    /// Goes on under these keys. What is the same keeps its place in its stream: a key that began anew would use
    /// numbers twice, and open what was opened.
    pub(crate) fn change(&mut self, keys: SrtpKeys) {
        let before = std::mem::replace(&mut self.keys, keys);
        let is_suite = before.suite == keys.suite;
        if !is_suite || before.local != keys.local {
            self.protector = Protector::new(&keys);
        }
        if !is_suite || before.remote != keys.remote || before.remote_mki != keys.remote_mki {
            self.unprotector = Unprotector::new(&keys);
        }
    }
}
