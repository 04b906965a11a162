//! A QEMU machine with a guest of one boot sector: it echoes what is typed onto its text screen.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use porthole_tests::process::{Process, free_port, program, wait_for_equal, wait_for_port, wait_until};

use super::picture::Picture;

/// The guest, in 16-bit x86 code. The BIOS loads it to 0x7C00 and jumps there. It writes what is typed, takes Escape for
/// a change to a screen of another size, and asks for the pointer as VMware's machines have it: of absolute places.
const BOOT_SECTOR: &[u8] = &[
    0x31, 0xC0, // xor ax, ax
    0x8E, 0xD8, // mov ds, ax
    0xB8, 0x03, 0x00, // mov ax, 3: text of 80 by 25
    0xCD, 0x10, // int 10h
    0xB4, 0x01, // mov ah, 1: the shape of the text cursor
    0xB9, 0x07,
    0x26, // mov cx, 2607h: none, as a blinking one would make every screenshot a matter of luck
    0xCD, 0x10, // int 10h
    0x66, 0xBE, 0x68, 0x58, 0x4D, 0x56, // mov esi, 564D5868h: what the pointer's port wants in eax
    0xBA, 0x58, 0x56, // mov dx, 5658h: that port
    0x66, 0x89, 0xF0, // mov eax, esi
    0x66, 0xB9, 0x29, 0x00, 0x00, 0x00, // mov ecx, 41: a command to the pointer:
    0x66, 0xBB, 0x52, 0x45, 0x41, 0x45, // mov ebx, 45414552h: begin
    0x66, 0xED, // in eax, dx
    0x66, 0x89, 0xF0, // mov eax, esi
    0x66, 0xBB, 0x52, 0x41, 0x42, 0x53, // mov ebx, 53424152h: tell absolute places
    0x66, 0xED, // in eax, dx
    0x66, 0x89, 0xF0, // mov eax, esi
    0x66, 0xBB, 0x01, 0x00, 0x00, 0x00, // mov ebx, 1: one word is the answer to the beginning,
    0x66, 0xB9, 0x27, 0x00, 0x00, 0x00, // mov ecx, 39: which is taken
    0x66, 0xED, // in eax, dx
    0xB8, 0x3E, 0x0E, // mov ax, 0E3Eh: write a '>', which says that the guest is ready
    0xBB, 0x07, 0x00, // mov bx, 7: light grey
    0xCD, 0x10, // int 10h
    0xFB, // sti
    0xF4, // again: hlt: a key, the pointer or the clock ends it
    0xB4, 0x01, // look: mov ah, 1: is there a key?
    0xCD, 0x16, // int 16h
    0x74, 0x20, // jz pointer
    0x31, 0xC0, // xor ax, ax: take it
    0xCD, 0x16, // int 16h
    0x3C, 0x1B, // cmp al, 1Bh: Escape
    0x74, 0x09, // je graphics
    0xB4, 0x0E, // mov ah, 0Eh: write the character in al
    0xBB, 0x07, 0x00, // mov bx, 7: light grey
    0xCD, 0x10, // int 10h
    0xEB, 0xE9, // jmp look
    0xB8, 0x13, 0x00, // graphics: mov ax, 13h: 320 by 200 pixels, each of two by two on the display
    0xCD, 0x10, // int 10h
    0xB8, 0x3E, 0x0E, // mov ax, 0E3Eh: with the same '>' on it
    0xBB, 0x07, 0x00, // mov bx, 7: light grey
    0xCD, 0x10, // int 10h
    0xEB, 0xDA, // jmp look
    0xBA, 0x58, 0x56, // pointer: mov dx, 5658h
    0x66, 0x89, 0xF0, // mov eax, esi
    0x66, 0xB9, 0x28, 0x00, 0x00, 0x00, // mov ecx, 40: how many words does it have?
    0x66, 0xED, // in eax, dx
    0x83, 0xF8, 0x04, // cmp ax, 4
    0x7C, 0xC6, // jl again: also where there is no such port, which reads as -1
    0x66, 0x89, 0xF0, // mov eax, esi
    0x66, 0xBB, 0x04, 0x00, 0x00, 0x00, // mov ebx, 4
    0x66, 0xB9, 0x27, 0x00, 0x00, 0x00, // mov ecx, 39: take four
    0x66, 0xED, // in eax, dx
    0xA8, 0x20, // test al, 20h: is the left button pressed?
    0x74, 0xD8, // jz pointer
    0x89, 0x1E, 0x00, 0x05, // mov [500h], bx: across,
    0x89, 0x0E, 0x02, 0x05, // mov [502h], cx: and down, where nobody else keeps anything
    0xEB, 0xCE, // jmp pointer
];

