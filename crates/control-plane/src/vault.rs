//! Seals secrets before they enter the log, and opens them for those who may see them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tandem_model::{Pin, PinTag, Sealed, SealedPin};

/// Begins every sealed secret; another number is another layout.
const LAYOUT: u8 = 1;

const NONCE_BYTES: usize = 12;

/// What authenticates a sealed password beside its bytes, so that it opens as nothing else.
const PASSWORD: &[u8] = b"tandem password";

/// The same for a key that signs.
const SIGNING_KEY: &[u8] = b"tandem signing key";

/// The same for a PIN.
const PIN: &[u8] = b"tandem pin";

/// Holds the key that secrets are sealed under. Cloning it shares the key.
///
/// Passwords are sealed by AES-256-GCM-SIV under a random nonce. A PIN is sealed too, and has a tag by
/// HMAC-SHA-256, cut to 128 bits, that equal PINs share.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<Keys>,
}

struct Keys {
    sealing: Aes256GcmSiv,
    tagging: Hmac<Sha256>,
}

/// Why a text is no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a vault key is 64 hexadecimal digits, such as `openssl rand -hex 32` writes")]
pub struct InvalidKey;

/// A sealed secret did not open: it was sealed under another key, or changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the secret was sealed under another key, or its bytes have changed: restore the key it was sealed under"
)]
pub struct Unopened;

impl Vault {
    /// Takes a key of 256 random bits.
    #[must_use]
    pub fn from_key(key: [u8; 32]) -> Self {
        let sealing = derived(&key, b"tandem vault sealing 1");
        let tagging = derived(&key, b"tandem vault pin tags 1");
        Self {
            keys: Arc::new(Keys {
                sealing: Aes256GcmSiv::new(&sealing.into()),
                tagging: mac(&tagging),
            }),
        }
    }

    /// Takes a key as 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`InvalidKey`] for any other text.
    pub fn from_hex(text: &str) -> Result<Self, InvalidKey> {
        let digits = text.trim().as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(InvalidKey);
        }
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| InvalidKey)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| InvalidKey)?;
        }
        Ok(Self::from_key(key))
    }

    /// Reads the key in a file, or makes a random one that only its owner can read.
    ///
    /// # Errors
    /// The system's, and `InvalidData` when the file holds no key or others than its owner can read it.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        match File::open(path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error),
        }
    }

    fn read(mut file: File) -> io::Result<Self> {
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            let text = "others than its owner can read the key file: chmod 600 it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Self::from_hex(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn create(path: &Path) -> io::Result<Self> {
        let key: [u8; 32] = rand::random();
        // Written aside and renamed: a crash leaves a whole key or none.
        let next = path.with_extension("new");
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&next)?;
        let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&next, path)?;
        if let Some(dir) = path.parent() {
            let dir = if dir.as_os_str().is_empty() {
                Path::new(".")
            } else {
                dir
            };
            File::open(dir)?.sync_all()?;
        }
        Ok(Self::from_key(key))
    }

    /// Seals a password.
    #[must_use]
    pub fn seal(&self, password: &str) -> Sealed {
        self.seal_for(PASSWORD, password)
    }

    /// Opens a password.
    ///
    /// # Errors
    /// [`Unopened`] when it was sealed under another key, or changed.
    pub fn open(&self, sealed: &Sealed) -> Result<String, Unopened> {
        self.open_for(PASSWORD, sealed)
    }

    /// Seals a key that signs.
    #[must_use]
    pub fn seal_signing_key(&self, key: &str) -> Sealed {
        self.seal_for(SIGNING_KEY, key)
    }

    /// Opens a key that signs.
    ///
    /// # Errors
    /// [`Unopened`] when it was sealed under another key, or changed.
    pub fn open_signing_key(&self, sealed: &Sealed) -> Result<String, Unopened> {
        self.open_for(SIGNING_KEY, sealed)
    }

    /// The tag that equal PINs share.
    #[must_use]
    pub fn pin_tag(&self, pin: &str) -> PinTag {
        let mut mac = self.keys.tagging.clone();
        mac.update(pin.as_bytes());
        let digest = mac.finalize().into_bytes();
        PinTag(std::array::from_fn(|index| digest[index]))
    }

    /// Seals a PIN.
    #[must_use]
    pub fn seal_pin(&self, pin: &Pin) -> SealedPin {
        SealedPin {
            tag: self.pin_tag(pin.reveal()),
            sealed: self.seal_for(PIN, pin.reveal()),
        }
    }

    /// Opens a PIN.
    ///
    /// # Errors
    /// [`Unopened`] when it was sealed under another key, or changed.
    pub fn open_pin(&self, pin: &SealedPin) -> Result<String, Unopened> {
        self.open_for(PIN, &pin.sealed)
    }

    fn seal_for(&self, purpose: &[u8], secret: &str) -> Sealed {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: purpose,
        };
        let sealed = self
            .keys
            .sealing
            .encrypt(Nonce::from_slice(&nonce), payload);
        let sealed = sealed.expect("a secret is far below the cipher's bound of 64 GiB");
        Sealed([&[LAYOUT][..], &nonce, &sealed].concat().into())
    }

    fn open_for(&self, purpose: &[u8], sealed: &Sealed) -> Result<String, Unopened> {
        let (layout, rest) = sealed.0.split_first().ok_or(Unopened)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES).ok_or(Unopened)?;
        if *layout != LAYOUT {
            return Err(Unopened);
        }
        let payload = Payload {
            msg: sealed,
            aad: purpose,
        };
        let secret = self.keys.sealing.decrypt(Nonce::from_slice(nonce), payload);
        String::from_utf8(secret.map_err(|_| Unopened)?).map_err(|_| Unopened)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[vault]")
    }
}

