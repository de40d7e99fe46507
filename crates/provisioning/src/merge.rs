//! How a partial change and a stored object add up (reference §1.8).

use tandem_model::{
    AllowedAddress, Attributes, Auth, MediaConfig, MediaEncryption, PhoneNumber, Sealed, TrunkId,
    TrunkTerms,
};

use crate::{ListChange, Refusal, TrunkTermsUpdate, texts};

/// What a [`ListChange`] may hold.
pub(crate) trait Listed: Clone + PartialEq {
    /// Whether it names nothing.
    fn is_empty(&self) -> bool;
}

/// Refuses combinations that mean nothing.
pub(crate) fn check_list<T: Listed>(
    field: &'static str,
    change: Option<&ListChange<T>>,
) -> Result<(), Refusal> {
    let fault = change.and_then(fault_of);
    fault.map_or(Ok(()), |text| Err(Refusal::invalid(field, text)))
}

fn fault_of<T: Listed>(change: &ListChange<T>) -> Option<&'static str> {
    let changes = !change.add.is_empty() || !change.remove.is_empty();
    let sets = !change.set.is_empty();
    if !change.clear && !changes && !sets {
        return Some(texts::LIST_UNSUPPORTED);
    }
    if change.clear && (changes || sets) {
        return Some(texts::LIST_CLEAR_AND_CHANGE);
    }
    if sets && changes {
        return Some(texts::LIST_SET_AND_CHANGE);
    }
    let mut all = change.set.iter().chain(&change.add).chain(&change.remove);
    all.any(Listed::is_empty)
        .then_some(texts::LIST_EMPTY_ELEMENT)
}

/// Changes a list by a change that has passed [`check_list`]; the order of what stays is kept.
pub(crate) fn change_list<T: Listed>(list: &mut Vec<T>, change: Option<&ListChange<T>>) {
    let Some(change) = change else {
        return;
    };
    if change.clear || !change.set.is_empty() {
        list.clone_from(&change.set);
        return;
    }
    list.retain(|value| !change.remove.contains(value));
    for value in &change.add {
        if !list.contains(value) {
            list.push(value.clone());
        }
    }
}

impl Listed for PhoneNumber {
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Listed for AllowedAddress {
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Listed for TrunkId {
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

/// Overwrites a field that the change names.
pub(crate) fn set<T: Clone>(field: &mut T, change: Option<&T>) {
    if let Some(change) = change {
        field.clone_from(change);
    }
}

/// Changes credentials: taking the username away takes the password with it, unless the change brings one.
pub(crate) fn change_auth(
    auth: &mut Auth,
    username: Option<&str>,
    password: Option<&Option<Sealed>>,
) {
    if let Some(username) = username {
        auth.username = username.into();
    }
    if auth.username.is_empty() {
        auth.password = None;
    }
    set(&mut auth.password, password);
}

/// Keeps the stored password where a replace names a user and no password, as reads do not show passwords.
pub(crate) fn keep_password(auth: &mut Auth, stored: &Auth) {
    if !auth.username.is_empty() && auth.password.is_none() {
        auth.password.clone_from(&stored.password);
    }
}

/// Changes what LiveKit's API has no place for; a trunk that names a number takes its calls.
pub(crate) fn change_terms(
    stored: &mut Option<Box<TrunkTerms>>,
    numbers: &[PhoneNumber],
    change: &TrunkTermsUpdate,
) {
    let mut terms = stored.take().map(|terms| *terms).unwrap_or_default();
    set(&mut terms.allowed_callers, change.allowed_callers.as_ref());
    set(&mut terms.geo_region, change.geo_region.as_ref());
    set(&mut terms.tags, change.tags.as_ref());
    set(&mut terms.recording, change.recording.as_ref());
    set(&mut terms.dtmf, change.dtmf.as_ref());
    set(
        &mut terms.noise_suppression,
        change.noise_suppression.as_ref(),
    );
    set(&mut terms.health_interval, change.health_interval.as_ref());
    set(&mut terms.registration, change.registration.as_ref());
    set(&mut terms.refer_trunk, change.refer_trunk.as_ref());
    terms.is_idle &= numbers.is_empty();
    *stored = terms.boxed();
}

/// Merges attributes key by key; an empty value takes the key away.
pub(crate) fn merge_attributes(attributes: &mut Attributes, change: &Attributes) {
    for (key, value) in change {
        if value.is_empty() {
            attributes.remove(key);
        } else {
            attributes.insert(key.clone(), value.clone());
        }
    }
}

/// Brings both places of the encryption into step, as an update does: an unset `media.encryption` takes the deprecated
/// field's value, and that field then follows.
pub(crate) fn sync_encryption(media: &mut Option<MediaConfig>, deprecated: &mut MediaEncryption) {
    lift_encryption(media, *deprecated);
    *deprecated = media
        .as_ref()
        .and_then(|media| media.encryption)
        .unwrap_or_default();
}

/// Copies the deprecated field to an unset `media.encryption`.
pub(crate) fn lift_encryption(media: &mut Option<MediaConfig>, deprecated: MediaEncryption) {
    let is_unset = media
        .as_ref()
        .is_none_or(|media| media.encryption.is_none());
    if is_unset && deprecated != MediaEncryption::Disable {
        media.get_or_insert_default().encryption = Some(deprecated);
    }
}
