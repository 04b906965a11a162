//! The oracles of the fuzz targets, without a fuzzer: inputs that once broke something may not do so again, and the
//! simplest ones show that an oracle still fits what it judges.

use std::fs;
use std::path::Path;

#[test]
fn what_once_crashed_no_longer_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crashes");
    let mut replayed = 0;
    for target in fs::read_dir(folder).expect("the folder of crashes") {
        let target = target.expect("readable").path();
        let name = target.file_name().expect("a name").to_str().expect("a target's name");
        for crash in fs::read_dir(&target).expect("a target's crashes") {
            let crash = crash.expect("readable").path();
            eprintln!("replaying {}", crash.display());
            porthole_fuzz::replay(name, &fs::read(crash).expect("readable"));
            replayed += 1;
        }
    }
    assert!(replayed > 0, "there are no crashes to replay");
}

#[test]
fn short_inputs_pass_every_oracle() {
    for target in porthole_fuzz::targets() {
        for byte in [0, 1, 0x55, 0xff] {
            for length in 0..40 {
                eprintln!("{target}: {length} times {byte:#04x}");
                porthole_fuzz::replay(target, &vec![byte; length]);
            }
        }
    }
}