/// What a guest with a voice does first: it lets the PC's speaker sound at 1193182 / 1193 hertz, which is a thousand.
const BEEP: &[u8] = &[
    0xB0, 0xB6, 0xE6, 0x43, // mov al, 0B6h; out 43h, al: timer 2 makes a square wave
    0xB0, 0xA9, 0xE6, 0x42, // mov al, 0A9h; out 42h, al: of this length,
    0xB0, 0x04, 0xE6, 0x42, // mov al, 4; out 42h, al: 1193
    0xE4, 0x61, // in al, 61h
    0x0C, 0x03, // or al, 3: the timer to the speaker
    0xE6, 0x61, // out 61h, al
];

/// What a guest with an agent of SPICE's does first, where QEMU hears that agent on the serial port: about once a second, it
/// says that it knows clipboards, that it has one of text, and what that text is.
fn agent() -> Vec<u8> {
    const ANNOUNCE_CAPABILITIES: u32 = 6;
    const CLIPBOARD_BY_DEMAND: u32 = 1 << 5;
    const CLIPBOARD_GRAB: u32 = 7;
    const CLIPBOARD: u32 = 4;
    const TEXT: u32 = 1;
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let message = |kind: u32, data: &[u8]| {
        let length = data.len() as u32;
        // A chunk for the client's port and its length, the protocol's version, the kind, eight bytes of no meaning.
        [&words(&[1, 20 + length, 1, kind, 0, 0, length]), data].concat()
    };
    let says = [
        message(ANNOUNCE_CAPABILITIES, &words(&[0, CLIPBOARD_BY_DEMAND])),
        message(CLIPBOARD_GRAB, &words(&[TEXT])),
        message(CLIPBOARD, &[&words(&[TEXT]), CLIPBOARD_TEXT.as_bytes()].concat()),
    ]
    .concat();
    let length = u16::try_from(says.len()).unwrap();
    let ([low, high], [over_low, over_high]) = (length.to_le_bytes(), (length + 30).to_le_bytes());
    let code = [
        0x31, 0xC0, // xor ax, ax
        0x8E, 0xD8, // mov ds, ax
        0xC7, 0x06, 0x70, 0x00, 0x10,
        0x7C, // mov word [70h], 7C10h: at each tick of the clock, go to `tick`
        0xA3, 0x72, 0x00, // mov [72h], ax
        0xE9, over_low, over_high, // jmp behind what it says
        0x2E, 0xF6, 0x06, 0x6C, 0x04,
        0x0F, // tick: test byte cs:[46Ch], 0Fh: of 18 ticks a second, every 16th
        0x75, 0x15, // jnz done
        0x60, 0x1E, // pusha; push ds
        0x6A, 0x00, 0x1F, // push 0; pop ds
        0xFC, // cld
        0xBE, 0x2E, 0x7C, // mov si, 7C2Eh: what it says
        0xB9, low, high, // mov cx, its length
        0xBA, 0xF8, 0x03, // mov dx, 3F8h: the serial port
        0xAC, 0xEE, // byte: lodsb; out dx, al
        0xE2, 0xFC, // loop byte
        0x1F, 0x61, // pop ds; popa
        0xCF, // done: iret
    ];
    [&code[..], &says].concat()
}

