use tandem_model::Auth;

use crate::Refusal;

/// Refuses half a pair: a username alone would ask nobody for a password, and so admit everybody.
pub(crate) fn check(auth: &Auth) -> Result<(), Refusal> {
    match (auth.username.is_empty(), auth.password.is_some()) {
        (true, false) | (false, true) => Ok(()),
        (false, false) => Err(Refusal::invalid(
            "trunk.auth_password",
            format!(
                "auth_password must be set with auth_username {:?}: give the password, or clear auth_username",
                auth.username
            ),
        )),
        (true, true) => Err(Refusal::invalid(
            "trunk.auth_username",
            "auth_username must be set with auth_password: give the username, or clear auth_password",
        )),
    }
}
