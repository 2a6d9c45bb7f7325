//! `mypage`: the customer's view, once or for as long as somebody watches.

use serde_json::json;

use super::args::{Mypage, MypageCommand};
use super::output::dashed;
use super::{Desk, Failure, clean, parse};
use crate::app::{self, AppError};
use crate::domain::ids::OrderId;
use crate::domain::refusal::Refusal;
use crate::mypage::{self, MyPage, Who};
use crate::store::StoreError;

impl Desk {
    pub(super) async fn mypage(&self, args: &Mypage) -> Result<(), Failure> {
        if let Some(MypageCommand::Rebuild) = args.rebuild {
            return self.rebuild().await;
        }
        let who = match (&args.order, &args.phone) {
            (Some(order), _) => Who::Order(parse::order(order)?),
            (None, Some(phone)) => Who::Phone(app::phone(phone)?),
            (None, None) => return Err(app::Invalid::Usage("an order or --phone is needed".into()).into()),
        };
        let mut seen = self.views(&who).await?;
        if let (true, Some(order)) = (seen.is_empty(), &args.order) {
            return Err(AppError::from(Refusal::OrderNotFound(clean(order))).into());
        }
        self.show(&seen)?;
        if !args.watch {
            return Ok(());
        }
        let mut changes = self.app.store.changes();
        if !self.out.json && !self.out.quiet {
            eprintln!("{}", self.out.words.get("say", "watch"));
        }
        loop {
            tokio::select! {
                Ok(()) = changes.changed() => {}
                _ = tokio::signal::ctrl_c() => return Ok(()),
            }
            let now = self.views(&who).await?;
            if now != seen {
                self.show(&now)?;
                seen = now;
            }
        }
    }

    async fn views(&self, who: &Who) -> Result<Vec<MyPage>, StoreError> {
        let who = who.clone();
        self.app.store.read(move |sql| mypage::find(sql, &who)).await
    }

    fn show(&self, views: &[MyPage]) -> Result<(), Failure> {
        self.out.show(&json!({ "mypages": views }), || {
            if views.is_empty() {
                return self.out.words.get("say", "none");
            }
            views
                .iter()
                .map(|view| self.page(view))
                .collect::<Vec<_>>()
                .join("\n\n")
        })
    }

    fn page(&self, view: &MyPage) -> String {
        let words = self.out.words;
        let phone = view.phone.as_deref().map(dashed).unwrap_or_default();
        let method = view.pay_method.as_deref().map(|code| words.get("method", code));
        let mut lines = vec![
            format!("{} (#{})  {}", view.code, view.id, words.get("status", &view.status)),
            format!("  {}  {phone}", clean(&view.name)),
            format!(
                "  {}  {}  {}{}",
                self.out.visit(&view.date, &view.time),
                self.out.package(&view.package),
                self.out.won(view.price),
                method.map(|method| format!(" ({method})")).unwrap_or_default(),
            ),
        ];
        if let Some(refund) = view.refund {
            lines.push(format!("  {} {}", words.get("label", "refund"), self.out.won(refund)));
        }
        if let Some(reason) = &view.reason {
            let reason = words.ended(&view.status, reason);
            lines.push(format!("  {} {}", words.get("label", "reason"), clean(&reason)));
        }
        // An event has one text at most, and both are in the order of what happened.
        let mut messages = view.messages.iter().peekable();
        for step in &view.timeline {
            let sms = messages.next_if(|message| message.event == step.event).map(|message| {
                format!(
                    "  [{} {}]",
                    words.get("label", "sms"),
                    words.get("message", &message.status)
                )
            });
            lines.push(format!(
                "  · {}  {}{}",
                self.out.instant(&step.at),
                words.get("event", &step.event),
                sms.unwrap_or_default(),
            ));
        }
        lines.join("\n")
    }

    async fn rebuild(&self) -> Result<(), Failure> {
        let (mut from, mut rebuilt) = (OrderId(0), 0);
        while let Some((last, views)) = self.app.store.write(move |sql| mypage::rebuild(sql, from)).await? {
            from = last;
            rebuilt += views;
        }
        let count = rebuilt.to_string();
        self.out.show(&json!({ "rebuilt": rebuilt }), || {
            self.out.words.say("say", "rebuilt", &[("count", &count)])
        })
    }
}
