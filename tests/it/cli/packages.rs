//! Packages and prices as the centre changes them: for what is booked from now on, and for nothing else.

use super::centre::{Centre, customer};

fn package(centre: &Centre, code: &str) -> serde_json::Value {
    let listed = centre.json("packages");
    let packages = listed["packages"].as_array().unwrap();
    packages.iter().find(|package| package["code"] == code).unwrap().clone()
}

on_both! {
    fn a_price_holds_for_what_is_booked_from_then_on(centre) {
        let before = centre.book(&format!("{} --package basic", customer(1)));
        let said = centre.text("packages price basic 55000");
        assert!(said.contains("Basic") && said.contains("55,000"), "{said}");
        let after = centre.book(&format!("{} --package basic", customer(2)));
        assert_eq!((&before["price"], &after["price"]), (&50_000.into(), &55_000.into()));
        assert_eq!(centre.json(&format!("mypage {}", before["id"]))["mypages"][0]["price"], 50_000);
        let listed = package(&centre, "basic");
        assert_eq!((&listed["price"], &listed["listedPrice"]), (&55_000.into(), &50_000.into()));

        let free = centre.json("packages price basic 0");
        assert_eq!((&free["package"]["price"], &free["package"]["onSale"]), (&0.into(), &true.into()));
        centre.book(&format!("{} --package basic", customer(3)));
        centre.work();
        centre.json("confirm --all");
        centre.json(&format!("cancel {}", before["id"]));
        centre.json("doctor");
    }

    fn what_is_off_the_list_is_not_booked_and_stays_where_it_was(centre) {
        let before = centre.book(&format!("{} --package prime", customer(1)));
        assert_eq!(centre.json("packages hide prime")["package"]["onSale"], false);
        let line = format!("book {} --package prime", customer(2));
        let said = centre.refused(&line, 4, "package_not_on_sale");
        assert!(said.contains("prime") && said.contains("another"), "{said}");
        assert!(centre.text("packages").contains("off the list"));
        centre.work();
        assert_eq!(centre.json(&format!("confirm {}", before["id"]))["order"]["status"], "confirmed");
        let said = centre.text("packages show prime");
        assert!(said.contains("on sale again"), "{said}");
        centre.book(&format!("{} --package prime", customer(2)));
        // Off and on again keeps the price that was set.
        centre.json("packages price prime 360000");
        centre.json("packages hide prime");
        assert_eq!(centre.json("packages show prime")["package"]["price"], 360_000);
    }
}

#[test]
fn a_price_that_is_none_and_a_package_that_is_none() {
    let centre = Centre::sqlite();
    for line in [
        "packages price basic -1",
        "packages price basic 1000000001",
        "packages price basic free",
    ] {
        centre.refused(line, 2, "usage");
    }
    for line in ["packages price gold 1", "packages hide gold", "packages show Basic"] {
        centre.refused(line, 3, "package_not_found");
    }
    assert_eq!(package(&centre, "basic")["price"], 50_000);
}
