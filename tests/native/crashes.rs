//! Inputs found by fuzzing that broke something: none may do so again.

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
