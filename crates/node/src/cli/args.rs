use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::ClientCommand;
use crate::config::words::{Answer, PortRange};

/// A SIP platform in one binary: trunks, dispatch rules, rooms
#[derive(Debug, Parser)]
#[command(name = "tandem", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run one node with all roles and known keys, for development
    Dev(DevArgs),
    /// Run one node as its configuration says
    Serve(ServeArgs),
    /// Everything that asks a running node or reads a file
    #[command(flatten)]
    Client(ClientCommand),
}

/// The flags of `tandem dev`; what they leave out is as in an empty configuration.
#[derive(Clone, Debug, Args)]
pub struct DevArgs {
    /// Where data lies; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "./tandem-data")]
    pub data_dir: PathBuf,
    /// An address to listen on; repeat it for several (HTTP and gRPC take the first)
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub bind: Vec<IpAddr>,
    /// When a call is answered
    #[arg(long, value_enum, default_value = "when-heard")]
    pub answer: Answer,
    /// The port of Twirp, health and metrics; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 7880)]
    pub http_port: u16,
    /// The port of gRPC; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 7882)]
    pub grpc_port: u16,
    /// The port of SIP over UDP and TCP; 0 takes free ones
    #[arg(long, value_name = "PORT", default_value_t = 5060)]
    pub sip_port: u16,
    /// The UDP ports of media
    #[arg(long, value_name = "FIRST-LAST", default_value = "10000-20000")]
    pub rtp_ports: PortRange,
}

/// The flags of `tandem serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// The configuration; `tandem config check` tells its mistakes
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// Check or show a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Tell every mistake of a configuration
    Check {
        /// The configuration
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show a configuration with all defaults; secrets stay hidden
    Show {
        /// The configuration; the defaults alone without it
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Which node to ask, and as whom.
#[derive(Clone, Debug, Args)]
pub struct Connection {
    /// The node
    #[arg(long, env = "LIVEKIT_URL", default_value = "http://127.0.0.1:7880")]
    pub url: String,
    /// The API key
    #[arg(
        long,
        env = "LIVEKIT_API_KEY",
        hide_env_values = true,
        default_value = ""
    )]
    pub api_key: String,
    /// The secret of the key
    #[arg(
        long,
        env = "LIVEKIT_API_SECRET",
        hide_env_values = true,
        default_value = ""
    )]
    pub api_secret: String,
}

/// How to show a result.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// Print the node's answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// What every command that asks a node has.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Which node to ask.
    #[command(flatten)]
    pub connection: Connection,
    /// How to show the result.
    #[command(flatten)]
    pub output: Output,
}

/// Trunks of either kind.
#[derive(Debug, Subcommand)]
pub enum TrunkCommand {
    /// Inbound trunks
    #[command(subcommand)]
    In(ObjectCommand),
    /// Outbound trunks
    #[command(subcommand)]
    Out(ObjectCommand),
    /// Show whether the providers of outbound trunks are there, and registrations, as each gateway sees them
    Health(HealthArgs),
}

/// How trunks are.
#[derive(Clone, Debug, Args)]
pub struct HealthArgs {
    /// Only these ids
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// What is done to trunks.
#[derive(Debug, Subcommand)]
pub enum ObjectCommand {
    /// Create what a JSON file says
    Create(CreateArgs),
    /// List all, or some
    List(ListArgs),
    /// Show one
    Get(GetArgs),
    /// Change what a JSON file and the flags name, or replace all
    Update(UpdateArgs),
    /// Delete one or several
    Delete(DeleteArgs),
}

/// Dispatch rules.
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// Create what a JSON file says
    Create(CreateArgs),
    /// List all, or some
    List(RuleListArgs),
    /// Show one
    Get(GetArgs),
    /// Change what a JSON file and the flags name, or replace all
    Update(RuleUpdateArgs),
    /// Delete one or several
    Delete(DeleteArgs),
}

