//! Money at the desk, without a network: what is taken, and what is refused with what to do instead.

use super::centre::{CALLER, Centre, customer};
use super::days::text;

#[test]
fn every_way_to_pay_at_the_desk() {
    let centre = Centre::sqlite();
    for (n, (how, method)) in [
        ("", "cash"),
        ("--pay cash", "cash"),
        ("--pay transfer", "transfer"),
        ("--pay company", "company"),
        ("--pay terminal --approval-no 30012345", "terminal"),
        ("--approval-no 30012345", "terminal"),
    ]
    .into_iter()
    .enumerate()
    {
        let order = centre.book(&format!("{} {how}", customer(n)));
        let view = centre.json(&format!("mypage {}", order["id"]))["mypages"][0].clone();
        assert_eq!(
            (text(&view["payMethod"]), text(&view["status"])),
            (method.into(), "paid".into()),
            "{how}"
        );
    }
    let free = centre.book("--package nhis");
    let view = centre.json(&format!("mypage {}", free["id"]))["mypages"][0].clone();
    assert_eq!((&free["price"], text(&view["payMethod"])), (&0.into(), "none".into()));

    let line = format!("book {CALLER} --package basic");
    for how in [
        "--pay card",
        "--card-token tok_1",
        "--pay cash --card-token tok_1",
        "--pay terminal",
        "--pay cash --approval-no 1",
    ] {
        let said = centre.refused(&format!("{line} {how}"), 4, "method_not_accepted");
        assert!(!said.contains("tok_1"), "{said}");
    }
    let said = centre.refused(&format!("{line} --card-token tok_1"), 4, "method_not_accepted");
    assert!(
        said.contains("gateway") && said.contains("terminal"),
        "what to do instead: {said}"
    );
    assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 7);
}
