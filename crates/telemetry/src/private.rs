use std::fmt;

/// A value that does not print: a phone number, an address, a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Private<T>(pub T);

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[private]")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_values_do_not_print() {
        let number = Private("+14155550100");
        assert_eq!(
            format!("{number} {number:?} {:?}", Some(number)),
            "[private] [private] Some([private])"
        );
    }
}