/// What is in that agent's clipboard.
const CLIPBOARD_TEXT: &str = "Grüße";

/// Where the BIOS's text screen lies in memory: a character and its colours for each cell.
const TEXT: u32 = 0xB_8000;

/// Where the guest keeps the place of a click.
const CLICK: u32 = 0x500;

/// A guest that draws a smooth picture of 256 colours, for such as send those in another way than text: QEMU sends JPEG only
/// of rectangles that have more than 96.
const PAINTER: &[u8] = &[
    0xB8, 0x13, 0x00, // mov ax, 13h: 320 by 200, of 256 colours
    0xCD, 0x10, // int 10h
    0xBA, 0xC8, 0x03, // mov dx, 3C8h: the colours, from the first one on
    0x30, 0xC0, 0xEE, // xor al, al; out dx, al
    0x42, // inc dx
    0x88, 0xC4, // colour: mov ah, al
    0xC0, 0xE8, 0x02, // shr al, 2: six bits for each part:
    0xEE, 0xEE, // out dx, al: as much red and green, four times each,
    0x88, 0xE0, 0xEE, // mov al, ah; out dx, al: and as much blue as there is room for
    0xFE, 0xC0, // inc al
    0x75, 0xF2, // jnz colour
    0xB8, 0x00, 0xA0, 0x8E, 0xC0, // mov ax, 0A000h; mov es, ax: the pixels
    0x31, 0xFF, // xor di, di
    0xBB, 0x40, 0x01, // mov bx, 320
    0xFC, // cld
    0x89, 0xF8, 0x31, 0xD2, // pixel: mov ax, di; xor dx, dx
    0xF7, 0xF3, // div bx: the row, and the column in dx
    0x01, 0xD0, // add ax, dx
    0xAA, // stosb
    0x81, 0xFF, 0x00, 0xFA, // cmp di, 64000
    0x75, 0xF1, // jne pixel
    0xF4, // end: hlt
    0xEB, 0xFD, // jmp end
];

/// What the guest has on its screen before anything is typed.
pub(crate) const PROMPT: &str = ">";

/// A running machine.
pub(crate) struct Qemu {
    /// Its VNC port, on the loopback interface.
    pub(crate) port: u16,
    monitor: Monitor,
    directory: PathBuf,
    _process: Process,
}

impl Qemu {
    /// Boots the guest; its files are put into `directory`.
    pub(crate) fn boot(directory: &Path) -> Self {
        Self::boot_with(directory, "", &[])
    }

    /// The same with more options: those of its VNC server, each after a comma, and others.
    pub(crate) fn boot_with(directory: &Path, vnc: &str, options: &[&str]) -> Self {
        Self::boot_code(directory, BOOT_SECTOR, vnc, options)
    }

    /// Boots a guest that beeps all the time, with its sound on VNC and more options of that.
    pub(crate) fn boot_beeping(directory: &Path, vnc: &str) -> Self {
        let options = ["-audiodev", "none,id=sound", "-machine", "pcspk-audiodev=sound"];
        let vnc = format!(",audiodev=sound{vnc}");
        Self::boot_code(directory, &[BEEP, BOOT_SECTOR].concat(), &vnc, &options)
    }

    /// Boots a guest with an agent, whose clipboard has a text.
    pub(crate) fn boot_with_agent(directory: &Path) -> Self {
        let options =
            ["-chardev", "qemu-vdagent,id=agent,name=vdagent,clipboard=on", "-serial", "chardev:agent"];
        Self::boot_code(directory, &[&agent(), BOOT_SECTOR].concat(), "", &options)
    }

    /// Boots a guest that draws a picture and stops, and waits for it.
    pub(crate) fn boot_painter(directory: &Path, vnc: &str) -> Self {
        let mut machine = Self::boot_code(directory, PAINTER, vnc, &[]);
        // What is drawn last is not black, as all is before.
        wait_until("the guest's picture", || (!machine.screenshot().rgb.ends_with(&[0; 3])).then_some(()));
        machine
    }

