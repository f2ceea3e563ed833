//! The data lanes: records of both directions, and the answers to them.

use syncit_core::CHUNK_MAX;
use syncit_ssh::wire::WireError;
use syncit_ssh::wire::command::Direction;
use syncit_ssh::wire::scp::{self, Answer, Answers, Decoder, MAX_HEADER, Record};

type Read = (Vec<Record>, Option<WireError>);

pub(crate) fn run(bytes: &[u8]) {
    for direction in [Direction::Push, Direction::Pull] {
        let mut decoder = Decoder::new(direction);
        let whole = read(&mut decoder, bytes, bytes.len());
        let mut decoder = Decoder::new(direction);
        let (mut records, mut error) = (Vec::new(), None);
        crate::in_pieces(bytes, |piece| {
            let (more, failure) = read(&mut decoder, piece, bytes.len());
            records.extend(more);
            error = failure;
            error.is_none()
        });
        assert_eq!((&records, &error), (&whole.0, &whole.1), "records depend on how their bytes are cut");
        let again = encode(&records);
        assert_eq!(
            read(&mut Decoder::new(direction), &again, again.len()),
            (records, None),
            "a record changes when it is sent on"
        );
    }
    answers(bytes);
}

fn read(decoder: &mut Decoder, mut input: &[u8], all: usize) -> Read {
    let mut records = Vec::new();
    loop {
        let next = decoder.next(&mut input);
        // Memory for one chunk is allocated in advance; a growing vector doubles its capacity.
        assert!(decoder.kept() <= CHUNK_MAX.max(2 * all), "it keeps more than has come");
        match next {
            Ok(Some(record)) => records.push(record),
            Ok(None) => return (records, None),
            Err(error) => return (records, Some(error)),
        }
    }
}

fn encode(records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        let written = match record {
            Record::Open(batch) => {
                scp::open(&mut out, *batch);
                Ok(())
            }
            Record::Offer(_, items) => scp::offer(&mut out, items),
            Record::Body(body) => scp::body(&mut out, body.item, body.piece, &body.bytes),
            Record::Missing(_, items) => scp::missing(&mut out, items),
            Record::End(_) => {
                scp::end(&mut out);
                Ok(())
            }
        };
        assert_eq!(written, Ok(()), "{record:?} was read, and cannot be written");
    }
    out
}

fn answers(bytes: &[u8]) {
    let mut answers = Answers::default();
    let sent = bytes.last().map_or(0, |byte| u64::from(*byte));
    answers.sent(sent);
    let mut refusals = Vec::new();
    // A byte that is not text becomes three bytes.
    let result = answers.take(bytes, |text| {
        assert!(text.len() <= 3 * MAX_HEADER, "a refusal without bounds");
        refusals.push(text);
    });
    let answered = sent - answers.unanswered();
    assert!(refusals.len() as u64 <= answered, "a refusal of what was not sent");
    assert!(result != Err(WireError::Unasked) || answered == sent);
    let mut out = Vec::new();
    for text in &refusals {
        scp::answer(&mut out, &Answer::Left(text.clone()));
    }
    let (mut again, mut count) = (Answers::default(), 0);
    again.sent(refusals.len() as u64);
    let result = again.take(&out, |_| count += 1);
    assert_eq!((result, count, again.unanswered()), (Ok(()), refusals.len(), 0), "a refusal cannot be passed on");
}