fn derived(key: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut mac = mac(key);
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    Mac::new_from_slice(key).expect("HMAC takes keys of every length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_open_under_their_key_and_purpose_only() {
        let vault = Vault::from_key([7; 32]);
        let sealed = vault.seal("pass word");
        assert_eq!(vault.open(&sealed).as_deref(), Ok("pass word"));
        assert_ne!(vault.seal("pass word"), sealed);
        assert_eq!(Vault::from_key([8; 32]).open(&sealed), Err(Unopened));
        let as_pin = SealedPin {
            tag: vault.pin_tag("pass word"),
            sealed: sealed.clone(),
        };
        assert_eq!(vault.open_pin(&as_pin), Err(Unopened));
        assert_eq!(vault.open_signing_key(&sealed), Err(Unopened));
        let key = vault.seal_signing_key("key");
        assert_eq!(vault.open_signing_key(&key).as_deref(), Ok("key"));
        for index in 0..sealed.0.len() {
            let mut changed = sealed.0.to_vec();
            changed[index] ^= 1;
            assert_eq!(vault.open(&Sealed(changed.into())), Err(Unopened));
        }
        assert_eq!(vault.open(&Sealed(sealed.0.slice(..5))), Err(Unopened));
    }

    #[test]
    fn equal_pins_share_a_tag_and_nothing_else() {
        let vault = Vault::from_key([7; 32]);
        let pin = Pin::new("1234").expect("a pin");
        let (one, other) = (vault.seal_pin(&pin), vault.seal_pin(&pin));
        assert_eq!(one.tag, other.tag);
        assert_ne!(one.sealed, other.sealed);
        assert_eq!(vault.open_pin(&one).as_deref(), Ok("1234"));
        assert_ne!(vault.pin_tag("1235"), one.tag);
        assert_ne!(Vault::from_key([8; 32]).pin_tag("1234"), one.tag);
    }

    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("vault.key");
        let sealed = Vault::open_or_create(&path).expect("made").seal("secret");
        let again = Vault::open_or_create(&path).expect("read");
        assert_eq!(again.open(&sealed).as_deref(), Ok("secret"));
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
        assert!(Vault::open_or_create(&path).is_err());
    }

    #[test]
    fn keys_in_hexadecimal_are_checked() {
        let digits = "0f".repeat(32);
        let vault = Vault::from_hex(&format!("{digits}\n")).expect("a key");
        let sealed = vault.seal("secret");
        assert!(Vault::from_key([15; 32]).open(&sealed).is_ok());
        for wrong in [
            "",
            "0f",
            &"0g".repeat(32),
            &"0f".repeat(33),
            &"+1".repeat(32),
        ] {
            assert!(Vault::from_hex(wrong).is_err(), "{wrong}");
        }
    }
}
