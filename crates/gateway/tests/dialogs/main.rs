//! What a gateway answers inside dialogs, and what time does to them: SIP over UDP, by a clock that tests move on.

mod bench;
mod hostile;
mod info;
mod privacy;
mod refer;
mod reliable;
mod replaces;
mod session;
