//! The keys that sign what webhooks are told: RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256 (RFC 8017 §8.2).

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use tandem_control_plane::Vault;
use tandem_model::WebhookKey;
use tokio::task::spawn_blocking;

use crate::{ApiError, Code};

/// The length of the modulus.
const BITS: usize = 2_048;

/// Makes the keys that the first webhook brings: once, for whoever asks and however long he waits. It may take longer
/// than a request; then the next one finds them.
#[derive(Clone, Default)]
pub(crate) struct KeyMaker(Arc<Mutex<Option<WebhookKey>>>);

impl KeyMaker {
    /// The keys, the private one sealed.
    ///
    /// # Errors
    /// `internal` where the system has no randomness.
    pub(super) async fn key(&self, vault: &Vault) -> Result<WebhookKey, ApiError> {
        let fault =
            |text: String| ApiError::new(Code::Internal, format!("no key was made: {text}"));
        let (kept, vault) = (Arc::clone(&self.0), vault.clone());
        let made = spawn_blocking(move || {
            // Who comes meanwhile waits here, for the same keys.
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            match &*kept {
                Some(key) => Ok(key.clone()),
                None => new_key(&vault).map(|key| kept.insert(key).clone()),
            }
        });
        let made = made.await.map_err(|error| fault(error.to_string()))?;
        made.map_err(|error| fault(error.to_string()))
    }
}

fn new_key(vault: &Vault) -> Result<WebhookKey, rsa::Error> {
    let private = RsaPrivateKey::new(&mut OsRng, BITS)?;
    let public = private.to_public_key().to_public_key_pem(LineEnding::LF);
    let pem = private.to_pkcs8_pem(LineEnding::LF)?;
    Ok(WebhookKey {
        public: public.map_err(rsa::pkcs8::Error::from)?.into(),
        private: vault.seal_signing_key(&pem),
        created_at: tandem_control_plane::now(),
    })
}

/// Signs.
pub(super) struct Signer(RsaKeyPair);

impl Signer {
    /// Takes the key of a cluster.
    ///
    /// # Errors
    /// What is wrong with it, or with the key that it is sealed under.
    pub(super) fn open(vault: &Vault, key: &WebhookKey) -> Result<Self, String> {
        let pem = vault.open_signing_key(&key.private);
        let pem = pem.map_err(|error| error.to_string())?;
        let private = RsaPrivateKey::from_pkcs8_pem(&pem).map_err(|error| error.to_string())?;
        let der = private.to_pkcs8_der().map_err(|error| error.to_string())?;
        let pair = RsaKeyPair::from_pkcs8(der.as_bytes());
        pair.map(Self).map_err(|error| error.to_string())
    }

    /// The signature of this text, in base64; nothing where the system has no randomness for blinding.
    pub(super) fn sign(&self, text: &[u8]) -> Option<String> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let random = SystemRandom::new();
        self.0
            .sign(&RSA_PKCS1_SHA256, &random, text, &mut signature)
            .ok()?;
        Some(STANDARD.encode(signature))
    }
}
