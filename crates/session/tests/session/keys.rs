//! From a plain key event to the exact bytes on the wire, for the keys and layouts of the world.
//!
//! A layout is a text with a key on each line: its code, the scancode that the QEMU extended key event carries, and
//! then what the key is called on each level of the layout (unshifted, with Shift, with AltGr…), each followed by its
//! keysym in hexadecimal. `␠` stands for a space.

use std::time::Duration;

use session::{Command, Event, KeyInput, KeySpec, Modifiers, Options, Platform};

use crate::driver::{Driver, options};

const US: &str = "
    Backquote    29 ` 60 ~ 7e
    Digit1       02 1 31 ! 21
    Digit2       03 2 32 @ 40
    Digit3       04 3 33 # 23
    Digit4       05 4 34 $ 24
    Digit5       06 5 35 % 25
    Digit6       07 6 36 ^ 5e
    Digit7       08 7 37 & 26
    Digit8       09 8 38 * 2a
    Digit9       0a 9 39 ( 28
    Digit0       0b 0 30 ) 29
    Minus        0c - 2d _ 5f
    Equal        0d = 3d + 2b
    KeyQ         10 q 71 Q 51
    KeyW         11 w 77 W 57
    KeyE         12 e 65 E 45
    KeyR         13 r 72 R 52
    KeyT         14 t 74 T 54
    KeyY         15 y 79 Y 59
    KeyU         16 u 75 U 55
    KeyI         17 i 69 I 49
    KeyO         18 o 6f O 4f
    KeyP         19 p 70 P 50
    BracketLeft  1a [ 5b { 7b
    BracketRight 1b ] 5d } 7d
    Backslash    2b \\ 5c | 7c
    KeyA         1e a 61 A 41
    KeyS         1f s 73 S 53
    KeyD         20 d 64 D 44
    KeyF         21 f 66 F 46
    KeyG         22 g 67 G 47
    KeyH         23 h 68 H 48
    KeyJ         24 j 6a J 4a
    KeyK         25 k 6b K 4b
    KeyL         26 l 6c L 4c
    Semicolon    27 ; 3b : 3a
    Quote        28 ' 27 \" 22
    KeyZ         2c z 7a Z 5a
    KeyX         2d x 78 X 58
    KeyC         2e c 63 C 43
    KeyV         2f v 76 V 56
    KeyB         30 b 62 B 42
    KeyN         31 n 6e N 4e
    KeyM         32 m 6d M 4d
    Comma        33 , 2c < 3c
    Period       34 . 2e > 3e
    Slash        35 / 2f ? 3f
    Space        39 ␠ 20 ␠ 20
";

const GERMAN: &str = "
    Digit2        03 2 32 \" 22 ² b2
    Digit3        04 3 33 § a7 ³ b3
    Digit6        07 6 36 & 26
    Digit7        08 7 37 / 2f { 7b
    Digit8        09 8 38 ( 28 [ 5b
    Digit9        0a 9 39 ) 29 ] 5d
    Digit0        0b 0 30 = 3d } 7d
    Minus         0c ß df ? 3f \\ 5c ẞ 1001e9e
    KeyQ          10 q 71 Q 51 @ 40
    KeyE          12 e 65 E 45 € 20ac
    KeyY          15 z 7a Z 5a
    KeyZ          2c y 79 Y 59
    BracketLeft   1a ü fc Ü dc
    BracketRight  1b + 2b * 2a ~ 7e
    Semicolon     27 ö f6 Ö d6
    Quote         28 ä e4 Ä c4
    Backslash     2b # 23 ' 27
    IntlBackslash 56 < 3c > 3e | 7c
    KeyM          32 m 6d M 4d µ b5
    Comma         33 , 2c ; 3b
    Slash         35 - 2d _ 5f
    AltRight      b8 AltGraph fe03
";

const FRENCH: &str = "
    Backquote     29 ² b2
    Digit1        02 & 26 1 31
    Digit2        03 é e9 2 32 ~ 7e
    Digit3        04 \" 22 3 33 # 23
    Digit4        05 ' 27 4 34 { 7b
    Digit5        06 ( 28 5 35 [ 5b
    Digit6        07 - 2d 6 36 | 7c
    Digit7        08 è e8 7 37 ` 60
    Digit8        09 _ 5f 8 38 \\ 5c
    Digit9        0a ç e7 9 39 ^ 5e
    Digit0        0b à e0 0 30 @ 40
    Minus         0c ) 29 ° b0 ] 5d
    Equal         0d = 3d + 2b } 7d
    KeyQ          10 a 61 A 41
    KeyW          11 z 7a Z 5a
    KeyA          1e q 71 Q 51
    KeyZ          2c w 77 W 57
    Semicolon     27 m 6d M 4d
    KeyM          32 , 2c ? 3f
    Comma         33 ; 3b . 2e
    Period        34 : 3a / 2f
    Slash         35 ! 21 § a7
    Quote         28 ù f9 % 25
    Backslash     2b * 2a µ b5
    BracketRight  1b $ 24 £ a3 ¤ a4
    KeyO          18 œ 13bd Œ 13bc
    IntlBackslash 56 < 3c > 3e
