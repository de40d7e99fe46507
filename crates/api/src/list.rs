//! Lists, as LiveKit's clients know them (reference §1.6): by ascending id, everything behind `after_id`. The
//! page's `limit` is a size of steps there and bounds nothing; so it is here.

use tandem_model::normalize;
use tandem_wire::livekit::Pagination;

/// Whether an object lies behind the page's id.
pub(crate) fn is_behind(page: Option<&Pagination>, id: &str) -> bool {
    page.is_none_or(|page| id > page.after_id.as_str())
}

/// Whether a list of ids names this one; an empty list names all.
pub(crate) fn names(ids: &[String], id: &str) -> bool {
    ids.is_empty() || ids.iter().any(|other| other == id)
}

/// Whether two lists of numbers meet; an empty one is every number.
pub(crate) fn numbers_meet<'a>(wanted: &[String], own: impl Iterator<Item = &'a str>) -> bool {
    let mut own = own.peekable();
    if wanted.is_empty() || own.peek().is_none() {
        return true;
    }
    let mut own = own.map(normalize);
    own.any(|number| wanted.iter().any(|wanted| normalize(wanted) == number))
}
