//! What a killed process and a cut power leave: every acknowledged entry, and no other state.

mod support;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::writer::{Acknowledged, Writer, verify, write_until_killed};
use tempfile::{TempDir, tempdir};

/// Runs as a process of its own, started by the other tests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the writer that the other tests start and kill"]
async fn writer_process() {
    write_until_killed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_nothing_that_was_acknowledged() {
    let dir = tempdir().expect("a directory");
    let mut acknowledged = Acknowledged::new();
    for round in 0..rounds(20) {
        let mut writer = Writer::start(dir.path(), round);
        writer.read(moment(round, 600), &mut acknowledged);
        writer.kill(&mut acknowledged);
        verify(dir.path(), &mut acknowledged).await;
    }
}

/// The log is large enough in all to be purged several times, and its segments to be used again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let Some(disk) = Disk::new() else {
        eprintln!("SKIPPED: a power cut needs root, loop devices, mkfs.ext4 and python3");
        return;
    };
    let mut acknowledged = Acknowledged::new();
    for round in 0..rounds(8) {
        disk.mount();
        let mut writer = Writer::start(&disk.log(), round);
        writer.read(moment(round, 2_000), &mut acknowledged);
        disk.cut_power();
        writer.stop(&mut acknowledged);
        disk.unmount();

        disk.mount();
        verify(&disk.log(), &mut acknowledged).await;
        disk.unmount();
    }
}

/// How many crashes: `TANDEM_TEST_CRASHES`, or what a test run has time for.
fn rounds(few: u64) -> u64 {
    let wanted = std::env::var("TANDEM_TEST_CRASHES").ok();
    wanted.map_or(few, |count| count.parse().expect("a number"))
}

/// How many acknowledgements come before the crash: another number each time, the first among them.
fn moment(round: u64, most: usize) -> usize {
    let spread = usize::try_from(round * 7919).expect("small") % most;
    1 + spread
}

/// An ext4 of its own whose power can be cut.
struct Disk {
    dir: TempDir,
}

impl Disk {
    fn new() -> Option<Self> {
        let disk = Self {
            dir: tempdir().ok()?,
        };
        std::fs::create_dir(disk.mountpoint()).ok()?;
        File::create(disk.image()).ok()?.set_len(1 << 30).ok()?;
        let made = run("mkfs.ext4", &[Path::new("-q"), &disk.image()]);
        let mounted = made && disk.try_mount();
        let can_cut = mounted && run("python3", &[Path::new("--version")]);
        if mounted {
            disk.unmount();
        }
        can_cut.then_some(disk)
    }

    fn mount(&self) {
        assert!(self.try_mount(), "mounted");
    }

    fn try_mount(&self) -> bool {
        let options = [
            Path::new("-o"),
            Path::new("loop"),
            &self.image(),
            &self.mountpoint(),
        ];
        run("mount", &options)
    }

    fn unmount(&self) {
        assert!(run("umount", &[&self.mountpoint()]), "unmounted");
    }

    fn cut_power(&self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/power_cut.py");
        assert!(run("python3", &[&script, &self.mountpoint()]), "cut");
    }

    fn image(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    fn mountpoint(&self) -> PathBuf {
        self.dir.path().join("mounted")
    }

    fn log(&self) -> PathBuf {
        self.mountpoint().join("log")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A failed test leaves it mounted; otherwise there is nothing to unmount.
        let _ = Command::new("umount").arg(self.mountpoint()).output();
    }
}

fn run(program: &str, arguments: &[&Path]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}