";

const RUSSIAN: &str = "
    Backquote    29 ё 6a3 Ё 6b3
    Digit3       04 3 33 № 6b0
    KeyQ         10 й 6ca Й 6ea
    KeyW         11 ц 6c3 Ц 6e3
    KeyE         12 у 6d5 У 6f5
    KeyR         13 к 6cb К 6eb
    KeyT         14 е 6c5 Е 6e5
    KeyY         15 н 6ce Н 6ee
    KeyU         16 г 6c7 Г 6e7
    KeyI         17 ш 6db Ш 6fb
    KeyO         18 щ 6dd Щ 6fd
    KeyP         19 з 6da З 6fa
    BracketLeft  1a х 6c8 Х 6e8
    BracketRight 1b ъ 6df Ъ 6ff
    KeyA         1e ф 6c6 Ф 6e6
    KeyS         1f ы 6d9 Ы 6f9
    KeyD         20 в 6d7 В 6f7
    KeyF         21 а 6c1 А 6e1
    KeyG         22 п 6d0 П 6f0
    KeyH         23 р 6d2 Р 6f2
    KeyJ         24 о 6cf О 6ef
    KeyK         25 л 6cc Л 6ec
    KeyL         26 д 6c4 Д 6e4
    Semicolon    27 ж 6d6 Ж 6f6
    Quote        28 э 6dc Э 6fc
    KeyZ         2c я 6d1 Я 6f1
    KeyX         2d ч 6de Ч 6fe
    KeyC         2e с 6d3 С 6f3
    KeyV         2f м 6cd М 6ed
    KeyB         30 и 6c9 И 6e9
    KeyN         31 т 6d4 Т 6f4
    KeyM         32 ь 6d8 Ь 6f8
    Comma        33 б 6c2 Б 6e2
    Period       34 ю 6c0 Ю 6e0
    Slash        35 . 2e , 2c
";

