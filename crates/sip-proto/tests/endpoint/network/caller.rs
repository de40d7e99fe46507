use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tandem_sip_proto::Transport;

use super::link::{branch, field, start_line};
use crate::request::Request;

const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);
/// How long a caller lets it ring.
const RINGING: Duration = Duration::from_secs(120);

/// What a caller wants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// What the callee shall answer, and after how many milliseconds.
    pub(crate) status: u16,
    pub(crate) answer_after_ms: u64,
    /// When to cancel, after the first sign of life.
    pub(crate) cancel_after_ms: Option<u64>,
    /// When to hang up, after the answer; `None` leaves that to the callee.
    pub(crate) hang_up_after_ms: Option<u64>,
}

/// A client transaction, and what came of it.
pub(crate) struct Asked {
    pub(crate) request: Request,
    octets: Bytes,
    again: Option<(Instant, Duration)>,
    give_up_at: Option<Instant>,
    /// Final responses, each text once.
    pub(crate) finals: BTreeSet<Bytes>,
    plan: Option<Plan>,
}

/// A user agent client of RFC 3261 §17.1, written without the crate that it tests.
pub(crate) struct Caller {
    transport: Transport,
    pub(crate) asked: BTreeMap<String, Asked>,
    /// What to do later.
    agenda: BTreeMap<(Instant, u64), Request>,
    /// Calls that were answered, by Call-ID.
    answered: BTreeSet<String>,
    count: u64,
    outbox: Vec<Bytes>,
}

impl Caller {
    pub(crate) fn new(transport: Transport) -> Self {
        Self {
            transport,
            asked: BTreeMap::new(),
            agenda: BTreeMap::new(),
            answered: BTreeSet::new(),
            count: 0,
            outbox: Vec::new(),
        }
    }

    pub(crate) fn call(&mut self, plan: Plan, now: Instant) {
        let mut invite = Request::invite().uri(&format!(
            "sip:{}-{}-{}@192.0.2.10",
            plan.status,
            plan.answer_after_ms,
            u8::from(plan.hang_up_after_ms.is_none())
        ));
        self.count += 1;
        invite.call_id = format!("call-{}", self.count);
        invite.from = format!("<sip:alice@192.0.2.1>;tag=a{}", self.count);
        self.ask(invite, Some(plan), now);
    }

    pub(crate) fn probe(&mut self, now: Instant) {
        let mut options = Request::new("OPTIONS");
        self.count += 1;
        options.call_id = format!("options-{}", self.count);
        self.ask(options, None, now);
    }

    /// Begins a transaction; a CANCEL keeps the branch that it has.
    fn ask(&mut self, mut request: Request, plan: Option<Plan>, now: Instant) {
        if request.method != "CANCEL" {
            self.count += 1;
            let transport = self.transport.as_str();
            request.via = format!(
                "SIP/2.0/{transport} 192.0.2.1:5060;branch=z9hG4bK-{}",
                self.count
            );
        }
        let octets = request.bytes();
        let key = format!("{} {}", branch(&octets), request.method);
        self.outbox.push(octets.clone());
        let is_reliable = self.transport.is_reliable();
        let asked = Asked {
            request,
            octets,
            again: (!is_reliable).then_some((now + T1, T1)),
            give_up_at: Some(now + T1 * 64),
            finals: BTreeSet::new(),
            plan,
        };
        self.asked.insert(key, asked);
    }

    fn later(&mut self, request: Request, at: Instant) {
        self.count += 1;
        self.agenda.insert((at, self.count), request);
    }

    pub(crate) fn hear(&mut self, octets: &Bytes, now: Instant) {
        let line = start_line(octets);
        let Some(status) = line.strip_prefix("SIP/2.0 ") else {
            return self.hear_request(octets, &line);
        };
        let status: u16 = status[..3].parse().expect("a status");
        let method = field(octets, "CSeq").split(' ').nth(1).map(str::to_owned);
        let key = format!("{} {}", branch(octets), method.unwrap_or_default());
        let Some(asked) = self.asked.get_mut(&key) else {
            panic!("a response to nothing: {line}");
        };
        let is_invite = asked.request.method == "INVITE";
        if status < 200 {
            if is_invite {
                asked.again = None;
                asked.give_up_at = asked.give_up_at.map(|_| now + RINGING);
                let cancel = asked.plan.and_then(|plan| plan.cancel_after_ms);
                if let (Some(after), Some(plan)) = (cancel, &mut asked.plan) {
                    plan.cancel_after_ms = None;
                    let cancel = asked.request.cancel();
                    self.later(cancel, now + Duration::from_millis(after));
                }
            }
            return;
        }
        (asked.again, asked.give_up_at) = (None, None);
        let is_news = asked.finals.insert(octets.clone());
        if !is_invite {
            return;
        }
        let (invite, plan) = (asked.request.clone(), asked.plan);
        let is_success = status < 300;
        self.outbox
            .push(invite.ack(&field(octets, "To"), is_success).bytes());
        if is_success && is_news {
            self.answered.insert(invite.call_id.clone());
            if let Some(after) = plan.and_then(|plan| plan.hang_up_after_ms) {
                let bye = invite.within("BYE", &field(octets, "To"));
                self.later(bye, now + Duration::from_millis(after));
            }
        }
    }

    /// Answers a BYE, each copy of it; 481 before the answer came.
    fn hear_request(&mut self, octets: &Bytes, line: &str) {
        assert!(line.starts_with("BYE "), "{line}");
        let is_known = self.answered.contains(&field(octets, "Call-ID"));
        let status = if is_known { "200 OK" } else { "481 No Call" };
        let text = String::from_utf8_lossy(octets);
        let fields = text.split_once("\r\n").map(|(_, rest)| rest);
        self.outbox
            .push(format!("SIP/2.0 {status}\r\n{}", fields.unwrap_or_default()).into());
    }

    pub(crate) fn poll_transmit(&mut self) -> Option<Bytes> {
        (!self.outbox.is_empty()).then(|| self.outbox.remove(0))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let agenda = self.agenda.keys().next().map(|(at, _)| *at);
        let asked = self.asked.values().flat_map(|asked| {
            let again = asked.again.map(|(at, _)| at);
            [again, asked.give_up_at]
        });
        asked.chain([agenda]).flatten().min()
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        for asked in self.asked.values_mut() {
            if asked.give_up_at.is_some_and(|at| at <= now) {
                (asked.again, asked.give_up_at) = (None, None);
            }
            if let Some((at, interval)) = &mut asked.again
                && *at <= now
            {
                // Timer A doubles without end, timer E up to T2.
                *interval *= 2;
                if asked.request.method != "INVITE" {
                    *interval = (*interval).min(T2);
                }
                *at = now + *interval;
                self.outbox.push(asked.octets.clone());
            }
        }
        while let Some(entry) = self
            .agenda
            .first_entry()
            .filter(|entry| entry.key().0 <= now)
        {
            let request = entry.remove();
            self.ask(request, None, now);
        }
    }
}
