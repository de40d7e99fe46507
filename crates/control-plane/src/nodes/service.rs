use std::sync::{Arc, Weak};

use tandem_wire::internal as wire;
use tandem_wire::internal::nodes_server::{Nodes, NodesServer};
use tonic::{Request, Response, Status};

use super::to_wire;
use crate::ControlPlane;
use crate::control_plane::Inner;

/// Serves `tandem.internal.v1.Nodes`. Connections of other nodes do not keep the control plane going.
pub struct NodesService {
    plane: Weak<Inner>,
}

impl ControlPlane {
    /// Tells the others how this node is: to be mounted where only they come in.
    #[must_use]
    pub fn nodes_server(&self) -> NodesServer<NodesService> {
        NodesServer::new(NodesService {
            plane: Arc::downgrade(&self.inner),
        })
    }
}

#[tonic::async_trait]
impl Nodes for NodesService {
    async fn pulse(
        &self,
        _: Request<wire::PulseRequest>,
    ) -> Result<Response<wire::PulseReply>, Status> {
        let plane = ControlPlane::of(&self.plane);
        let plane = plane.ok_or_else(|| Status::unavailable("this node is stopping"))?;
        Ok(Response::new(to_wire::pulse(&plane.pulse())))
    }
}
