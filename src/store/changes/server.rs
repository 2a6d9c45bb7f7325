//! Changes of a PostgreSQL database: every store says `NOTIFY` after it has committed, and a connection of
//! its own listens.
//!
//! A process that dies between the two says nothing. Every few seconds the watchers are therefore told
//! to look all the same, and the server is asked whether it is there.

use std::cell::Cell;
use std::future::poll_fn;
use std::time::Duration;

use tokio_postgres::AsyncMessage;

use super::super::{StoreError, postgres};
use super::Board;

/// How late a change may be seen whose author could not tell of it.
const LOOK_ALL_THE_SAME: Duration = Duration::from_secs(5);
/// Between two tries to reach a server that is away: at first, and at most.
const TRY_AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Tells the board whenever it is connected anew and after every change, until it is over.
pub fn watch(url: &str, board: &Board) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return tracing::error!(error = %e, "changes can't be watched"),
    };
    runtime.block_on(async {
        tokio::select! {
            () = board.over() => {}
            () = listen_for_ever(url, board) => {}
        }
    });
    // A server's name that is still being looked up is not waited for.
    runtime.shutdown_background();
}

async fn listen_for_ever(url: &str, board: &Board) {
    let mut wait = TRY_AGAIN.0;
    loop {
        let heard = Cell::new(false);
        let fault = listen(url, || {
            heard.set(true);
            board.reach(true);
            board.tell();
        })
        .await;
        if heard.get() {
            wait = TRY_AGAIN.0;
            tracing::warn!(error = %fault, "changes are not seen for a moment");
        }
        board.reach(false);
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(TRY_AGAIN.1);
    }
}

/// Calls `tell` once it listens, after every change and every few seconds; answers with what ended it.
async fn listen(url: &str, tell: impl Fn()) -> StoreError {
    let (client, mut connection) = match postgres::connect(url).await {
        Ok(both) => both,
        Err(fault) => return fault,
    };
    let ask = async |text: &str| postgres::answered(client.batch_execute(text)).await;
    let look = async {
        // What was committed before anybody listened.
        let mut fault = ask(&format!("LISTEN {}", postgres::CHANNEL)).await.err();
        loop {
            match fault {
                None => tell(),
                Some(fault) => return fault,
            }
            tokio::time::sleep(LOOK_ALL_THE_SAME).await;
            fault = ask("").await.err();
        }
    };
    let hear = async {
        loop {
            match poll_fn(|context| connection.poll_message(context)).await {
                Some(Ok(AsyncMessage::Notification(_))) => tell(),
                Some(Ok(_)) => {}
                Some(Err(e)) => return postgres::error(&e),
                None => return StoreError::Unavailable("the server closed the connection".into()),
            }
        }
    };
    tokio::select! { fault = hear => fault, fault = look => fault }
}
