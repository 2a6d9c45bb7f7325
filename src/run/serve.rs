//! The port until a signal, and beside it a worker: one command that works. Who runs many of either
//! splits them with `--no-worker`.

use std::time::Duration;

use serde_json::json;

use super::compose::Composition;
use super::service::Service;
use super::work::signalled;
use crate::app::App;
use crate::cli::port_args::Serve;
use crate::cli::{Failure, Output};
use crate::http::{Access, Door, listen, operation, router, serve as answer, watched};
use crate::worker;

/// Answers until a signal, then finishes what is under way.
///
/// # Errors
/// [`Failure::NotAllowed`] for what would stand open to everybody; an address that can't be had, a gateway
/// that can't be used.
pub async fn serve(composition: &Composition, app: App, args: &Serve, by: String, out: &Output) -> Result<(), Failure> {
    let stop = signalled()?;
    let service = Service::new(stop.clone());
    let app = service.app(app);
    let at = |e: std::io::Error| Failure::Io(format!("{}: {e}", args.listen));
    let listener = listen(args.listen, args.life.share_port).map_err(at)?;
    // What the service manager hands over may be any address.
    let address = listener.local_addr().map_err(at)?;
    let public = !address.ip().is_loopback();
    if public && args.no_auth {
        return Err(Failure::NotAllowed("no_auth_in_public"));
    }
    if public && !args.behind_proxy {
        return Err(Failure::NotAllowed("no_tls_in_public"));
    }
    let url = format!("http://{address}");
    let door = if args.behind_proxy { Door::Proxy } else { Door::Street };
    let access = if args.no_auth { Access::Open(by) } else { Access::Tokens };
    let worker = (!args.no_worker)
        .then(|| composition.worker(app.clone()))
        .transpose()?
        .map(|worker| tokio::spawn(worker::run(service.worker(worker), stop.clone())));
    let routes = router(app.clone(), access, door, stop);
    let routes = watched(routes, service.metrics.requests.clone()).merge(operation(service.operation(app)));
    out.show(&json!({ "serve": { "url": url } }), || {
        out.words.say("say", "serve", &[("url", &url)])
    })?;
    service.is_ready();
    answer(
        listener,
        routes,
        door,
        service.life(Duration::from_secs(args.life.drain)),
    )
    .await;
    if let Some(worker) = worker {
        worker.await.map_err(|e| Failure::Io(e.to_string()))?;
    }
    Ok(())
}
