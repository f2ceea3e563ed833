#![allow(clippy::unwrap_used)]
//! No test here waits for a time, except those that are about one.

use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;

const DEADLINE: Duration = Duration::from_secs(30);

struct Does<F>(F);

impl<F: FnMut() -> Next + Send> Work for Does<F> {
    fn turn(&mut self) -> Next {
        (self.0)()
    }
}

fn begin(workers: &Workers, turn: impl FnMut() -> Next + Send + 'static) -> Task {
    let task = workers.task();
    task.begin(Box::new(Does(turn)));
    task
}

/// Begins a task whose every turn lasts until it is released, and reports when each begins.
fn blocked(workers: &Workers, begun: Sender<()>) -> (Task, Sender<()>) {
    let (release, released) = channel::<()>();
    let turn = move || {
        let _ = begun.send(());
        let _ = released.recv();
        Next::Wait
    };
    (begin(workers, turn), release)
}

/// Begins a task that reports its turns, and has had its first, short one.
fn short(workers: &Workers) -> (Task, Receiver<()>) {
    let (sender, turns) = channel();
    let task = begin(workers, move || {
        let _ = sender.send(());
        Next::Wait
    });
    turns.recv_timeout(DEADLINE).unwrap();
    (task, turns)
}

#[test]
fn every_wake_is_followed_by_a_turn_and_no_two_are_at_once() {
    let workers = Workers::start();
    let (wanted, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let is_running = AtomicBool::new(false);
    let (has_to_do, has_done) = (wanted.clone(), done.clone());
    let task = begin(&workers, move || {
        assert!(!is_running.swap(true, Ordering::SeqCst));
        let seen = has_to_do.load(Ordering::SeqCst);
        thread::yield_now();
        is_running.store(false, Ordering::SeqCst);
        has_done.store(seen, Ordering::SeqCst);
        Next::Wait
    });
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5_000 {
                    wanted.fetch_add(1, Ordering::SeqCst);
                    task.wake();
                }
            });
        }
    });
    let begun = Instant::now();
    while done.load(Ordering::SeqCst) < 20_000 {
        assert!(begun.elapsed() < DEADLINE, "a wake was lost at {done:?}");
        thread::yield_now();
    }
}

