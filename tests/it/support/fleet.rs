//! Several ports on one database behind a balancer that sends customers to whoever is ready, as a load
//! balancer does: it asks `/readyz` of each, and knows nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use super::binary::Healthcenter;
use super::running::Running;

/// How often the balancer asks. A port that ends goes on for twenty times that: on a busy machine a second was
/// once too short.
const ASK: Duration = Duration::from_millis(100);

/// The ports.
pub struct Fleet<'a> {
    program: &'a Healthcenter,
    instances: Vec<Instance>,
}

struct Instance {
    running: Running,
    url: String,
}

/// Who is ready. Cheap to clone.
#[derive(Clone, Default)]
pub struct Balancer {
    known: Arc<Mutex<Vec<String>>>,
    ready: Arc<Mutex<Vec<String>>>,
    turn: Arc<AtomicUsize>,
}

impl<'a> Fleet<'a> {
    /// `n` ports of a program, without workers.
    pub fn start(program: &'a Healthcenter, n: usize) -> Self {
        let instances = (0..n).map(|_| Instance::start(program)).collect();
        Self { program, instances }
    }

    /// Where they are.
    pub fn urls(&self) -> Vec<String> {
        self.instances.iter().map(|instance| instance.url.clone()).collect()
    }

    /// Exchanges all of them, one after the other: a new one is ready before an old one is told to end.
    pub fn exchange(&mut self, balancer: &Balancer) {
        for place in 0..self.instances.len() {
            let new = Instance::start(self.program);
            balancer.knows(&new.url);
            balancer.until_ready(&new.url);
            let old = std::mem::replace(&mut self.instances[place], new);
            let ended = old.running.term();
            assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:#?}");
            balancer.forgets(&old.url);
        }
    }

    /// Ends all of them.
    pub fn end(self) {
        for instance in self.instances {
            assert_eq!(instance.running.term().code, 0);
        }
    }
}

impl Instance {
    fn start(program: &Healthcenter) -> Self {
        let line = "serve --listen 127.0.0.1:0 --json --no-auth --no-worker --drain 2";
        let mut running = program.spawn(line.split(' '));
        let said = running.wait_line("\"serve\"");
        let said: serde_json::Value = serde_json::from_str(&said).expect("where it listens");
        let url = said["serve"]["url"].as_str().expect("a URL").to_owned();
        Self { running, url }
    }
}

impl Balancer {
    /// Asks the ports until the answer is aborted.
    pub fn ask(&self, runtime: &Runtime, client: Client) -> JoinHandle<()> {
        let balancer = self.clone();
        runtime.spawn(async move {
            loop {
                let known = balancer.known.lock().expect("the ports").clone();
                // All at once: a slow one must not keep the others from being seen to end.
                let asked: Vec<_> = known
                    .into_iter()
                    .map(|url| (tokio::spawn(client.get(format!("{url}/readyz")).send()), url))
                    .collect();
                let mut ready = Vec::new();
                for (answer, url) in asked {
                    if let Ok(Ok(answer)) = answer.await
                        && answer.status().is_success()
                    {
                        ready.push(url);
                    }
                }
                *balancer.ready.lock().expect("the ports") = ready;
                tokio::time::sleep(ASK).await;
            }
        })
    }

    /// A port that may be asked.
    pub fn knows(&self, url: &str) {
        self.known.lock().expect("the ports").push(url.to_owned());
    }

    /// The next port that is ready, in turn.
    pub fn next(&self) -> Option<String> {
        let ready = self.ready.lock().expect("the ports");
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        ready.get(turn.checked_rem(ready.len())?).cloned()
    }

    /// Waits until a port is ready.
    pub fn until_ready(&self, url: &str) {
        while !self.ready.lock().expect("the ports").iter().any(|ready| ready == url) {
            std::thread::yield_now();
        }
    }

    fn forgets(&self, url: &str) {
        self.known.lock().expect("the ports").retain(|known| known != url);
    }
}
