use std::collections::{HashMap, VecDeque};

use ahash::RandomState;
use crossbeam_channel::{Sender, TrySendError};

use crate::leg::Leg;
use crate::media::{Command, LegId, Toward};
use crate::voice::PROMPT_BOUND;

/// Legs between two shards.
pub(crate) struct Transfer {
    shards: Vec<Sender<Command>>,
    /// What to do with legs that are on their way here.
    awaited: HashMap<LegId, Kept, RandomState>,
    /// What another shard had no room for. A shard that waited for another could wait for ever.
    unsent: VecDeque<(usize, Command)>,
}

/// The commands of a leg that is on its way.
///
/// A leg may be sent on, and back, before it has come: then there are several stays. Of each only what counts in the
/// end is kept, a dozen commands at most, so that none needs to be refused.
#[derive(Default)]
struct Kept {
    commands: Vec<Command>,
    /// Where in `commands` the last stay begins.
    stay: usize,
}

impl Transfer {
    pub(crate) fn new(shards: Vec<Sender<Command>>) -> Self {
        Self {
            shards,
            awaited: HashMap::default(),
            unsent: VecDeque::new(),
        }
    }

    /// Keeps the commands of this leg from now on, until it comes.
    pub(crate) fn awaits(&mut self, leg: LegId) {
        self.awaited.entry(leg).or_default();
    }

    /// Keeps a command of a leg that is on its way; gives others back.
    pub(crate) fn keep(&mut self, command: Command) -> Option<Command> {
        let Some(kept) = command.leg().and_then(|leg| self.awaited.get_mut(&leg)) else {
            return Some(command);
        };
        if matches!(command, Command::Relayed(..)) {
            // Audio is not kept: it is lost like any packet, and the buffer behind it makes up for it.
            return None;
        }
        kept.push(command);
        None
    }

    /// The leg has come: what was kept for it.
    pub(crate) fn kept(&mut self, leg: LegId) -> Vec<Command> {
        self.awaited.remove(&leg).unwrap_or_default().commands
    }

    /// Sends a leg to the shard that awaits it.
    pub(crate) fn hand_over(&mut self, id: LegId, leg: Option<Box<Leg>>, to: usize) {
        self.unsent.push_back((to, Command::Adopt(id, leg)));
        self.flush();
    }

    /// Sends what there was no room for.
    pub(crate) fn flush(&mut self) {
        while let Some((to, command)) = self.unsent.pop_front() {
            if let Err(TrySendError::Full(command)) = self.shards[to].try_send(command) {
                self.unsent.push_front((to, command));
                return;
            }
        }
    }

    /// Nothing waits to be sent.
    pub(crate) fn is_idle(&self) -> bool {
        self.unsent.is_empty()
    }

    /// No leg is on its way, as far as this shard is concerned.
    pub(crate) fn is_settled(&self) -> bool {
        self.unsent.is_empty() && self.awaited.is_empty()
    }
}

impl Kept {
    fn push(&mut self, command: Command) {
        let kind = Kind::of(&command);
        match kind {
            Kind::Early
            | Kind::Start
            | Kind::Agreement
            | Kind::Place
            | Kind::Relay
            | Kind::SignalToPeer
            | Kind::SignalToRoom
            | Kind::Noise => {
                let stay = self.commands.split_off(self.stay);
                // The last of its kind stands for those before.
                let others = stay.into_iter().filter(|old| Kind::of(old) != kind);
                self.commands.extend(others);
            }
            Kind::Prompt | Kind::Dial => {
                let stay = &self.commands[self.stay..];
                let prompts = stay.iter().filter(|old| Kind::of(old) == kind).count();
                if prompts == PROMPT_BOUND {
                    // The leg would not queue it either.
                    return;
                }
            }
            Kind::Stay => self.stay = self.commands.len() + 1,
            Kind::End => {}
        }
        self.commands.push(command);
    }
}

/// What a command is among those of its leg.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Early,
    Start,
    Agreement,
    Place,
    Relay,
    Prompt,
    Dial,
    SignalToPeer,
    SignalToRoom,
    Noise,
    /// Begins a stay.
    Stay,
    /// Ends a stay.
    End,
}

impl Kind {
    fn of(command: &Command) -> Self {
        match command {
            Command::Early(_) => Self::Early,
            Command::Start(_) => Self::Start,
            Command::Update(..) => Self::Agreement,
            Command::Join(..) | Command::Leave(_) | Command::Echo(_) => Self::Place,
            Command::Play(..) => Self::Prompt,
            Command::Dial(..) => Self::Dial,
            Command::Signal(_, Toward::Peer, _) => Self::SignalToPeer,
            Command::Signal(_, Toward::Room, _) => Self::SignalToRoom,
            Command::SuppressNoise(_) => Self::Noise,
            Command::Attach(..) => Self::Relay,
            Command::Await(_) => Self::Stay,
            Command::Open(..)
            | Command::OpenRelayed(..)
            | Command::Relayed(..)
            | Command::Close(_)
            | Command::Move(..)
            | Command::Adopt(..)
            | Command::Stop => Self::End,
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_audio::Prompt;

    use super::*;
    use crate::media::MixId;

    const LEG: LegId = LegId(7);

    fn kept(commands: impl IntoIterator<Item = Command>) -> Vec<String> {
        let mut kept = Kept::default();
        for command in commands {
            kept.push(command);
        }
        let name = |command: &Command| match command {
            Command::Start(_) => "start".to_owned(),
            Command::Join(_, mix) => format!("join {}", mix.0),
            Command::Leave(_) => "leave".to_owned(),
            Command::Play(..) => "play".to_owned(),
            Command::Close(_) => "close".to_owned(),
            Command::Await(_) => "await".to_owned(),
            Command::Move(_, to) => format!("move {to}"),
            Command::Open(..)
            | Command::OpenRelayed(..)
            | Command::Early(_)
            | Command::Dial(..)
            | Command::Signal(..)
            | Command::SuppressNoise(_)
            | Command::Attach(..)
            | Command::Relayed(..)
            | Command::Update(..)
            | Command::Echo(_)
            | Command::Adopt(..)
            | Command::Stop => panic!("no test keeps it"),
        };
        kept.commands.iter().map(name).collect()
    }

    #[test]
    fn of_what_a_leg_is_told_on_its_way_the_last_word_stays() {
        let commands = [
            Command::Join(LEG, MixId(1)),
            Command::Start(LEG),
            Command::Leave(LEG),
            Command::Join(LEG, MixId(3)),
            Command::Start(LEG),
            Command::Close(LEG),
        ];
        assert_eq!(kept(commands), ["join 3", "start", "close"]);
    }

    #[test]
    fn each_stay_keeps_its_own() {
        let commands = [
            Command::Join(LEG, MixId(1)),
            Command::Move(LEG, 0),
            Command::Await(LEG),
            Command::Join(LEG, MixId(3)),
            Command::Join(LEG, MixId(5)),
        ];
        assert_eq!(kept(commands), ["join 1", "move 0", "await", "join 5"]);
    }

    #[test]
    fn prompts_are_as_many_as_a_leg_takes() {
        let plays = (0..100).map(|_| Command::Play(LEG, Prompt::Joining));
        assert_eq!(kept(plays).len(), PROMPT_BOUND);
    }
}
