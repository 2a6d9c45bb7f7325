//! The port until a signal, and beside it a worker: one command that works. Who runs many of either
//! splits them with `--no-worker`.

use serde_json::json;
use tokio::net::TcpListener;

use super::compose::Composition;
use super::work::signalled;
use crate::app::App;
use crate::cli::port_args::Serve;
use crate::cli::{Failure, Output};
use crate::http::{Access, Door, Port, router, serve as answer};
use crate::worker;

/// Answers until a signal, then finishes what is under way.
///
/// # Errors
/// [`Failure::NotAllowed`] for what would stand open to everybody; an address that can't be had, a gateway
/// that can't be used.
pub async fn serve(composition: &Composition, app: App, args: &Serve, by: String, out: &Output) -> Result<(), Failure> {
    let public = !args.listen.ip().is_loopback();
    if public && args.no_auth {
        return Err(Failure::NotAllowed("no_auth_in_public"));
    }
    if public && !args.behind_proxy {
        return Err(Failure::NotAllowed("no_tls_in_public"));
    }
    let stop = signalled()?;
    let at = |e: std::io::Error| Failure::Io(format!("{}: {e}", args.listen));
    let listener = TcpListener::bind(args.listen).await.map_err(at)?;
    let url = format!("http://{}", listener.local_addr().map_err(at)?);
    let door = if args.behind_proxy { Door::Proxy } else { Door::Street };
    let access = if args.no_auth { Access::Open(by) } else { Access::Tokens };
    let worker = (!args.no_worker)
        .then(|| composition.worker(app.clone()))
        .transpose()?
        .map(|worker| tokio::spawn(worker::run(worker, stop.clone())));
    out.show(&json!({ "serve": { "url": url } }), || {
        out.words.say("say", "serve", &[("url", &url)])
    })?;
    let port = Port::new(app, access, door);
    answer(listener, router(port), door, stop).await;
    if let Some(worker) = worker {
        worker.await.map_err(|e| Failure::Io(e.to_string()))?;
    }
    Ok(())
}
