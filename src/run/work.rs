//! The commands that go on until a signal, and the signal: the worker and the practice gateways.

use std::time::Duration;

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::compose::Composition;
use super::service::Service;
use crate::app::App;
use crate::cli::simulate_args::SimulateArgs;
use crate::cli::{Failure, Output, args};
use crate::gateway::practice::Practice;
use crate::http;
use crate::worker;

/// Works until a signal, or until nothing is due.
///
/// # Errors
/// A gateway that can't be used, or a fault of the store with `--until-idle`.
pub async fn worker(composition: &Composition, app: App, args: &args::Worker, out: &Output) -> Result<(), Failure> {
    let stop = signalled()?;
    let service = Service::new(stop.clone());
    let worker = service.worker(composition.worker(service.app(app))?);
    let say = |key| out.words.get("say", key);
    if args.until_idle {
        worker::until_idle(&worker, stop).await?;
        return out.show(&json!({ "worker": { "status": "idle" } }), || say("worker_idle"));
    }
    if !out.json && !out.quiet {
        eprintln!("{}", say("worker_started"));
    }
    let work = worker::run(worker.clone(), stop);
    match args.listen {
        Some(address) => {
            let listener = http::listen(address, false).map_err(|e| Failure::Io(format!("{address}: {e}")))?;
            let routes = http::operation(service.operation(worker.app));
            service.is_ready();
            let port = http::serve(listener, routes, http::Door::Street, service.life(Duration::ZERO));
            tokio::join!(work, port);
        }
        None => {
            service.is_ready();
            work.await;
        }
    }
    out.show(&json!({ "worker": { "status": "stopped" } }), || say("worker_stopped"))
}

/// Practice gateways until a signal.
///
/// # Errors
/// [`Failure::Io`] when a port is taken.
pub async fn simulate(args: &SimulateArgs, out: &Output) -> Result<(), Failure> {
    let behaviour = args.behaviour().map_err(crate::app::Invalid::Usage)?;
    let practice = Practice::start(Some(args.payment.payment_listen), Some(args.sms.sms_listen), behaviour)
        .await
        .map_err(|e| Failure::Io(e.to_string()))?;
    let (payment, sms) = (
        practice.payment_url().unwrap_or_default().to_owned(),
        practice.sms_url().unwrap_or_default().to_owned(),
    );
    let document = json!({ "simulate": { "payment": payment, "sms": sms, "seed": args.seed } });
    out.show(&document, || {
        out.words
            .say("say", "simulate", &[("payment", &payment), ("sms", &sms)])
    })?;
    let mut stop = signalled()?;
    // The sender lives as long as the program: only a signal ends the wait.
    let _ = stop.changed().await;
    practice.stop().await;
    Ok(())
}

/// Turns true on SIGTERM or Ctrl-C.
pub fn signalled() -> Result<watch::Receiver<bool>, Failure> {
    let io = |e: std::io::Error| Failure::Io(e.to_string());
    let mut term = signal(SignalKind::terminate()).map_err(io)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(io)?;
    let (tell, stop) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
        let _ = tell.send(true);
    });
    Ok(stop)
}