const JAPANESE: &str = "
    Backquote    29 ZenkakuHankaku ff2a
    Digit2       03 2 32 \" 22 ふ 1003075
    Digit6       07 6 36 & 26
    Digit7       08 7 37 ' 27
    Digit8       09 8 38 ( 28
    Digit9       0a 9 39 ) 29
    Minus        0c - 2d = 3d
    Equal        0d ^ 5e ~ 7e
    IntlYen      7d \\ 5c | 7c ¥ a5 ー 4b0
    KeyA         1e a 61 A 41 ち 1003061 ア 4b1
    KeyZ         2c z 7a Z 5a つ 1003064 ツ 4c2
    BracketLeft  1a @ 40 ` 60 ゛ 4de
    BracketRight 1b [ 5b { 7b 「 4a2
    Semicolon    27 ; 3b + 2b
    Quote        28 : 3a * 2a
    Backslash    2b ] 5d } 7d 」 4a3
    Period       34 . 2e > 3e 。 4a1
    IntlRo       73 \\ 5c _ 5f
    Convert      79 Convert ff23
    NonConvert   7b NonConvert ff22
    KanaMode     70 HiraganaKatakana ff27 KanaMode ff2e
    CapsLock     3a Alphanumeric ff30 Eisu ff30 CapsLock ffe5
    Lang1        72 KanjiMode ff21
    Lang2        71 Eisu ff30
    Lang3        78 Katakana ff26
    Lang4        77 Hiragana ff25
    Lang5        76 ZenkakuHankaku ff2a
";

const OTHERS: &str = "
    KeyA          1e α 7e1 Α 7c1
    KeyW          11 ς 7f3
    KeyT          14 א ce0
    KeyH          23 ا 5c7
    KeyD          20 ก da1
    KeyQ          10 ㅂ eb2 ㅃ eb3
    Lang1         72 HangulMode ff31
    Lang2         71 HanjaMode ff34
    Semicolon     27 ł 1b3 Ł 1a3 ş 1ba Ş 1aa ñ f1 Ñ d1
    Quote         28 i 69 İ 2a9
    KeyI          17 ı 2b9 I 49
    BracketLeft   1a ğ 2bb Ğ 2ab ơ 10001a1 Ơ 10001a0
    Digit5        06 ř 1f8 Ř 1d8
    Digit0        0b đ 1f0 Đ 1d0 ₫ 10020ab
    BracketRight  1b ư 10001b0 Ư 10001af
    IntlRo        73 / 2f ? 3f
    NumpadComma   7e . ffae , ffac
    KeyK          25 क 1000915 中 1004e2d 한 100d55c
    KeyE          12 😀 101f600 𝄞 101d11e
    Space         39 \u{a0} a0
";

/// The keys with names, at the codes where they usually are.
const NAMED: &str = "
    Escape             01 Escape ff1b UIKeyInputEscape ff1b
    F1                 3b F1 ffbe
    F2                 3c F2 ffbf
    F3                 3d F3 ffc0
    F4                 3e F4 ffc1
    F5                 3f F5 ffc2
    F6                 40 F6 ffc3
    F7                 41 F7 ffc4
    F8                 42 F8 ffc5
    F9                 43 F9 ffc6
    F10                44 F10 ffc7
    F11                57 F11 ffc8
    F12                58 F12 ffc9
    F13                5d F13 ffca
    F14                5e F14 ffcb
    F15                5f F15 ffcc
    F16                55 F16 ffcd
    F17                83 F17 ffce
    F18                f7 F18 ffcf
    F19                84 F19 ffd0
    F20                5a F20 ffd1
    F21                74 F21 ffd2
    F22                f9 F22 ffd3
    F23                6d F23 ffd4
    F24                6f F24 ffd5
    F25                -- F25 ffd6
    F35                -- F35 ffe0
    PrintScreen        54 PrintScreen ff61 Print ff61
    ScrollLock         46 ScrollLock ff14
    Pause              c6 Pause ff13 Cancel ff69
    Backspace          0e Backspace ff08
    Tab                0f Tab ff09
    Enter              1c Enter ff0d
    CapsLock           3a CapsLock ffe5
    ShiftLeft          2a Shift ffe1
    ShiftRight         36 Shift ffe2
    ControlLeft        1d Control ffe3
    ControlRight       9d Control ffe4
    AltLeft            38 Alt ffe9 Meta ffe7
    AltRight           b8 Alt ffea AltGraph fe03 Meta ffe8 ModeChange ff7e Compose ff20
    MetaLeft           db Meta ffeb OS ffeb Super ffeb Hyper ffed
    MetaRight          dc Meta ffec OS ffec
    OSLeft             db OS ffeb
    OSRight            dc OS ffec
    ContextMenu        dd ContextMenu ff67
    Insert             d2 Insert ff63
    Delete             d3 Delete ffff
    Home               c7 Home ff50
    End                cf End ff57
    PageUp             c9 PageUp ff55
    PageDown           d1 PageDown ff56
    ArrowLeft          cb ArrowLeft ff51 UIKeyInputLeftArrow ff51
    ArrowUp            c8 ArrowUp ff52 UIKeyInputUpArrow ff52
    ArrowRight         cd ArrowRight ff53 UIKeyInputRightArrow ff53
    ArrowDown          d0 ArrowDown ff54 UIKeyInputDownArrow ff54
    Help               f5 Help ff6a
    Again              85 Again ff66
    Props              86 Props 1005ff70
    Undo               87 Undo ff65
    Copy               f8 Copy 1008ff57
    Open               64 Open 1008ff6b
    Paste              65 Paste 1008ff6d
    Find               c1 Find ff68
    Cut                bc Cut 1008ff58
    Select             -- Select ff60
    AudioVolumeMute    a0 AudioVolumeMute 1008ff12
    AudioVolumeDown    ae AudioVolumeDown 1008ff11
    AudioVolumeUp      b0 AudioVolumeUp 1008ff13
    VolumeMute         a0 AudioVolumeMute 1008ff12
    MediaPlayPause     a2 MediaPlayPause 1008ff14 MediaPlay 1008ff14 MediaPause 1008ff31
    MediaStop          a4 MediaStop 1008ff15
    MediaTrackNext     99 MediaTrackNext 1008ff17
    MediaTrackPrevious 90 MediaTrackPrevious 1008ff16
    MediaSelect        ed LaunchMediaPlayer 1008ff32
    LaunchMail         ec LaunchMail 1008ff19
    LaunchApp1         eb LaunchApplication1 1008ff33 LaunchMyComputer 1008ff33
    LaunchApp2         a1 LaunchApplication2 1008ff1d LaunchCalculator 1008ff1d
    BrowserHome        b2 BrowserHome 1008ff18
    BrowserBack        ea BrowserBack 1008ff26
    BrowserForward     e9 BrowserForward 1008ff27
    BrowserRefresh     e7 BrowserRefresh 1008ff29
    BrowserStop        e8 BrowserStop 1008ff28
    BrowserSearch      e5 BrowserSearch 1008ff1b
    BrowserFavorites   e6 BrowserFavorites 1008ff30
    Eject              fd Eject 1008ff2c
    Power              de Power 1008ff2a
    Sleep              df Sleep 1008ff2f Standby 1008ff10
    WakeUp             e3 WakeUp 1008ff2b
    Suspend            a5 Hibernate 1008ffa8
    BrightnessUp       -- BrightnessUp 1008ff02
    BrightnessDown     -- BrightnessDown 1008ff03
    MicrophoneMuteToggle -- MicrophoneVolumeMute 1008ffb2
";

/// The keypad, with NumLock on and off.
const KEYPAD: &str = "
    NumLock        45 NumLock ff7f Clear ff7f
    NumpadDivide   b5 / ffaf
    NumpadMultiply 37 * ffaa
    NumpadSubtract 4a - ffad
    NumpadAdd      4e + ffab
    NumpadEnter    9c Enter ff8d
    NumpadEqual    59 = ffbd
    NumpadDecimal  53 . ffae , ffac Delete ff9f
    Numpad0        52 0 ffb0 Insert ff9e
    Numpad1        4f 1 ffb1 End ff9c
    Numpad2        50 2 ffb2 ArrowDown ff99
    Numpad3        51 3 ffb3 PageDown ff9b
    Numpad4        4b 4 ffb4 ArrowLeft ff96
    Numpad5        4c 5 ffb5 Clear ff9d
    Numpad6        4d 6 ffb6 ArrowRight ff98
    Numpad7        47 7 ffb7 Home ff95
    Numpad8        48 8 ffb8 ArrowUp ff97
    Numpad9        49 9 ffb9 PageUp ff9a
    NumpadParenLeft  f6 ( 28
    NumpadParenRight fb ) 29
    NumpadBackspace  -- Backspace ff08
";

#[test]
fn every_key_of_every_layout_is_its_bytes() {
    for layout in [US, GERMAN, FRENCH, RUSSIAN, JAPANESE, OTHERS, NAMED, KEYPAD] {
        let mut plain = Driver::connected(options());
        let mut qemu = Driver::connected_to_qemu(options());
        for line in layout.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split(' ').filter(|word| !word.is_empty());
            let code = words.next().unwrap();
            let keycode = u32::from_str_radix(words.next().unwrap(), 16).ok();
            while let Some(key) = words.next() {
                let key = if key == "␠" { " " } else { key };
                let keysym = u32::from_str_radix(words.next().unwrap(), 16).unwrap();
                for down in [true, false] {
                    let event = event(down, code, key);
                    plain.command(event.clone());
                    assert_eq!(plain.take_sent(), key_event(down, keysym), "{line}");
                    qemu.command(event);
                    let expected = match keycode {
                        Some(keycode) => qemu_key_event(down, keysym, keycode),
                        None => key_event(down, keysym),
                    };
                    assert_eq!(qemu.take_sent(), expected, "{line}");
                }
            }
        }
    }
}

#[test]
fn a_dead_key_is_sent_only_where_scancodes_are_taken() {
    let mut plain = Driver::connected(options());
    plain.command(event(true, "BracketLeft", "Dead"));
    plain.command(event(false, "BracketLeft", "Dead"));
    assert_eq!(plain.take_sent(), []);
    let mut qemu = Driver::connected(options());
    qemu.take_scancodes();
    assert_eq!(qemu.take_events(), [Event::ScancodesTaken]);
    qemu.take_sent();
    qemu.command(event(true, "BracketLeft", "Dead"));
    assert_eq!(qemu.take_sent(), qemu_key_event(true, 0, 0x1a));
}

#[test]
fn shortcuts_are_one_message_in_order() {
    let mut driver = Driver::connected_to_qemu(options());
    driver.command(Command::ctrl_alt_del());
    let expected = [
        (true, 0xffe3, 0x1d),
        (true, 0xffe9, 0x38),
        (true, 0xffff, 0xd3),
        (false, 0xffff, 0xd3),
        (false, 0xffe9, 0x38),
        (false, 0xffe3, 0x1d),
    ];
    assert_eq!(
        driver.take_sent(),
        expected.map(|(down, keysym, keycode)| qemu_key_event(down, keysym, keycode)).concat()
    );

    let mut driver = Driver::connected(options());
    driver.command(Command::ctrl_alt_function(7));
    let expected =
        [(true, 0xffe3), (true, 0xffe9), (true, 0xffc4), (false, 0xffc4), (false, 0xffe9), (false, 0xffe3)];
    assert_eq!(driver.take_sent(), expected.map(|(down, keysym)| key_event(down, keysym)).concat());
}

#[test]
fn text_is_typed_with_shift_where_scancodes_are_taken() {
    let mut plain = Driver::connected(options());
    plain.command(Command::Text("é@".to_owned()));
    assert_eq!(
        plain.take_sent(),
        [(true, 0xe9), (false, 0xe9), (true, 0x40), (false, 0x40)]
            .map(|(down, keysym)| key_event(down, keysym))
            .concat()
    );
    let mut qemu = Driver::connected_to_qemu(options());
    qemu.command(Command::Text("@".to_owned()));
    assert_eq!(
        qemu.take_sent(),
        [(true, 0xffe1, 0x2a), (true, 0x40, 3), (false, 0x40, 3), (false, 0xffe1, 0x2a)]
            .map(|(down, keysym, keycode)| qemu_key_event(down, keysym, keycode))
            .concat()
    );
}

#[test]
fn whatever_takes_the_keyboard_away_releases_its_keys() {
    for command in
        [Command::ReleaseKeys, Command::Visible(false), Command::ViewOnly(true), Command::Disconnect]
    {
        let mut driver = Driver::connected(options());
        driver.command(event(true, "MetaLeft", "Meta"));
        driver.command(event(true, "KeyC", "c"));
        driver.take_sent();
        driver.command(command.clone());
        let expected = [key_event(false, 0x63), key_event(false, 0xffeb)].concat();
        assert_eq!(driver.take_sent(), expected, "{command:?}");
        driver.command(event(false, "KeyC", "c"));
        assert_eq!(driver.take_sent(), [], "{command:?}");
    }
}

#[test]
fn a_new_connection_knows_nothing_of_the_keys_of_the_old_one() {
    let mut driver = Driver::connected(options());
    driver.command(event(true, "KeyA", "a"));
    driver.close(1006, "");
    driver.command(Command::Connect);
    driver.link_opened();
    driver.shake_hands();
    driver.forget();
    driver.command(event(false, "KeyA", "a"));
    driver.command(Command::ReleaseKeys);
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn a_withheld_control_is_sent_when_its_time_is_up_or_the_pointer_presses() {
    let on_windows = || Driver::connected(Options { platform: Platform::Windows, ..options() });
    let mut driver = on_windows();
    driver.command(event(true, "ControlLeft", "Control"));
    driver.after(99);
    assert_eq!(driver.take_sent(), []);
    driver.after(1);
    assert_eq!(driver.take_sent(), key_event(true, 0xffe3));

    let mut driver = on_windows();
    driver.command(event(true, "ControlLeft", "Control"));
    driver.command(crate::pointer::event(0.0, 0.0, 0));
    assert_eq!(driver.take_sent(), []);
    driver.command(crate::pointer::event(0.0, 0.0, 1));
    let press = [5, 1, 0, 0, 0, 0];
    assert_eq!(driver.take_sent(), [&key_event(true, 0xffe3)[..], &[5, 0, 0, 0, 0, 0], &press].concat());
}

#[test]
fn who_only_watches_types_nothing() {
    let mut driver = Driver::connected(Options { view_only: true, ..options() });
    for command in [
        event(true, "KeyA", "a"),
        Command::Text("a".to_owned()),
        Command::ctrl_alt_del(),
        Command::ReleaseKeys,
    ] {
        driver.command(command);
    }
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::ViewOnly(false));
    driver.command(event(true, "KeyA", "a"));
    assert_eq!(driver.take_sent(), key_event(true, 0x61));
}

pub(crate) fn event(down: bool, code: &str, key: &str) -> Command {
    Command::Key(KeyInput {
        down,
        code: code.to_owned(),
        key: key.to_owned(),
        location: KeySpec::new(code, key).location(),
        modifiers: Modifiers::default(),
        at: Duration::ZERO,
    })
}

fn key_event(down: bool, keysym: u32) -> Vec<u8> {
    let mut bytes = vec![4, u8::from(down), 0, 0];
    bytes.extend(keysym.to_be_bytes());
    bytes
}

fn qemu_key_event(down: bool, keysym: u32, keycode: u32) -> Vec<u8> {
    let mut bytes = vec![255, 0, 0, u8::from(down)];
    bytes.extend(keysym.to_be_bytes());
    bytes.extend(keycode.to_be_bytes());
    bytes
}
