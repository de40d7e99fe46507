use std::io::Write;

use super::{ConfigCommand, Fault};
use crate::certificates::sip_tls;
use crate::config::{Config, load};

pub(super) fn run(command: &ConfigCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        ConfigCommand::Check { file } => {
            let config = load(file)?;
            sip_tls(&config).map_err(|error| Fault::Input(format!("sip.tls: {error}")))?;
            writeln!(out, "{}: no mistakes", file.display())?;
        }
        ConfigCommand::Show { file } => {
            let config = file
                .as_deref()
                .map_or_else(|| Ok(Config::default()), load)?;
            out.write_all(config.show().as_bytes())?;
        }
    }
    Ok(())
}