    /// Waits until the guest is ready for input.
    pub(crate) fn wait_for_prompt(&mut self) {
        wait_for_equal("the screen of the booted guest", &PROMPT.to_owned(), || {
            self.text().trim_end().to_owned()
        });
    }

    fn boot_code(directory: &Path, code: &[u8], vnc: &str, options: &[&str]) -> Self {
        let image = directory.join("guest.img");
        let mut floppy = vec![0; 1_474_560];
        floppy[..code.len()].copy_from_slice(code);
        floppy[510..512].copy_from_slice(&[0x55, 0xAA]);
        std::fs::write(&image, floppy).unwrap();
        let socket = directory.join("monitor");
        // QEMU counts VNC displays from port 5900 on.
        let port = free_port();
        let process = Process::start(
            Command::new(program("qemu-system-x86_64"))
                .args(["-accel", "tcg", "-m", "16", "-display", "none", "-net", "none"])
                .args(["-vnc", &format!("127.0.0.1:{}{vnc}", port - 5900)])
                .arg("-drive")
                .arg(format!("file={},format=raw,if=floppy", image.display()))
                .arg("-qmp")
                .arg(format!("unix:{},server=on,wait=off", socket.display()))
                .args(options),
        );
        wait_for_port(port);
        let monitor = Monitor::connect(&socket);
        Self { port, monitor, directory: directory.to_owned(), _process: process }
    }

    /// Sets the password of a VNC server that was started with `password=on`.
    pub(crate) fn set_password(&mut self, password: &str) {
        self.monitor.execute("set_password", &json!({ "protocol": "vnc", "password": password }));
    }

    /// The characters on the guest's screen, 25 lines of 80.
    pub(crate) fn text(&mut self) -> String {
        self.memory(TEXT, 80 * 25 * 2).chunks_exact(2).map(|cell| char::from(cell[0])).collect()
    }

    /// Where the left button was last pressed, as the guest saw it: in 65534ths of the screen, across and down.
    pub(crate) fn click(&mut self) -> [u16; 2] {
        let bytes = self.memory(CLICK, 4);
        [0, 2].map(|at| u16::from_le_bytes([bytes[at], bytes[at + 1]]))
    }

    /// What QEMU says its display shows.
    pub(crate) fn screenshot(&mut self) -> Picture {
        let file = self.directory.join("screen.ppm");
        self.monitor.execute("screendump", &json!({ "filename": file.to_str() }));
        Picture::from_ppm(&std::fs::read(file).unwrap()).expect("a PPM file")
    }

    fn memory(&mut self, address: u32, length: usize) -> Vec<u8> {
        let file = self.directory.join("memory");
        let arguments = json!({ "val": address, "size": length, "filename": file.to_str() });
        self.monitor.execute("pmemsave", &arguments);
        std::fs::read(file).unwrap()
    }
}

/// A connection to QEMU's control socket (QMP: one JSON object a line).
struct Monitor {
    stream: BufReader<UnixStream>,
}

impl Monitor {
    fn connect(socket: &Path) -> Self {
        let stream = wait_until("QEMU's monitor", || UnixStream::connect(socket).ok());
        let mut monitor = Self { stream: BufReader::new(stream) };
        monitor.read();
        monitor.execute("qmp_capabilities", &json!({}));
        monitor
    }

    fn execute(&mut self, command: &str, arguments: &Value) -> Value {
        let request = json!({ "execute": command, "arguments": arguments });
        writeln!(self.stream.get_mut(), "{request}").unwrap();
        loop {
            let answer = self.read();
            assert!(answer.get("error").is_none(), "QEMU refused {command}: {answer}");
            // Events may come in between.
            if let Some(result) = answer.get("return") {
                return result.clone();
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}
