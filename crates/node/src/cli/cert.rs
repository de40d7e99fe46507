//! Certificates by which the nodes of a cluster know each other, for those who have no authority of their own.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::Fault;
use super::args::CertCommand;

/// The name that every node's certificate has, whatever its host: a node is known by its authority.
const NODE_NAME: &str = "tandem-node";
/// What the authority is called.
const AUTHORITY: &str = "Tandem cluster authority";
/// The authority's certificate and key.
const CA: &str = "ca";

pub(super) fn run(command: &CertCommand, out: &mut dyn Write) -> Result<(), Fault> {
    let dir = match command {
        CertCommand::Ca { dir } | CertCommand::Node { dir, .. } => dir,
    };
    let (name, cert, key) = match command {
        CertCommand::Ca { .. } => {
            let key = KeyPair::generate().map_err(broken)?;
            let cert = authority().self_signed(&key).map_err(broken)?;
            (CA, cert.pem(), key.serialize_pem())
        }
        CertCommand::Node { name, host, .. } => {
            let (cert, key) = node(dir, name, host)?;
            (name.as_str(), cert, key)
        }
    };
    let key = written(&dir.join(format!("{name}.key")), &key, 0o600)?;
    let cert = written(&dir.join(format!("{name}.pem")), &cert, 0o644)?;
    writeln!(out, "certificate  {}", cert.display())?;
    writeln!(out, "key          {}", key.display())?;
    Ok(())
}

fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, AUTHORITY);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A node's certificate and key, signed by the authority of the directory.
fn node(dir: &Path, name: &str, hosts: &[String]) -> Result<(String, String), Fault> {
    if name == CA {
        let text = format!("{name:?} is the authority's name: give the node another");
        return Err(Fault::Input(text));
    }
    let file = dir.join(format!("{CA}.key"));
    let pem = std::fs::read_to_string(&file).map_err(|error| {
        let file = file.display();
        let dir = dir.display();
        Fault::Input(format!(
            "{file}: {error}: make the authority first, with `tandem cluster cert ca --dir {dir}`"
        ))
    })?;
    let ca = KeyPair::from_pem(&pem).map_err(|error| {
        let text = format!("{}: {error}: it is no key in PEM", file.display());
        Fault::Input(text)
    })?;
    let names = std::iter::once(NODE_NAME.to_owned()).chain(hosts.iter().cloned());
    let mut params = CertificateParams::new(names.collect::<Vec<_>>()).map_err(|error| {
        Fault::Input(format!("--host: {error}: give host names and IP addresses"))
    })?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    let key = KeyPair::generate().map_err(broken)?;
    let cert = params
        .signed_by(&key, &Issuer::new(authority(), ca))
        .map_err(broken)?;
    Ok((cert.pem(), key.serialize_pem()))
}

/// Writes a new file; one that is there stays as it is.
fn written(path: &Path, text: &str, mode: u32) -> Result<PathBuf, Fault> {
    let told = |error: io::Error| {
        let remedy = if error.kind() == io::ErrorKind::AlreadyExists {
            "move it away first, as nodes may use it"
        } else {
            "name a directory that is there and yours with --dir"
        };
        Fault::Input(format!("{}: {error}: {remedy}", path.display()))
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(mode);
    let mut file = options.open(path).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)?;
    Ok(path.to_owned())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the end of a result is mapped by it"
)]
fn broken(error: rcgen::Error) -> Fault {
    Fault::Input(format!("no certificate was made: {error}"))
}
