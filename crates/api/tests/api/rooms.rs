//! Rooms and who is in them.

use serde_json::{Value, json};

use crate::support::{Reply, Servers, is_id};

async fn ask(servers: &Servers, method: &str, body: &Value) -> Reply {
    servers
        .post(&format!("livekit.RoomService/{method}"), body.to_string())
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_is_created_listed_and_deleted() {
    let servers = Servers::start().await;
    let wanted = json!({"name": "r", "emptyTimeout": 60, "departure_timeout": 5, "maxParticipants": 2, "metadata": "m"});
    let room = ask(&servers, "CreateRoom", &wanted).await.json();
    let expected = json!({
        "sid": room["sid"], "name": "r", "empty_timeout": 60, "departure_timeout": 5, "max_participants": 2,
        "metadata": "m", "num_participants": 0, "num_publishers": 0, "active_recording": false, "turn_password": "",
        "enabled_codecs": [], "version": null,
        "creation_time": room["creation_time"], "creation_time_ms": room["creation_time_ms"],
    });
    assert_eq!(room, expected);
    assert!(is_id(&room["sid"], "RM_"));
    assert!(
        room["creation_time"].is_string(),
        "64 bits do not fit JavaScript's numbers"
    );
    assert_eq!(
        ask(&servers, "CreateRoom", &wanted).await.json(),
        room,
        "it is there already"
    );
    assert_eq!(
        ask(&servers, "ListRooms", &json!({})).await.json(),
        json!({"rooms": [room]})
    );
    assert_eq!(
        ask(&servers, "ListRooms", &json!({"names": ["s"]}))
            .await
            .json(),
        json!({"rooms": []})
    );
    assert_eq!(
        ask(&servers, "DeleteRoom", &json!({"room": "r"}))
            .await
            .json(),
        json!({})
    );
    let gone = (
        404,
        "not_found".to_owned(),
        "requested room does not exist".to_owned(),
    );
    assert_eq!(
        ask(&servers, "DeleteRoom", &json!({"room": "r"}))
            .await
            .error(),
        gone
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_is_listed_found_and_removed() {
    let servers = Servers::start().await;
    let joined = servers.seat("r", "sip_+1");
    let listed = ask(&servers, "ListParticipants", &json!({"room": "r"}))
        .await
        .json();
    let [caller] = &listed["participants"].as_array().expect("a list")[..] else {
        panic!("{listed}");
    };
    assert_eq!(caller["sid"], joined.seat.participant.as_str());
    assert_eq!(
        (&caller["identity"], &caller["kind"]),
        (&json!("sip_+1"), &json!("SIP"))
    );
    assert_eq!(
        (&caller["state"], &caller["name"]),
        (&json!("ACTIVE"), &json!("Phone sip_+1"))
    );
    assert_eq!(caller["attributes"], json!({"sip.callID": "SCL_1"}));
    let who = json!({"room": "r", "identity": "sip_+1"});
    assert_eq!(&ask(&servers, "GetParticipant", &who).await.json(), caller);
    assert_eq!(
        ask(&servers, "RemoveParticipant", &who).await.json(),
        json!({})
    );
    let gone = (
        404,
        "not_found".to_owned(),
        "participant does not exist".to_owned(),
    );
    for method in ["GetParticipant", "RemoveParticipant"] {
        assert_eq!(ask(&servers, method, &who).await.error(), gone);
    }
    servers.stop().await;
}
