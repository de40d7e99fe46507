use super::*;

fn refusal(change: impl FnOnce(&mut Invitation)) -> String {
    let mut invitation = invitation();
    change(&mut invitation);
    invitation.check().expect_err("it is refused").to_string()
}

#[test]
fn line_ends_and_nuls_are_refused_and_the_field_is_named() {
    for bad in ["a\r\nVia: x", "a\nb", "a\0b", "a\rb"] {
        for field in ["X-One", "User-Agent"] {
            let said = refusal(|one| one.headers.push((field.to_owned(), bad.to_owned())));
            assert!(said.contains(field), "{said}");
        }
        let said = refusal(|one| one.from = format!("\"{bad}\" <sip:a@b>"));
        assert!(said.starts_with("From ") && !said.contains(bad), "{said}");
        let said = refusal(|one| one.uri = format!("sip:{bad}@b"));
        assert!(said.starts_with("the Request-URI "), "{said}");
        assert!(refusal(|one| one.to = format!("<sip:{bad}@b>")).starts_with("To "));
        assert!(refusal(|one| bad.clone_into(&mut one.call_id)).contains("Call-ID"));
        assert!(refusal(|one| one.headers.push((bad.to_owned(), String::new()))).contains("name"));
    }
}

#[test]
fn fields_of_the_call_itself_cannot_be_set() {
    for name in [
        "Via",
        "v",
        "CONTENT-length",
        "t",
        "Contact",
        "CSeq",
        "authorization",
    ] {
        let said = refusal(|one| one.headers.push((name.to_owned(), "x".to_owned())));
        assert!(said.contains(name) && said.contains("remove it"), "{said}");
    }
    let said = refusal(|one| one.from.push_str(";tag=x"));
    assert!(said.contains("tag"), "{said}");
}
