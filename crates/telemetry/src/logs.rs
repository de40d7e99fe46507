use std::io;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::line::OneLine;

/// How to log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogConfig {
    /// A filter such as `info` or `info,tandem_gateway=debug`.
    pub filter: String,
    /// Text or JSON.
    pub format: LogFormat,
    /// The OTLP/gRPC endpoint that spans go to; none by default.
    pub otlp_endpoint: Option<String>,
}

/// How a line looks.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum LogFormat {
    /// For people: control characters are escaped.
    #[default]
    Text,
    /// For programs: one object a line.
    Json,
}

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter cannot be read.
    #[error("the log filter is broken: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The exporter cannot be made.
    #[error("spans cannot be exported: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Something logs already.
    #[error(transparent)]
    Taken(#[from] TryInitError),
}

/// Flushes spans when the process ends.
#[derive(Default)]
pub struct Logs {
    provider: Option<SdkTracerProvider>,
}

/// Begins to log to the standard error stream.
///
/// # Errors
/// [`LogError`].
pub fn init(config: &LogConfig) -> Result<Logs, LogError> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let lines = tracing_subscriber::fmt::layer().with_ansi(false);
    let lines = match config.format {
        LogFormat::Text => lines
            .with_target(false)
            .with_writer(|| OneLine(io::stderr()))
            .boxed(),
        LogFormat::Json => lines.with_writer(io::stderr).json().boxed(),
    };
    let provider = config.otlp_endpoint.as_deref().map(provider).transpose()?;
    let spans = provider
        .as_ref()
        .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("tandem")));
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .with(spans)
        .try_init()?;
    Ok(Logs { provider })
}

fn provider(endpoint: &str) -> Result<SdkTracerProvider, opentelemetry_otlp::ExporterBuildError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .build())
}

impl Logs {
    /// Sends what spans wait.
    pub fn flush(self) {
        if let Some(provider) = self.provider
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(%error, "spans were lost");
        }
    }
}
