//! Query parameters and pages.

use serde_json::{Value, json};

use crate::ApiError;

use super::fields::wrong;

/// Items of a page where nobody says.
const USUAL: usize = 10;
/// The most items of a page.
const MOST: usize = 1_000;

/// The query of a request; a parameter without value counts as absent.
pub(crate) struct Query(Vec<(String, String)>);

/// Which page of a list is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    number: usize,
    length: usize,
}

impl Query {
    pub(crate) fn read(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        let pairs = pairs.filter(|(_, value)| !value.is_empty());
        Self(
            pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of a parameter that comes several times, or has several behind commas.
    pub(crate) fn words(&self, name: &str) -> Vec<&str> {
        let words = self.all(name).flat_map(|value| value.split(','));
        words.filter(|word| !word.is_empty()).collect()
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What is searched for, in small letters.
    pub(crate) fn search(&self) -> Option<String> {
        self.get("search").map(str::to_lowercase)
    }

    pub(crate) fn page(&self) -> Result<Page, ApiError> {
        let number = |name: &str, usual: usize, most: usize| match self.get(name) {
            None => Ok(usual),
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| wrong(name, format!("must be a whole number from 1 to {most}"))),
        };
        Ok(Page {
            number: number("page", 1, u32::MAX as usize)?,
            length: number("perPage", USUAL, MOST)?,
        })
    }
}

impl Page {
    /// The page of these items, written.
    pub(crate) fn of<T>(self, items: impl Iterator<Item = T>, write: impl Fn(T) -> Value) -> Value {
        let first = (self.number - 1).saturating_mul(self.length);
        let mut total = 0;
        let mut data = Vec::new();
        for item in items {
            if (first..first.saturating_add(self.length)).contains(&total) {
                data.push(write(item));
            }
            total += 1;
        }
        json!({
            "pageInfo": {
                "currentPage": self.number,
                "perPage": self.length,
                "lastPage": total.div_ceil(self.length).max(1),
                "total": total,
            },
            "data": data,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_divide_a_list() {
        for (query, data, last) in [
            ("", (0..10).collect::<Vec<_>>(), 3),
            ("page=3", vec![20, 21, 22, 23, 24], 3),
            ("page=4&perPage=", vec![], 3),
            ("page=2&perPage=24", vec![24], 2),
        ] {
            let page = Query::read(query).page().expect("a page");
            let page = page.of(0..25, |number| json!(number));
            assert_eq!(page["data"], json!(data), "{query}");
            assert_eq!(page["pageInfo"]["lastPage"], last);
            assert_eq!(page["pageInfo"]["total"], 25);
        }
        assert_eq!(
            Query::read("")
                .page()
                .expect("a page")
                .of(0..0, |_| json!(0))["pageInfo"]["lastPage"],
            1
        );
        for wrong in ["page=0", "page=x", "perPage=1001", "perPage=-1"] {
            assert!(Query::read(wrong).page().is_err(), "{wrong}");
        }
    }

    #[test]
    fn several_values_come_behind_commas_or_one_by_one() {
        let query = Query::read("ruleIds=a%2Cb&ruleIds=c&type=");
        assert_eq!(query.words("ruleIds"), ["a", "b", "c"]);
        assert_eq!(query.get("type"), None);
    }
}
