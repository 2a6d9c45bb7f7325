//! The deploy files, field by field: what an operator relies on is in them, and what they name exists.

use std::path::Path;

use clap::CommandFactory;
use healthcenter::cli::args::Cli;
use serde_json::Value;

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/deploy").join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The documents of a manifest.
fn manifest(name: &str) -> Vec<Value> {
    let text = read(&format!("kubernetes/{name}.yaml"));
    serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn of_kind(name: &str, kind: &str) -> Value {
    let found = manifest(name).into_iter().find(|document| document["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {name}"))
}

/// The words must be a command line of this program.
fn is_a_command_line(words: &[&str]) {
    let line = std::iter::once("healthcenter").chain(words.iter().copied());
    if let Err(error) = Cli::command().try_get_matches_from(line) {
        panic!("{words:?}: {error}");
    }
}

fn container(deployment: &Value) -> &Value {
    &deployment["spec"]["template"]["spec"]["containers"][0]
}

#[test]
fn every_pod_is_probed_hardened_and_starts_with_a_command_that_exists() {
    for name in ["port", "worker", "small"] {
        let deployment = of_kind(name, "Deployment");
        let (pod, container) = (&deployment["spec"]["template"]["spec"], container(&deployment));
        let words: Vec<&str> = container["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap())
            .collect();
        is_a_command_line(&words);
        assert_eq!(container["livenessProbe"]["httpGet"]["path"], "/livez", "{name}");
        assert_eq!(container["readinessProbe"]["httpGet"]["path"], "/readyz", "{name}");
        assert_eq!(container["startupProbe"]["httpGet"]["path"], "/readyz", "{name}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
        let hardened = &container["securityContext"];
        assert_eq!(hardened["readOnlyRootFilesystem"], true, "{name}");
        assert_eq!(hardened["allowPrivilegeEscalation"], false, "{name}");
        assert_eq!(hardened["capabilities"]["drop"][0], "ALL", "{name}");
        assert!(
            container["resources"]["requests"]["cpu"].is_string(),
            "{name}: the autoscaler divides by it"
        );
        let labels = &deployment["spec"]["template"]["metadata"]["labels"];
        assert_eq!(&deployment["spec"]["selector"]["matchLabels"], labels, "{name}");
    }
}

#[test]
fn an_exchange_never_leaves_fewer_ports() {
    let port = of_kind("port", "Deployment");
    assert_eq!(port["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], 0);
    assert!(port["spec"]["replicas"].is_null(), "the autoscaler decides");
    let environment = container(&port)["env"].as_array().unwrap().clone();
    let drain = environment
        .iter()
        .find(|one| one["name"] == "HEALTHCENTER_DRAIN")
        .unwrap();
    let drain: u64 = drain["value"].as_str().unwrap().parse().unwrap();
    let probe = &container(&port)["readinessProbe"];
    let seen = probe["periodSeconds"].as_u64().unwrap() * probe["failureThreshold"].as_u64().unwrap();
    assert!(drain > 2 * seen, "it is seen not to be ready before it closes");
    let grace = port["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        .as_u64()
        .unwrap();
    assert!(grace > drain + 15, "what is under way is finished before it is killed");

    let scale = of_kind("scale", "HorizontalPodAutoscaler");
    assert_eq!(scale["spec"]["scaleTargetRef"]["name"], port["metadata"]["name"]);
    assert_eq!(scale["spec"]["maxReplicas"], 10);
    let budget = of_kind("scale", "PodDisruptionBudget");
    assert_eq!(budget["spec"]["selector"], port["spec"]["selector"]);
    assert_eq!(budget["spec"]["maxUnavailable"], 1);
    let service = of_kind("port", "Service");
    assert_eq!(service["spec"]["selector"], port["spec"]["selector"]["matchLabels"]);
}

#[test]
fn the_config_map_is_the_origins_and_its_settings_exist() {
    let map = of_kind("config", "ConfigMap");
    assert_eq!(map["metadata"]["name"], "healthcenter-config");
    assert_eq!(map["data"]["max_reservation_per_person"], "10");
    let own: toml::Table = map["data"]["config.toml"].as_str().unwrap().parse().unwrap();
    let all: toml::Table = include_str!("../../assets/config.toml").parse().unwrap();
    for (section, keys) in &own {
        for key in keys.as_table().unwrap().keys() {
            assert!(all[section].get(key).is_some(), "{section}.{key}");
        }
    }
    for name in ["port", "worker", "small"] {
        let deployment = of_kind(name, "Deployment");
        let environment = container(&deployment)["env"].as_array().unwrap().clone();
        let limit = environment
            .iter()
            .find(|one| one["name"] == "MAX_RESERVATION_PER_PERSION")
            .unwrap();
        assert_eq!(
            limit["valueFrom"]["configMapKeyRef"]["key"], "max_reservation_per_person",
            "{name}"
        );
    }
}

#[test]
fn a_file_is_on_a_volume_of_its_own_and_has_one_process() {
    let small = of_kind("small", "Deployment");
    let claim = of_kind("small", "PersistentVolumeClaim");
    assert_eq!(small["spec"]["replicas"], 1);
    assert_eq!(
        small["spec"]["strategy"]["type"], "Recreate",
        "two would share the file over a network"
    );
    let volumes = small["spec"]["template"]["spec"]["volumes"].as_array().unwrap().clone();
    let data = volumes.iter().find(|volume| volume["name"] == "data").unwrap();
    assert_eq!(data["persistentVolumeClaim"]["claimName"], claim["metadata"]["name"]);
    let mounts = container(&small)["volumeMounts"].as_array().unwrap().clone();
    let mount = mounts.iter().find(|mount| mount["name"] == "data").unwrap();
    let environment = container(&small)["env"].as_array().unwrap().clone();
    let database = environment
        .iter()
        .find(|one| one["name"] == "HEALTHCENTER_DATABASE")
        .unwrap();
    assert!(
        database["value"]
            .as_str()
            .unwrap()
            .starts_with(mount["mountPath"].as_str().unwrap())
    );
}

#[test]
fn the_units_are_hardened_watched_and_start_what_exists() {
    for name in ["healthcenter.service", "healthcenter-worker.service"] {
        let unit = read(&format!("systemd/{name}"));
        let command = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], "/usr/bin/healthcenter");
        is_a_command_line(&words[1..]);
        for line in [
            "Type=notify",
            "WatchdogSec=30",
            "DynamicUser=yes",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=",
            "SystemCallFilter=@system-service",
            "StateDirectory=healthcenter",
        ] {
            assert!(unit.lines().any(|found| found == line), "{name}: {line}");
        }
    }
    let socket = read("systemd/healthcenter.socket");
    assert!(
        socket.contains("ListenStream=127.0.0.1:8080"),
        "loopback until an operator says otherwise"
    );
}

#[test]
fn the_image_has_no_root_and_no_shell() {
    let file = read("Containerfile");
    let last = file.rsplit("FROM ").next().unwrap();
    assert!(last.starts_with("gcr.io/distroless/cc-debian12:nonroot"), "{last}");
    assert!(last.contains("USER 65532:65532") && !last.contains("\nRUN "), "{last}");
    let command = last.lines().find_map(|line| line.strip_prefix("CMD ")).unwrap();
    let words: Vec<String> = serde_json::from_str(command).unwrap();
    is_a_command_line(&words.iter().map(String::as_str).collect::<Vec<_>>());
}

/// What the repository does not hold itself, the packager makes first.
#[test]
fn the_debian_package_holds_what_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo: toml::Table = include_str!("../../Cargo.toml").parse().unwrap();
    let packager = read("package");
    let assets = cargo["package"]["metadata"]["deb"]["assets"]
        .as_array()
        .unwrap()
        .clone();
    let words = |asset: &toml::Value| asset[0].as_str().unwrap().to_owned();
    for source in assets.iter().map(words) {
        match source.strip_prefix("target/manual/") {
            Some(made) => assert!(packager.contains(&format!(">\"$manual/{made}\"")), "{made}"),
            None if source == "target/release/healthcenter" => {}
            None => assert!(root.join(source.trim_end_matches("/*")).exists(), "{source}"),
        }
    }
    assert!(
        assets
            .iter()
            .map(words)
            .any(|source| source == "assets/deploy/systemd/*")
    );
}