/// Create.
#[derive(Clone, Debug, Args)]
pub struct CreateArgs {
    /// The JSON file that `lk` takes as well; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// List trunks.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// Only these ids
    #[arg(long, value_name = "ID")]
    pub id: Vec<String>,
    /// Only those that take one of these numbers
    #[arg(long, value_name = "NUMBER")]
    pub number: Vec<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// List rules.
#[derive(Clone, Debug, Args)]
pub struct RuleListArgs {
    /// Only these ids
    #[arg(long, value_name = "ID")]
    pub id: Vec<String>,
    /// Only those that take calls of one of these trunks
    #[arg(long, value_name = "ID")]
    pub trunk: Vec<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Show one.
#[derive(Clone, Debug, Args)]
pub struct GetArgs {
    /// The id
    #[arg(value_name = "ID")]
    pub id: String,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Change a trunk.
#[derive(Clone, Debug, Args)]
pub struct UpdateArgs {
    /// What to change, and how.
    #[command(flatten)]
    pub change: ChangeArgs,
    /// The numbers in place of the stored ones, with commas between; [] takes all away
    #[arg(long, value_name = "NUMBERS")]
    pub numbers: Option<String>,
}

/// Change a rule.
#[derive(Clone, Debug, Args)]
pub struct RuleUpdateArgs {
    /// What to change, and how.
    #[command(flatten)]
    pub change: ChangeArgs,
    /// The trunks in place of the stored ones, with commas between; [] takes all away
    #[arg(long, value_name = "IDS")]
    pub trunks: Option<String>,
}

/// Change an object.
#[derive(Clone, Debug, Args)]
pub struct ChangeArgs {
    /// The id, and the JSON file that `lk` takes as well: fields to change, or a whole request; - reads standard input
    #[arg(value_names = ["ID", "FILE"], num_args = 0..=2)]
    pub target: Vec<String>,
    /// The id, unless it comes first or the file has it
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Put what the file says in place of the whole object
    #[arg(long)]
    pub replace: bool,
    /// The name
    #[arg(long)]
    pub name: Option<String>,
    /// The metadata
    #[arg(long)]
    pub metadata: Option<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Delete.
#[derive(Clone, Debug, Args)]
pub struct DeleteArgs {
    /// The ids
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// The facts of a call that nobody makes.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The calling number: the user of From
    #[arg(long, value_name = "NUMBER")]
    pub from: String,
    /// The called number: the user of To
    #[arg(long, value_name = "NUMBER")]
    pub to: String,
    /// The address that the call comes from
    #[arg(long, value_name = "IP")]
    pub source: IpAddr,
    /// A header of the INVITE; repeat it for several
    #[arg(long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// The PIN that the caller dials
    #[arg(long)]
    pub pin: Option<String>,
    /// Answer as if the trunk's credentials had been proved
    #[arg(long)]
    pub authenticated: bool,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Calls.
#[derive(Debug, Subcommand)]
pub enum CallCommand {
    /// List calls, the latest first
    List {
        /// Which calls
        #[arg(long, value_enum, default_value = "all")]
        which: Which,
        /// At most this many
        #[arg(long, default_value_t = 100)]
        limit: u32,
        /// Which node to ask.
        #[command(flatten)]
        common: Common,
    },
    /// Show what is known of a call: facts, verdict, revision
    Show(GetArgs),
    /// Call somebody: a CreateSIPParticipant request as JSON
    Create(CreateArgs),
    /// Send the peer of a call to somebody else
    Transfer(TransferArgs),
    /// Show what was said in a call, live or ended, at any node: its SIP messages and its media
    Trace(TraceArgs),
}

/// What to show.
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// The call's id, its Call-ID, or the identity of its participant
    #[arg(value_name = "CALL")]
    pub call: String,
    /// The participant's room, where others have the same identity elsewhere
    #[arg(long, default_value = "")]
    pub room: String,
    /// Print the messages whole
    #[arg(long)]
    pub messages: bool,
    /// Write the messages to a file that Wireshark opens
    #[arg(long, value_name = "FILE")]
    pub pcap: Option<PathBuf>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// What to transfer.
#[derive(Debug, Args)]
pub struct TransferArgs {
    /// The room
    #[arg(long)]
    pub room: String,
    /// The participant
    #[arg(long)]
    pub identity: String,
    /// Whom to call: a sip:, sips: or tel: URI
    #[arg(long)]
    pub to: String,
    /// How long the other one may take, such as 30s
    #[arg(long)]
    pub ringing_timeout: Option<String>,
    /// Let the peer hear that it rings
    #[arg(long)]
    pub play_dialtone: bool,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Which calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Which {
    /// Those that go on.
    Live,
    /// Those that are over.
    Ended,
    /// Both.
    All,
}

/// A cluster and its nodes.
#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Make certificates by which the nodes know each other
    #[command(subcommand)]
    Cert(CertCommand),
    /// Show the members, their roles and regions, who leads, and how far each is
    Status(Common),
    /// Make the asked node the first voter of a new cluster
    Init(Common),
    /// Add a running node to the cluster of the asked one
    Join(JoinArgs),
    /// Take the asked node out of its cluster
    Leave(Common),
    /// Let a member vote that has followed so far
    #[command(visible_alias = "add-voter")]
    Promote(MemberArgs),
    /// Let a voter follow only
    Demote(MemberArgs),
    /// Take a member out of the cluster, also one that is gone for good
    Remove(MemberArgs),
    /// Hand the lead to a voter
    TransferLeader(MemberArgs),
}

/// A node that joins.
#[derive(Clone, Debug, Args)]
pub struct JoinArgs {
    /// The new node's HTTP, such as http://10.0.0.2:7880
    #[arg(value_name = "URL")]
    pub node: String,
    /// A node of the cluster.
    #[command(flatten)]
    pub common: Common,
}

/// A member.
#[derive(Clone, Debug, Args)]
pub struct MemberArgs {
    /// The node's number
    #[arg(value_name = "ID")]
    pub id: u64,
    /// A node of the cluster.
    #[command(flatten)]
    pub common: Common,
}

/// Regions, and the countries that are called from them.
#[derive(Debug, Subcommand)]
pub enum RegionCommand {
    /// The table of countries and regions
    #[command(subcommand)]
    Route(RouteCommand),
    /// Ask which gateway an outbound call would leave from now, without calling
    Explain(PlacementArgs),
}

/// The facts of an outbound call that nobody makes.
#[derive(Clone, Debug, Args)]
pub struct PlacementArgs {
    /// Where the call ends, as ISO 3166-1 alpha-2; left out for a trunk that names no country
    #[arg(long, value_name = "COUNTRY", default_value = "")]
    pub country: String,
    /// The call's name, which decides between gateways that are equal
    #[arg(long, value_name = "ID", default_value = "")]
    pub call: String,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// The table of countries and regions.
#[derive(Debug, Subcommand)]
pub enum RouteCommand {
    /// Say which regions calls to a country leave from, in place of what was said before
    Set(RouteSetArgs),
    /// List the table
    List(Common),
    /// Take countries out of the table
    Delete(RouteDeleteArgs),
}

/// An entry of the table.
#[derive(Clone, Debug, Args)]
pub struct RouteSetArgs {
    /// ISO 3166-1 alpha-2, such as DE; default is for every country without an entry
    #[arg(value_name = "COUNTRY")]
    pub country: String,
    /// The regions that calls leave from, the best first, with commas between
    #[arg(long, value_name = "REGIONS", value_delimiter = ',', required = true)]
    pub regions: Vec<String>,
    /// Let a call fail when no gateway of these regions takes it; else those of the default entry are tried
    #[arg(long)]
    pub never_leave: bool,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// Entries that go.
#[derive(Clone, Debug, Args)]
pub struct RouteDeleteArgs {
    /// The countries; default is the default entry
    #[arg(value_name = "COUNTRY", required = true)]
    pub countries: Vec<String>,
    /// Which node to ask.
    #[command(flatten)]
    pub common: Common,
}

/// A backup of a running cluster.
#[derive(Clone, Debug, Args)]
pub struct BackupArgs {
    /// Where it goes; one that is there is replaced once the new one is whole
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Any node of the cluster.
    #[command(flatten)]
    pub common: Common,
}

/// A backup to be proven.
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How to show the result.
    #[command(flatten)]
    pub output: Output,
}

/// A backup to be restored.
#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The new node's configuration: its storage must hold no log, and its cluster be a new one
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// How to show the result.
    #[command(flatten)]
    pub output: Output,
}

/// Certificates.
#[derive(Debug, Subcommand)]
pub enum CertCommand {
    /// Make an authority: ca.pem and ca.key
    Ca {
        /// Where the files go
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Make a node's certificate and key, signed by the authority of the directory
    Node {
        /// The node's name: NAME.pem and NAME.key
        #[arg(value_name = "NAME")]
        name: String,
        /// Where the authority is, and the files go
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
        /// A host name or address of the node, for other tools; nodes do not ask for it
        #[arg(long, value_name = "HOST")]
        host: Vec<String>,
    },
}
