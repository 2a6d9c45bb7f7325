//! Killed at any moment: book, pay, cancel and worker die by SIGKILL while the gateways misbehave, and
//! after every restart all that was acknowledged is there, no won has moved twice and no text is lost.
//!
//! In full: `PROOF_KILLS=2000 PROOF_WORLDS=24`. A run prints its seed;
//! `PROOF_SEED` repeats the choices of that run.

use super::count;
use super::sound::{Tally, check, check_doctor, connect, open};
use super::world::World;

#[test]
fn nothing_is_lost_or_moved_twice_by_kill_9() {
    let seed = count("PROOF_SEED", rand::random::<u32>() as usize) as u64;
    let (kills, worlds) = (count("PROOF_KILLS", 20), count("PROOF_WORLDS", 5));
    let together = count("PROOF_KILLS_A_RESTART", 4);
    eprintln!("PROOF_SEED={seed} PROOF_KILLS={kills} PROOF_WORLDS={worlds} PROOF_KILLS_A_RESTART={together}");
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let worlds: Vec<_> = (0..worlds as u64)
            .map(|world| {
                let share = kills.div_ceil(worlds);
                scope.spawn(move || besiege(seed.wrapping_mul(1_000).wrapping_add(world), share, together))
            })
            .collect();
        worlds
            .into_iter()
            .map(|world| world.join().expect("a world that holds"))
            .collect()
    });
    let sum = |part: fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>();
    eprintln!(
        "{} kills, {} restarts, {} promises, {} orders, {} charges, {} refunds, {} texts: all rules hold",
        sum(|t| t.kills),
        sum(|t| t.restarts),
        sum(|t| t.promises),
        sum(|t| t.orders),
        sum(|t| t.charges),
        sum(|t| t.refunds),
        sum(|t| t.texts),
    );
    assert!(sum(|t| t.kills) >= kills);
}

fn besiege(seed: u64, kills: usize, together: usize) -> Tally {
    let mut world = World::new(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let until = (tally.kills + together).min(kills);
        while tally.kills < until {
            let killed = world.strike();
            tally.kills += killed;
            check_doctor(&world, "after a kill");
        }
        world.settle(|world| open(&connect(world)));
        tally.restarts += 1;
        check_doctor(&world, "once idle");
        check(&world, &mut tally);
        world.history.push("— idle, and sound —".into());
    }
    tally
}
