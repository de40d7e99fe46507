//! With certificates, who has none of the cluster's authority reads nothing and changes nothing.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use support::cluster::{Listening, serve};
use support::{CLUSTER, STEADY, Seen, create_trunk};
use tandem_consensus::peers::{Hello, Lane, PeerError, Peers, SCHEMA, wire};
use tandem_consensus::rpc::Channels;
use tandem_consensus::{Consensus, ConsensusConfig, Member, Retention, Role, Start};
use tandem_model::Revision;
use tonic::transport::{Certificate, ClientTlsConfig, Identity, ServerTlsConfig};

const NAME: &str = "tandem-node";

/// An authority of certificates.
struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self { params, key }
    }

    fn certificate(&self) -> Certificate {
        let signed = self.params.self_signed(&self.key).expect("signed");
        Certificate::from_pem(signed.pem())
    }

    fn identity(&self) -> Identity {
        let params = CertificateParams::new(vec![NAME.to_owned()]).expect("a name");
        let key = KeyPair::generate().expect("a key");
        let issuer = Issuer::from_params(&self.params, &self.key);
        let signed = params.signed_by(&key, &issuer).expect("signed");
        Identity::from_pem(signed.pem(), key.serialize_pem())
    }

    fn server(&self) -> ServerTlsConfig {
        let tls = ServerTlsConfig::new().identity(self.identity());
        tls.client_ca_root(self.certificate())
    }

    /// What a client trusts, and who it is.
    fn client(&self, identity: Option<Identity>) -> Channels {
        let tls = ClientTlsConfig::new().domain_name(NAME);
        let tls = tls.ca_certificate(self.certificate());
        Channels::new(Some(match identity {
            Some(identity) => tls.identity(identity),
            None => tls,
        }))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_has_a_certificate_of_the_authority_is_let_in() {
    let (authority, other) = (Authority::new(), Authority::new());
    let known = authority.client(Some(authority.identity()));
    let dir = tempfile::tempdir().expect("a directory");
    let config = ConsensusConfig {
        dir: dir.path().to_owned(),
        node_id: 1,
        cluster: CLUSTER.to_owned(),
        start: Start::Member,
        timing: STEADY,
        retention: Retention::default(),
    };
    let observer = Arc::new(Seen::default());
    let opened = Consensus::open(config, observer, Arc::new(known.clone())).await;
    let (consensus, owner) = opened.expect("opens");
    let Listening { address, serving } = serve(&consensus, Some(authority.server())).await;
    let member = Member {
        address: address.to_string(),
        ..Member::default()
    };
    let members = BTreeMap::from([(1, member.clone())]);
    consensus.initialize(members).await.expect("initialized");
    let led = consensus.status_when(|status| status.state == Role::Leader);
    led.await.expect("leads");
    let recorded = consensus.submit(create_trunk(1)).await;
    assert_eq!(recorded.expect("recorded").revision, Revision(1));

    let hello = Hello {
        cluster: CLUSTER.into(),
        from: 2,
        to: 1,
        schema: SCHEMA,
    };
    let journal = wire::JournalRequest { first: 1, last: 1 };
    let strangers = [
        Channels::new(None),
        authority.client(None),
        authority.client(Some(other.identity())),
        other.client(Some(authority.identity())),
    ];
    for stranger in strangers {
        let peer = stranger.peer(hello.clone(), &member, Lane::Bulk);
        let mut read = match peer.fetch_journal(journal).await {
            Ok(chunks) => chunks.collect::<Vec<_>>().await,
            Err(error) => vec![Err(error)],
        };
        let read = read.pop().expect("an answer");
        assert!(
            matches!(read, Err(PeerError::Unreachable(_) | PeerError::Failed(_))),
            "{read:?}"
        );
    }
    let peer = known.peer(hello, &member, Lane::Bulk);
    let chunks = peer.fetch_journal(journal).await.expect("served");
    assert_eq!(chunks.count().await, 1);

    serving.abort();
    // It was told to end.
    let _ = serving.await;
    drop(consensus);
    owner.shutdown().await;
}