#[test]
fn threads_do_not_grow_with_tasks() {
    let workers = Workers::start();
    let (begun, running) = channel();
    let tasks: Vec<_> = (0..1_000).map(|_| blocked(&workers, begun.clone())).collect();
    // Long tasks, which new ones count as, leave the rest of the threads to others.
    (0..MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
    let (_task, _turns) = {
        let (sender, turns) = channel();
        let task = workers.task();
        task.inner.is_long.store(false, Ordering::Relaxed);
        task.begin(Box::new(Does(move || {
            let _ = sender.send(());
            Next::Wait
        })));
        turns.recv_timeout(DEADLINE).unwrap();
        (task, turns)
    };
    assert!(running.try_recv().is_err());
    assert!(workers.threads() <= MAX_LONG + 2, "{}", workers.threads());
    for (task, release) in tasks {
        drop(release);
        task.end();
    }
    assert!(workers.threads() <= MAX_THREADS);
}

#[test]
fn long_turns_hold_up_no_short_one() {
    let workers = Workers::start();
    let (quick, turns) = short(&workers);
    let (begun, running) = channel();
    let blocked: Vec<_> = (0..100).map(|_| blocked(&workers, begun.clone())).collect();
    (0..MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
    for _ in 0..100 {
        quick.wake();
        turns.recv_timeout(DEADLINE).unwrap();
    }
    // Short ones do not keep the long ones waiting for ever either.
    drop(blocked);
    (0..100 - MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
}

#[test]
fn disks_that_do_not_answer_hold_up_no_other_folder() {
    let workers = Workers::start_with(Duration::from_millis(20));
    let (begun, running) = channel();
    let mut stuck: Vec<_> = (0..MAX_STUCK).map(|_| blocked(&workers, begun.clone())).collect();
    (0..MAX_STUCK).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
    // A new task waits in the long line.
    let (quick, turns) = short(&workers);
    for _ in 0..100 {
        quick.wake();
        turns.recv_timeout(DEADLINE).unwrap();
    }
    stuck.extend((0..100).map(|_| blocked(&workers, begun.clone())));
    (0..MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
    quick.wake();
    turns.recv_timeout(DEADLINE).unwrap();
    assert!(workers.threads() <= MAX_THREADS + MAX_STUCK, "{}", workers.threads());
    drop(stuck);
    (0..100 - MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
}

#[test]
fn whoever_has_always_more_to_do_holds_up_nobody() {
    let workers = Workers::start();
    let greedy: Vec<Task> = (0..50).map(|_| begin(&workers, || Next::Again)).collect();
    let (quick, turns) = short(&workers);
    for _ in 0..100 {
        quick.wake();
        turns.recv_timeout(DEADLINE).unwrap();
    }
    assert!(greedy.iter().all(Task::end));
}

#[test]
fn a_turn_comes_at_its_time_or_when_it_is_woken_before() {
    let workers = Workers::start();
    let (sender, turns) = channel();
    let mut pauses = [30, 20, 10, 3_600_000, 0].map(Duration::from_millis).into_iter();
    let begun = Instant::now();
    let task = begin(&workers, move || {
        sender.send(begun.elapsed()).unwrap();
        pauses.next().map_or(Next::Wait, |pause| Next::At(Instant::now() + pause))
    });
    let at: Vec<Duration> = (0..4).map(|_| turns.recv_timeout(DEADLINE).unwrap()).collect();
    assert!(at[1] - at[0] >= Duration::from_millis(30) && at[3] - at[0] >= Duration::from_millis(60), "{at:?}");
    task.wake();
    turns.recv_timeout(DEADLINE).unwrap();
    turns.recv_timeout(DEADLINE).expect("a time that has come already");
    assert!(workers.0.0.lines.lock().timers.is_empty());
}

#[test]
fn timers_are_looked_to_while_all_that_are_awake_are_busy() {
    let workers = Workers::start();
    let (begun, running) = channel();
    let _blocked: Vec<_> = (0..MAX_LONG).map(|_| blocked(&workers, begun.clone())).collect();
    (0..MAX_LONG).for_each(|_| running.recv_timeout(DEADLINE).unwrap());
    let (sender, turns) = channel();
    let task = workers.task();
    task.inner.is_long.store(false, Ordering::Relaxed);
    task.begin(Box::new(Does(move || {
        sender.send(()).unwrap();
        Next::At(Instant::now() + Duration::from_millis(1))
    })));
    (0..100).for_each(|_| turns.recv_timeout(DEADLINE).unwrap());
    task.end();
}

#[test]
fn an_end_waits_for_the_turn_and_none_follows() {
    let workers = Workers::start();
    let (begun, running) = channel();
    let (task, release) = blocked(&workers, begun);
    running.recv_timeout(DEADLINE).unwrap();
    task.wake();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            assert!(task.end());
            ended.store(true, Ordering::SeqCst);
        });
        assert!(!ended.load(Ordering::SeqCst), "the turn goes on");
        drop(release);
    });
    while running.try_recv().is_ok() {}
    task.wake();
    assert!(!task.end());
    assert!(running.recv_timeout(Duration::from_millis(20)).is_err());
}

#[test]
fn a_panic_ends_its_task_alone() {
    let workers = Workers::start();
    let (quick, turns) = short(&workers);
    let (sender, gone) = channel::<()>();
    begin(&workers, move || {
        let _held = &sender;
        panic!("as a test wants it")
    });
    assert!(gone.recv_timeout(DEADLINE).is_err(), "what it held is let go");
    quick.wake();
    turns.recv_timeout(DEADLINE).unwrap();
}
