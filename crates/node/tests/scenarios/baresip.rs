//! baresip as a phone: over UDP, TCP and TLS, with SRTP or without, told what to do while it runs.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tandem_audio::tone::{self, Sine};

use crate::support::{PATIENCE, free_ports, until};

/// How a phone is set up.
pub(crate) struct SetUp<'a> {
    /// `udp`, `tcp` or `tls`.
    pub(crate) transport: &'a str,
    /// baresip's word for SRTP, or none.
    pub(crate) keys: &'a str,
    /// baresip's word for what it does with calls: `auto`, `manual` or `early`.
    pub(crate) answers: &'a str,
    /// Whom it calls at once.
    pub(crate) calls: Option<&'a str>,
    /// With Opus alone, in packets of so many milliseconds.
    pub(crate) opus_ms: Option<u16>,
}

impl Default for SetUp<'_> {
    fn default() -> Self {
        Self {
            transport: "udp",
            keys: "",
            answers: "auto",
            calls: None,
            opus_ms: None,
        }
    }
}

/// A running phone that says a tone of 440 Hz.
pub(crate) struct Baresip {
    child: Child,
    folder: PathBuf,
    /// Where it listens over UDP and TCP.
    pub(crate) plain: SocketAddr,
    /// Where it listens over TLS.
    pub(crate) secure: SocketAddr,
    /// Where it takes commands.
    control: SocketAddr,
}

impl Baresip {
    /// One that takes each call. `folder` has `phone.pem`, `phone.key` and `ca.pem`. `keys` is baresip's word for SRTP, or
    /// none; with `calls` it calls that at once.
    pub(crate) fn start(folder: &Path, transport: &str, keys: &str, calls: Option<&str>) -> Self {
        let set_up = SetUp {
            transport,
            keys,
            calls,
            ..SetUp::default()
        };
        Self::run(folder, &set_up)
    }

    /// Certificates are those of the folder, if it has some.
    pub(crate) fn run(folder: &Path, set_up: &SetUp<'_>) -> Self {
        // It listens over TLS on the port after its own.
        let first = free_ports(3);
        let [plain, secure, control] =
            [0, 1, 2].map(|next| SocketAddr::from(([127, 0, 0, 1], first + next)));
        let own = folder.join(format!("baresip-{first}"));
        std::fs::create_dir(&own).expect("made");
        write_set_up(folder, &own, set_up, [plain, control]);
        // Line by line, as its log is read while it runs.
        let mut command = Command::new("stdbuf");
        command.args(["-oL", "baresip", "-s", "-f"]).arg(&own);
        if let Some(target) = set_up.calls {
            command.args(["-e", &format!("/dial {target}")]);
        }
        let log = std::fs::File::create(own.join("log")).expect("made");
        let child = command
            .current_dir(&own)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("one more"))
            .stderr(log)
            .spawn()
            .expect("baresip runs");
        let mut phone = Self {
            child,
            folder: own,
            plain,
            secure,
            control,
        };
        until("baresip is ready", || {
            let ended = phone.child.try_wait().expect("baresip is ours");
            assert!(ended.is_none(), "baresip ended: {}", phone.log());
            phone.has_said("baresip is ready")
        });
        phone
    }

    /// Gives it one of its commands, such as `hold`, and waits until it is carried out.
    pub(crate) fn command(&self, command: &str) {
        let mut stream = TcpStream::connect(self.control).expect("its module listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        // A netstring of JSON, as its module ctrl_tcp has it.
        let text = json!({"command": command, "params": "", "token": command}).to_string();
        write!(stream, "{}:{text},", text.len()).expect("sent");
        let mut answer = Vec::new();
        loop {
            let mut octet = [0];
            stream.read_exact(&mut octet).expect("an answer");
            answer.push(octet[0]);
            let text = answer.strip_suffix(b",").unwrap_or_default();
            let begin = text.iter().position(|octet| *octet == b'{').unwrap_or(0);
            let Ok(said) = serde_json::from_slice::<Value>(&text[begin..]) else {
                continue;
            };
            if said["token"] == command {
                assert_eq!(said["ok"], true, "{command}: {said}");
                return;
            }
            // Something happened to a call meanwhile.
            answer.clear();
        }
    }

    /// Its log, which has all messages.
    fn log(&self) -> String {
        let log = std::fs::read(self.folder.join("log")).expect("readable");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// How often its log has this.
    pub(crate) fn count(&self, words: &str) -> usize {
        self.log().matches(words).count()
    }

    /// Whether its log has this.
    pub(crate) fn has_said(&self, words: &str) -> Option<()> {
        self.log().contains(words).then_some(())
    }

    /// How much louder one tone was than another in decibels, in what it heard while it ran.
    pub(crate) fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        let files = std::fs::read_dir(&self.folder).expect("readable");
        let mut names = files.map(|file| file.expect("a file").path());
        let is_heard = |path: &PathBuf| path.to_string_lossy().ends_with("-dec.wav");
        let file = names.find(is_heard).expect("it has kept what it heard");
        let (rate, heard) = heard_in(&std::fs::read(file).expect("readable"));
        // It has heard nobody at first.
        tone::louder(&heard[heard.len() / 2..], wanted, unwanted, rate)
    }

    /// Tells it to end its calls and itself.
    pub(crate) fn hang_up(&mut self) {
        let told = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
        until("baresip ends", || self.child.try_wait().expect("a child"));
    }
}

