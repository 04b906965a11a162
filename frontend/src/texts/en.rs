//! English.

use super::{Said, Switch, Texts};

pub(super) const TEXTS: Texts = Texts {
    language: "en",
    product: "Porthole",
    screen: "The machine's screen",
    screen_help: "All keys go to the machine. Press and release Ctrl+Alt+Shift to come to the controls.",

    connect: "Connect",
    cancel: "Cancel",
    try_again: "Try again",
    connect_again: "Connect again",
    stop: "Stop",
    reconnect_now: "Reconnect now",

    offer_title: "Machine console",
    offer_body: "Connect to see the machine's screen and use its keyboard and mouse.",
    connecting: "Connecting…",
    reaching: "Reaching the console server.",
    negotiating: "Waiting for the machine's screen.",
    connected: "Connected.",
    connected_to: "Connected to {}",
    waiting: "Trying again in {} seconds.",
    waiting_one: "Trying again in 1 second.",
    waiting_now: "Trying again now…",
    server_says: "The server says: ",
    stalled: "No news from the machine for a while. Still connected, waiting…",

    confirm_title: "This link leads elsewhere",
    confirm_body: "This link wants to connect to {}.",
    confirm_risk: "That is not the server this page came from. Everything you type, passwords too, would go there. \
                   Connect only if you trust it and expected this.",
    confirm_yes: "Connect to {}",
    confirm_no: "Do not connect",

    identity_title: "Is this the right machine?",
    identity_body: "This device does not know it yet. Nothing secret has been sent to it.",
    identity_changed_title: "The machine is not the one you know",
    identity_changed_body: "Somebody may be pretending to be it, to read your password and what you do. It can also be that \
                            the machine was set up anew, or that this link leads to another one than before. Go on only if \
                            you know why.",
    identity_compare: "Compare its words with those that you were given by whoever runs the machine:",
    identity_words: "The machine's words",
    identity_details: "As numbers",
    identity_short: "As other viewers show it:",
    identity_remember: "Remember this machine for this link",
    identity_yes: "This is the machine",
    identity_changed_yes: "Connect anyway",
    identity_no: "Do not connect",

    credentials_title: "Sign in to the machine",
    credentials_body: "The machine's display server asks who you are.",
    password_body: "The machine's display server asks for a password.",
    username: "User name",
    password: "Password",
    target: "Machine (its name or number)",
    sign_in: "Sign in",

    bar: "Console controls",
    show_bar: "Show controls",
    show_bar_how: "Show controls (press and release Ctrl+Alt+Shift)",
    ctrl_alt_del: "Ctrl Alt Del",
    send_ctrl_alt_del: "Send Ctrl+Alt+Del to the machine",
    keys: "More keys",
    keys_title: "Send keys",
    keys_consoles: "Ctrl+Alt with",
    on_screen_keyboard: "On-screen keyboard",
    text_input: "Type through input methods, dead keys (´\u{a0}^\u{a0}~) and on-screen keyboards",
    panning: "Drag the view",
    clipboard: "Clipboard",
    clipboard_help: "Text copied in the machine appears here. Text you send can be pasted in the machine.",
    clipboard_label: "Clipboard text",
    clipboard_send: "Send to machine",
    clipboard_copy: "Copy",
    clipboard_lossy: "Only Western European characters can be sent; the others arrive as “?”.",
    clipboard_sent: "Text sent to the machine's clipboard.",
    clipboard_copied: "Text copied.",
    clipboard_selected: "The browser does not let the page copy. The text is selected: copy it with your keyboard.",
    clipboard_newer: "The machine has copied a newer text. ",
    clipboard_show_newer: "Show it",
    clipboard_new: "Clipboard: new text from the machine",
    clipboard_paste: "Paste",
    clipboard_shared: "What the machine copies reaches your own clipboard as well, where your browser allows it. Once you \
                       let the page read your clipboard, it follows to the machine by itself.",
    clipboard_apart: "This page came unencrypted, so your browser keeps your own clipboard apart: copy and paste here.",
    clipboard_from_machine: "The machine's text is on your clipboard.",
    clipboard_unreadable: "The browser does not let the page read your clipboard. Paste into the field instead.",
    sound: "Sound",
    sound_is_off: "The machine's sound is off, and nothing of it is sent here.",
    sound_is_on: "You hear what the machine plays.",
    sound_turn_on: "Turn sound on",
    sound_turn_off: "Turn sound off",
    sound_latency: "Heard {} ms after it arrives.",
    sound_failed: "This browser plays no sound here.",
    volume: "Volume",
    mute: "Mute",
    fit: "Fit to window",
    view_only: "View only",
    fullscreen: "Full screen",
    leave_fullscreen: "Leave full screen",
    fullscreen_forbidden: "Full screen is not available in this frame. Open the console in a tab of its own for it.",
    new_tab: "Open in a new tab",
    power_title: "Power",
    power_help: "This acts on the machine itself, for everyone who uses it.",
    power_no: "Leave it running",
    power_failed: "The machine's host could not do that. The machine is as it was.",
    shut_down: Switch {
        name: "Shut down",
        question: "Shut this machine down?",
        risk: "Its operating system is told to shut down. It cannot be started again from this console.",
        done: "The machine was told to shut down.",
    },
    reboot: Switch {
        name: "Restart",
        question: "Restart this machine?",
        risk: "Its operating system is told to restart. Everyone's programs on it end.",
        done: "The machine was told to restart.",
    },
    reset: Switch {
        name: "Reset",
        question: "Reset this machine at once?",
        risk: "It restarts in the middle of whatever it does, as if its reset button was pressed. What is not saved \
               is lost, and its disks may need repair.",
        done: "The machine's reset button was pressed.",
    },
    caps_lock_on: "Caps Lock on",
    click_for_pointer: "Click the screen to give it the pointer; Esc gets it back",
    pointer_locked: "The machine has the pointer. Press Esc to get it back.",
    pointer_refused: "This machine works best with the pointer to itself, which the browser does not allow here. In a \
                      tab of its own it may.",
    round_trip: "The way to the machine and back takes {} ms.",
    disconnect: "Disconnect",

    settings: "Settings",
    size: "Screen size",
    size_actual: "Actual size",
    size_fit: "Fit to window",
    size_remote: "Change the machine's screen to fit",
    quality: "Picture quality",
    lossless: "Exact picture, without loss",
    compression: "Compression",
    lossy_help: "Not every machine heeds quality and compression.",
    bell: "Sound the machine's bell",
    remembered: "Remembered machine",
    remembered_help: "This device recognises the machine behind this link.",
    forget: "Forget this machine",
    forgotten: "Forgotten",
    forgotten_help: "This device does not recognise the machine behind this link any more.",
    fixed: "Fixed by the operator.",
    shortcut: "Press and release Ctrl+Alt+Shift to come here from the screen, Esc to go back.",

    click_to_type: "Click the screen to type",
    resize_unsupported: "This machine cannot change its screen size on request.",
    resize_refused: "The machine kept its screen size: {}",
    clipboard_too_long: "The text is too long for the machine's clipboard: at most {} bytes can be sent.",
    vm_clipboard_too_long: "The machine copied a text that is too long to be taken over: at most {} bytes can be.",

    by_user: Said { title: "Disconnected", body: "You closed the connection. The machine keeps running." },
    unreachable: Said {
        title: "The server cannot be reached",
        body: "No connection to the console server could be opened. It may be down, the network may be in the way, \
               or the link may have expired. If it does not work in a moment, open the console again from the dashboard.",
    },
    link_refused: Said {
        title: "This link does not work any more",
        body: "This console link has expired or the machine cannot be reached. Open the console again from the \
               dashboard for a fresh link.",
    },
    origin_refused: Said {
        title: "The server does not accept this page",
        body: "The console server takes no connections from this page's address. Its operator can allow it.",
    },
    link_unchecked: Said {
        title: "This link cannot be checked now",
        body: "The console server cannot find out at present where the link leads. The link itself may well be good. Try \
               again in a while.",
    },
    display_unreachable: Said {
        title: "The machine cannot be reached",
        body: "The console server answers, but the machine's display does not. The machine may be off, starting, or \
               moving to another host.",
    },
    too_many_connections: Said {
        title: "Too many connections",
        body: "The console server has as many connections as it allows. Try again in a while.",
    },
    proxy_shut_down: Said {
        title: "The console server is shutting down",
        body: "It may be back in a moment, or another one may take its place.",
    },
    no_answer: Said {
        title: "The machine does not answer",
        body: "The connection is open, but the machine's display server stopped speaking before its screen was there.",
    },
    server_refused: Said {
        title: "The machine refused the connection",
        body: "Its display server does not accept another viewer now. You can try again later.",
    },
    authentication_failed: Said {
        title: "Sign-in failed",
        body: "The machine's display server did not accept this.",
    },
    too_weak: Said {
        title: "The machine is not secure enough",
        body: "Its display server protects less than it did before, or than whoever runs this page demands.",
    },
    unproved: Said {
        title: "The machine does not prove who it is",
        body: "This device remembers how to recognise the machine, and what answered now does not even try. Somebody may be \
               pretending to be it. If you know why, forget the machine and try again.",
    },
    protocol: Said {
        title: "The machine speaks in an unknown way",
        body: "What came from the machine's display server cannot be understood, so the connection was closed.",
    },
    lost: Said {
        title: "The connection was lost",
        body: "The network or the server broke it off. The machine itself may well be running.",
    },
    closed_by_server: Said {
        title: "The machine closed the connection",
        body: "It may have been switched off or restarted, or its screen is being used elsewhere.",
    },
    closed: Said { title: "The connection was closed", body: "The server closed it with code {}." },
    bad_address: Said {
        title: "This link is damaged",
        body: "The address of the console server in it is none that can be connected to. Open the console again from \
               the dashboard.",
    },
    insecure: Said {
        title: "The browser forbids this connection",
        body: "This page came encrypted, and the link asks for a connection that is not. The console server's \
               operator has to offer an encrypted one.",
    },
    broken: Said {
        title: "The console stopped",
        body: "A fault in this page stopped it. The machine is not affected.",
    },
    no_host: Said {
        title: "There is no server to connect to",
        body: "This page was not opened from a console server. Open the console from the dashboard.",
    },
    no_rules: Said {
        title: "The console's settings cannot be read",
        body: "Its operator sets rules for everybody, and they could not be read. Nothing was connected, as they may forbid \
               it. Reload the page; if that does not help, tell the operator.",
    },
    old_browser: Said {
        title: "This browser cannot show the console",
        body: "It lacks something the console needs. Use a current Chrome, Edge, Firefox or Safari.",
    },
};
