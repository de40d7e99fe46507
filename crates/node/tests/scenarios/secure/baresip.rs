//! baresip as a phone that speaks TLS and SRTP.

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tandem_audio::tone::Sine;

use crate::support::until;

/// A running phone. It takes each call, and says a tone.
pub(super) struct Baresip {
    child: Child,
    folder: PathBuf,
    /// Where it listens over UDP and TCP.
    pub(super) plain: SocketAddr,
    /// Where it listens over TLS.
    pub(super) secure: SocketAddr,
}

impl Baresip {
    /// `folder` has `phone.pem`, `phone.key` and `ca.pem`. `keys` is baresip's word for SRTP, or none; with `calls` it calls
    /// that at once.
    pub(super) fn start(folder: &Path, transport: &str, keys: &str, calls: Option<&str>) -> Self {
        let (plain, secure) = two_ports();
        let own = folder.join(format!("baresip-{}", plain.port()));
        std::fs::create_dir(&own).expect("made");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("readable");
        let both = format!("{}{}", read("phone.pem"), read("phone.key"));
        let write = |name: &str, text: &str| std::fs::write(own.join(name), text).expect("written");
        write("both.pem", &both);
        write("contacts", "");
        std::fs::write(own.join("tone.wav"), tone()).expect("written");
        let keys = match keys {
            "" => String::new(),
            keys => format!(";mediaenc={keys}"),
        };
        write(
            "accounts",
            &format!(
                "<sip:anna@127.0.0.1;transport={transport}>;regint=0;auth_pass=none;answermode=auto{keys}\n"
            ),
        );
        let modules = "g711 aubridge aufile srtp";
        let modules: String = modules
            .split(' ')
            .map(|module| format!("module {module}.so\n"))
            .collect();
        write(
            "config",
            &format!(
                "poll_method epoll\nsip_listen {plain}\nnet_interface 127.0.0.1\nsip_certificate {}\nsip_cafile {}\n\
                 audio_player aubridge,a\naudio_source aufile,{}\naudio_alert aubridge,b\n\
                 module_path /usr/lib/baresip/modules\n{modules}\
                 module_tmp uuid.so\nmodule_tmp account.so\nmodule_app menu.so\n",
                own.join("both.pem").display(),
                folder.join("ca.pem").display(),
                own.join("tone.wav").display(),
            ),
        );
        // Line by line, as its log is read while it runs.
        let mut command = Command::new("stdbuf");
        command.args(["-oL", "baresip", "-s", "-f"]).arg(&own);
        if let Some(target) = calls {
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
        let phone = Self {
            child,
            folder: own,
            plain,
            secure,
        };
        until("baresip is ready", || phone.has_said("baresip is ready"));
        phone
    }

    /// Whether its log, which has all messages, has this.
    pub(super) fn has_said(&self, words: &str) -> Option<()> {
        let log = std::fs::read(self.folder.join("log")).expect("readable");
        String::from_utf8_lossy(&log).contains(words).then_some(())
    }

    /// Tells it to end its calls and itself.
    pub(super) fn hang_up(&mut self) {
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

/// A port that is free, and the next one: baresip listens there over TLS.
fn two_ports() -> (SocketAddr, SocketAddr) {
    until("two ports are free", || {
        let first = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let plain = first.local_addr().expect("bound");
        let secure = SocketAddr::new(plain.ip(), plain.port().checked_add(1)?);
        let are_free = [plain, secure]
            .map(TcpListener::bind)
            .iter()
            .all(Result::is_ok);
        are_free.then_some((plain, secure))
    })
}

/// 20 s of a tone of 440 Hz, as a WAV file of 8,000 samples a second.
fn tone() -> Vec<u8> {
    let mut tone = vec![0; 20 * 8000];
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