impl Drop for Baresip {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes what baresip reads at its start.
fn write_set_up(folder: &Path, own: &Path, set_up: &SetUp<'_>, [plain, control]: [SocketAddr; 2]) {
    let write = |name: &str, text: &str| std::fs::write(own.join(name), text).expect("written");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    write(
        "both.pem",
        &format!("{}{}", read("phone.pem"), read("phone.key")),
    );
    write("contacts", "");
    std::fs::write(own.join("tone.wav"), &*TONE).expect("written");
    let keys = match set_up.keys {
        "" => String::new(),
        keys => format!(";mediaenc={keys}"),
    };
    let codec = set_up
        .opus_ms
        .map(|ms| format!(";audio_codecs=opus/48000/2;ptime={ms}"));
    let codec = codec.unwrap_or_default();
    let (transport, answers) = (set_up.transport, set_up.answers);
    write(
        "accounts",
        &format!(
            "<sip:anna@127.0.0.1;transport={transport}>;regint=0;auth_pass=none;answermode={answers}{keys}{codec}\n"
        ),
    );
    let certificates = match folder.join("phone.pem").exists() {
        true => format!(
            "sip_certificate {}\nsip_cafile {}\n",
            own.join("both.pem").display(),
            folder.join("ca.pem").display()
        ),
        false => String::new(),
    };
    let modules = "g711 opus aubridge aufile sndfile srtp";
    let modules: String = modules
        .split(' ')
        .map(|module| format!("module {module}.so\n"))
        .collect();
    write(
        "config",
        &format!(
            "poll_method epoll\nsip_listen {plain}\nnet_interface 127.0.0.1\n{certificates}\
             audio_player aubridge,a\naudio_source aufile,{}\naudio_alert aubridge,b\n\
             ausrc_srate 8000\nausrc_channels 1\nsnd_path {}\n\
             ctrl_tcp_listen {control}\nmodule_path /usr/lib/baresip/modules\n{modules}\
             module_tmp uuid.so\nmodule_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n",
            own.join("tone.wav").display(),
            own.display(),
        ),
    );
}

/// For how long a phone says its tone, in seconds: for longer than any call lasts.
const TONE_LASTS: usize = 120;

/// What it says.
static TONE: LazyLock<Vec<u8>> = LazyLock::new(tone);

/// A tone of 440 Hz, as a WAV file of 8,000 samples a second.
fn tone() -> Vec<u8> {
    let mut tone = vec![0; TONE_LASTS * 8000];
    Sine::new(440.0, 8000, 8000).fill(&mut tone);
    let samples: Vec<u8> = tone
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let length = u32::try_from(samples.len()).expect("it is short");
    let mut file = b"RIFF".to_vec();
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    // Octets and bits of a sample.
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    file
}

/// The rate and the first channel of a WAV file of 16 bits.
fn heard_in(file: &[u8]) -> (u32, Vec<i16>) {
    let channels = u16::from_le_bytes([file[22], file[23]]);
    let rate = u32::from_le_bytes([file[24], file[25], file[26], file[27]]);
    let data = file.windows(4).position(|name| name == b"data");
    let samples = &file[data.expect("it has samples") + 8..];
    let first = samples.chunks_exact(2 * usize::from(channels));
    let heard = first.map(|all| i16::from_le_bytes([all[0], all[1]]));
    (rate, heard.collect())
}
