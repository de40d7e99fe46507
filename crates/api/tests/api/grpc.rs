//! The same functions over gRPC.

use tandem_wire::admin::ListCallsRequest;
use tandem_wire::admin::admin_client::AdminClient;
use tandem_wire::livekit as wire;
use tandem_wire::livekit::room_service_client::RoomServiceClient;
use tandem_wire::livekit::sip_client::SipClient;
use tonic::transport::Channel;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::support::{Servers, all_grants};

async fn channel(servers: &Servers) -> Channel {
    let endpoint = Channel::from_shared(servers.grpc()).expect("an address");
    endpoint.connect().await.expect("connects")
}

fn signed<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = format!("Bearer {}", all_grants());
    request
        .metadata_mut()
        .insert("authorization", bearer.parse().expect("ASCII"));
    request
}

fn create(number: &str) -> wire::CreateSipInboundTrunkRequest {
    wire::CreateSipInboundTrunkRequest {
        trunk: Some(wire::SipInboundTrunkInfo {
            numbers: vec![number.to_owned()],
            ..wire::SipInboundTrunkInfo::default()
        }),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trunk_is_created_and_listed_with_its_revision() {
    let servers = Servers::start().await;
    let mut client = SipClient::new(channel(&servers).await);
    let created = client
        .create_sip_inbound_trunk(signed(create("+1")))
        .await
        .expect("created");
    let revision = created
        .metadata()
        .get("tandem-revision")
        .expect("a revision");
    assert_eq!(revision, "1");
    let listed = client
        .list_sip_inbound_trunk(signed(wire::ListSipInboundTrunkRequest::default()))
        .await;
    assert_eq!(
        listed.expect("listed").into_inner().items,
        [created.into_inner()]
    );
    let mut conditional = signed(create("+2"));
    conditional
        .metadata_mut()
        .insert("tandem-expected-revision", "0".parse().expect("ASCII"));
    let refused = client
        .create_sip_inbound_trunk(conditional)
        .await
        .expect_err("moved on");
    assert_eq!(refused.code(), Code::Aborted);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_have_code_message_and_meta() {
    let servers = Servers::start().await;
    let mut client = SipClient::new(channel(&servers).await);
    let nobody = client
        .create_sip_inbound_trunk(create("+1"))
        .await
        .expect_err("no token");
    assert_eq!(
        (nobody.code(), nobody.message()),
        (Code::Unauthenticated, "permissions denied")
    );
    let mut forged = Request::new(create("+1"));
    forged
        .metadata_mut()
        .insert("authorization", "Bearer x".parse().expect("ASCII"));
    let forged = client
        .create_sip_inbound_trunk(forged)
        .await
        .expect_err("no token");
    assert_eq!(
        (forged.code(), forged.message()),
        (Code::Unauthenticated, "invalid authorization token")
    );
    client
        .create_sip_inbound_trunk(signed(create("+1")))
        .await
        .expect("created");
    let conflict = client
        .create_sip_inbound_trunk(signed(create("+1")))
        .await
        .expect_err("taken");
    assert_eq!(conflict.code(), Code::InvalidArgument);
    assert_eq!(
        conflict.metadata().get("reason").expect("a reason"),
        "conflict"
    );
    let nowhere = client
        .create_sip_participant(signed(wire::CreateSipParticipantRequest::default()))
        .await;
    assert_eq!(
        nowhere.expect_err("it names no trunk").code(),
        Code::InvalidArgument
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rooms_and_calls_are_served_as_well() {
    let servers = Servers::start().await;
    let channel = channel(&servers).await;
    let mut rooms = RoomServiceClient::new(channel.clone());
    let request = wire::CreateRoomRequest {
        name: "r".to_owned(),
        ..wire::CreateRoomRequest::default()
    };
    let room = rooms
        .create_room(signed(request))
        .await
        .expect("created")
        .into_inner();
    let listed = rooms
        .list_rooms(signed(wire::ListRoomsRequest::default()))
        .await;
    assert_eq!(listed.expect("listed").into_inner().rooms, [room]);
    let calls = AdminClient::new(channel)
        .list_calls(signed(ListCallsRequest::default()))
        .await;
    assert!(calls.expect("listed").into_inner().calls.is_empty());
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_and_reflection_need_no_token() {
    let servers = Servers::start().await;
    let channel = channel(&servers).await;
    let mut health = HealthClient::new(channel.clone());
    let mut status = async |service: &str| {
        let request = HealthCheckRequest {
            service: service.to_owned(),
        };
        health
            .check(request)
            .await
            .expect("known")
            .into_inner()
            .status()
    };
    for service in [
        "",
        "livekit.SIP",
        "livekit.RoomService",
        "tandem.admin.v1.Admin",
    ] {
        assert_eq!(status(service).await, ServingStatus::Serving, "{service}");
    }
    servers.drain().await;
    assert_eq!(status("livekit.SIP").await, ServingStatus::NotServing);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let asked = tokio_stream::iter([request]);
    let answers = ServerReflectionClient::new(channel)
        .server_reflection_info(asked)
        .await;
    let answer = answers
        .expect("served")
        .into_inner()
        .message()
        .await
        .expect("an answer");
    let Some(MessageResponse::ListServicesResponse(list)) =
        answer.and_then(|answer| answer.message_response)
    else {
        panic!("no list of services");
    };
    let names: Vec<_> = list
        .service
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    for name in [
        "livekit.SIP",
        "livekit.RoomService",
        "tandem.admin.v1.Admin",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    servers.stop().await;
}
