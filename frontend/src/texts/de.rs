//! German.

use super::{Said, Switch, Texts};

pub(super) const TEXTS: Texts = Texts {
    language: "de",
    product: "Porthole",
    screen: "Der Bildschirm der Maschine",
    screen_help: "Alle Tasten gehen an die Maschine. Strg+Alt+Umschalt drücken und loslassen führt zur Bedienleiste.",

    connect: "Verbinden",
    cancel: "Abbrechen",
    try_again: "Noch einmal versuchen",
    connect_again: "Wieder verbinden",
    stop: "Nicht weiter versuchen",
    reconnect_now: "Jetzt wieder verbinden",

    offer_title: "Konsole der Maschine",
    offer_body: "Nach dem Verbinden sehen Sie den Bildschirm der Maschine und bedienen sie mit Tastatur und Maus.",
    connecting: "Verbindung wird aufgebaut…",
    reaching: "Der Konsolenserver wird angesprochen.",
    negotiating: "Der Bildschirm der Maschine wird erwartet.",
    connected: "Verbunden.",
    connected_to: "Verbunden mit {}",
    waiting: "Neuer Versuch in {} Sekunden.",
    waiting_one: "Neuer Versuch in 1 Sekunde.",
    waiting_now: "Neuer Versuch läuft…",
    server_says: "Der Server sagt: ",
    stalled: "Seit einer Weile nichts von der Maschine. Die Verbindung steht noch; es wird gewartet…",

    confirm_title: "Dieser Link führt woandershin",
    confirm_body: "Dieser Link will eine Verbindung zu {}.",
    confirm_risk: "Das ist nicht der Server, von dem diese Seite stammt. Alles, was Sie tippen, ginge dorthin, auch \
                   Passwörter. Verbinden Sie sich nur, wenn Sie ihm vertrauen und das erwartet haben.",
    confirm_yes: "Mit {} verbinden",
    confirm_no: "Nicht verbinden",

    identity_title: "Ist das die richtige Maschine?",
    identity_body: "Dieses Gerät kennt sie noch nicht. Bisher wurde ihr nichts Geheimes gesendet.",
    identity_changed_title: "Das ist nicht die Maschine, die Sie kennen",
    identity_changed_body: "Vielleicht gibt sich jemand für sie aus, um Ihr Passwort und alles Weitere mitzulesen. Es kann auch \
                            sein, dass die Maschine neu eingerichtet wurde oder dieser Link zu einer anderen führt als \
                            früher. Machen Sie nur weiter, wenn Sie den Grund kennen.",
    identity_compare: "Vergleichen Sie ihre Wörter mit denen, die Sie vom Betreiber der Maschine bekommen haben:",
    identity_words: "Die Wörter der Maschine",
    identity_details: "Als Zahlen",
    identity_short: "So zeigen es andere Programme:",
    identity_remember: "Diese Maschine für diesen Link merken",
    identity_yes: "Das ist die Maschine",
    identity_changed_yes: "Trotzdem verbinden",
    identity_no: "Nicht verbinden",

    credentials_title: "An der Maschine anmelden",
    credentials_body: "Der Bildschirmserver der Maschine fragt, wer Sie sind.",
    password_body: "Der Bildschirmserver der Maschine fragt nach einem Passwort.",
    username: "Benutzername",
    password: "Passwort",
    target: "Maschine (Name oder Nummer)",
    sign_in: "Anmelden",

    bar: "Bedienleiste der Konsole",
    show_bar: "Bedienleiste zeigen",
    show_bar_how: "Bedienleiste zeigen (Strg+Alt+Umschalt drücken und loslassen)",
    ctrl_alt_del: "Strg Alt Entf",
    send_ctrl_alt_del: "Strg+Alt+Entf an die Maschine senden",
    keys: "Weitere Tasten",
    keys_title: "Tasten senden",
    keys_consoles: "Strg+Alt mit",
    on_screen_keyboard: "Bildschirmtastatur",
    text_input: "Über Eingabemethoden, Tottasten (´\u{a0}^\u{a0}~) und Bildschirmtastaturen tippen",
    panning: "Ausschnitt verschieben",
    clipboard: "Zwischenablage",
    clipboard_help: "In der Maschine kopierter Text erscheint hier. Gesendeten Text kann man in der Maschine einfügen.",
    clipboard_label: "Text der Zwischenablage",
    clipboard_send: "An die Maschine senden",
    clipboard_copy: "Kopieren",
    clipboard_lossy: "Nur westeuropäische Zeichen können gesendet werden; die anderen kommen als „?“ an.",
    clipboard_sent: "Der Text liegt in der Zwischenablage der Maschine.",
    clipboard_copied: "Text kopiert.",
    clipboard_selected: "Der Browser lässt die Seite nicht kopieren. Der Text ist ausgewählt: Kopieren Sie ihn mit der Tastatur.",
    clipboard_newer: "Die Maschine hat einen neueren Text kopiert. ",
    clipboard_show_newer: "Zeigen",
    clipboard_new: "Zwischenablage: neuer Text von der Maschine",
    clipboard_paste: "Einfügen",
    clipboard_shared: "Was die Maschine kopiert, gelangt auch in Ihre eigene Zwischenablage, wo Ihr Browser das zulässt. Sobald die \
                       Seite Ihre Zwischenablage lesen darf, folgt sie von selbst zur Maschine.",
    clipboard_apart: "Diese Seite kam unverschlüsselt, daher hält Ihr Browser Ihre eigene Zwischenablage getrennt: Kopieren und \
                      fügen Sie hier ein.",
    clipboard_from_machine: "Der Text der Maschine liegt in Ihrer Zwischenablage.",
    clipboard_unreadable: "Der Browser lässt die Seite Ihre Zwischenablage nicht lesen. Fügen Sie stattdessen in das Feld ein.",
    sound: "Ton",
    sound_is_off: "Der Ton der Maschine ist aus, und nichts davon wird hierher gesendet.",
    sound_is_on: "Sie hören, was die Maschine abspielt.",
    sound_turn_on: "Ton einschalten",
    sound_turn_off: "Ton ausschalten",
    sound_latency: "Zu hören {} ms nach dem Eintreffen.",
    sound_failed: "Dieser Browser spielt hier keinen Ton ab.",
    volume: "Lautstärke",
    mute: "Stumm",
    fit: "Ins Fenster einpassen",
    view_only: "Nur ansehen",
    fullscreen: "Vollbild",
    leave_fullscreen: "Vollbild verlassen",
    fullscreen_forbidden: "In diesem Rahmen gibt es kein Vollbild. Öffnen Sie die Konsole dafür in einem eigenen Tab.",
    new_tab: "In neuem Tab öffnen",
    power_title: "Ein und aus",
    power_help: "Das wirkt auf die Maschine selbst, für alle, die sie benutzen.",
    power_no: "Laufen lassen",
    power_failed: "Der Rechner, auf dem die Maschine läuft, konnte das nicht. Sie ist, wie sie war.",
    shut_down: Switch {
        name: "Herunterfahren",
        question: "Diese Maschine herunterfahren?",
        risk: "Ihr Betriebssystem soll herunterfahren. Von dieser Konsole aus kann man sie nicht wieder starten.",
        done: "Die Maschine soll jetzt herunterfahren.",
    },
    reboot: Switch {
        name: "Neu starten",
        question: "Diese Maschine neu starten?",
        risk: "Ihr Betriebssystem soll neu starten. Die Programme aller Benutzer darauf enden.",
        done: "Die Maschine soll jetzt neu starten.",
    },
    reset: Switch {
        name: "Zurücksetzen",
        question: "Diese Maschine sofort zurücksetzen?",
        risk: "Sie startet mitten in allem neu, als hätte jemand die Reset-Taste gedrückt. Nicht Gespeichertes geht verloren, \
               und ihre Datenträger müssen womöglich repariert werden.",
        done: "Die Reset-Taste der Maschine wurde gedrückt.",
    },
    caps_lock_on: "Feststelltaste an",
    click_for_pointer: "Ein Klick auf den Bildschirm gibt ihm den Mauszeiger; Esc holt ihn zurück",
    pointer_locked: "Die Maschine hat den Mauszeiger. Esc holt ihn zurück.",
    pointer_refused: "Diese Maschine braucht den Mauszeiger eigentlich für sich allein, was der Browser hier nicht erlaubt. In \
                      einem eigenen Tab tut er es vielleicht.",
    round_trip: "Der Weg zur Maschine und zurück dauert {} ms.",
    disconnect: "Trennen",

    settings: "Einstellungen",
    size: "Bildgröße",
    size_actual: "Wirkliche Größe",
    size_fit: "Ins Fenster einpassen",
    size_remote: "Den Bildschirm der Maschine anpassen",
    quality: "Bildqualität",
    lossless: "Genaues Bild, ohne Verlust",
    compression: "Kompression",
    lossy_help: "Nicht jede Maschine richtet sich nach Qualität und Kompression.",
    bell: "Signalton der Maschine abspielen",
    remembered: "Gemerkte Maschine",
    remembered_help: "Dieses Gerät erkennt die Maschine hinter diesem Link wieder.",
    forget: "Diese Maschine vergessen",
    forgotten: "Vergessen",
    forgotten_help: "Dieses Gerät erkennt die Maschine hinter diesem Link nicht mehr wieder.",
    fixed: "Vom Betreiber festgelegt.",
    shortcut: "Strg+Alt+Umschalt drücken und loslassen führt vom Bildschirm hierher, Esc zurück.",

    click_to_type: "Zum Tippen auf den Bildschirm klicken",
    resize_unsupported: "Diese Maschine kann ihre Bildschirmgröße nicht auf Wunsch ändern.",
    resize_refused: "Die Maschine hat ihre Bildschirmgröße behalten: {}",
    clipboard_too_long: "Der Text ist zu lang für die Zwischenablage der Maschine: Höchstens {} Bytes können gesendet werden.",
    vm_clipboard_too_long: "Die Maschine hat einen Text kopiert, der zu lang ist: Höchstens {} Bytes können übernommen werden.",

    by_user: Said {
        title: "Getrennt", body: "Sie haben die Verbindung beendet. Die Maschine läuft weiter."
    },
    unreachable: Said {
        title: "Der Server ist nicht zu erreichen",
        body: "Es kam keine Verbindung zum Konsolenserver zustande. Er kann ausgefallen sein, das Netz kann gestört sein, oder \
               der Link ist abgelaufen. Wenn es gleich noch nicht geht, öffnen Sie die Konsole neu aus der Cloud-Oberfläche.",
    },
    link_refused: Said {
        title: "Dieser Link gilt nicht mehr",
        body: "Der Link zur Konsole ist abgelaufen, oder die Maschine ist nicht zu erreichen. Öffnen Sie die Konsole neu aus \
               der Cloud-Oberfläche; das gibt einen frischen Link.",
    },
    origin_refused: Said {
        title: "Der Server nimmt diese Seite nicht an",
        body: "Der Konsolenserver nimmt von der Adresse dieser Seite keine Verbindungen an. Sein Betreiber kann das erlauben.",
    },
    link_unchecked: Said {
        title: "Dieser Link ist gerade nicht zu prüfen",
        body: "Der Konsolenserver kann zurzeit nicht nachsehen, wohin der Link führt. Der Link selbst kann durchaus gelten. \
               Versuchen Sie es etwas später noch einmal.",
    },
    display_unreachable: Said {
        title: "Die Maschine ist nicht zu erreichen",
        body: "Der Konsolenserver antwortet, der Bildschirm der Maschine aber nicht. Die Maschine kann aus sein, gerade starten \
               oder auf einen anderen Rechner umziehen.",
    },
    too_many_connections: Said {
        title: "Zu viele Verbindungen",
        body: "Der Konsolenserver hat so viele Verbindungen, wie er erlaubt. Versuchen Sie es etwas später noch einmal.",
    },
    proxy_shut_down: Said {
        title: "Der Konsolenserver wird abgeschaltet",
        body: "Vielleicht ist er gleich wieder da, oder ein anderer springt ein.",
    },
    no_answer: Said {
        title: "Die Maschine antwortet nicht",
        body: "Die Verbindung steht, aber der Bildschirmserver der Maschine verstummte, bevor ihr Bildschirm da war.",
    },
    server_refused: Said {
        title: "Die Maschine hat die Verbindung abgelehnt",
        body: "Ihr Bildschirmserver nimmt gerade niemanden mehr an. Versuchen Sie es später noch einmal.",
    },
    authentication_failed: Said {
        title: "Anmeldung fehlgeschlagen",
        body: "Der Bildschirmserver der Maschine hat das nicht angenommen.",
    },
    too_weak: Said {
        title: "Die Maschine ist nicht sicher genug",
        body: "Ihr Bildschirmserver schützt weniger als zuvor oder weniger, als der Betreiber dieser Seite verlangt.",
    },
    unproved: Said {
        title: "Die Maschine weist sich nicht aus",
        body: "Dieses Gerät weiß, woran die Maschine zu erkennen ist, und was jetzt geantwortet hat, versucht es nicht einmal. \
               Vielleicht gibt sich jemand für sie aus. Wenn Sie den Grund kennen, vergessen Sie die Maschine und versuchen es \
               noch einmal.",
    },
    protocol: Said {
        title: "Die Maschine spricht unverständlich",
        body: "Was vom Bildschirmserver der Maschine kam, ist nicht zu verstehen; daher wurde die Verbindung beendet.",
    },
    lost: Said {
        title: "Die Verbindung ist abgerissen",
        body: "Das Netz oder der Server hat sie unterbrochen. Die Maschine selbst kann durchaus weiterlaufen.",
    },
    closed_by_server: Said {
        title: "Die Maschine hat die Verbindung beendet",
        body: "Sie wurde vielleicht ausgeschaltet oder neu gestartet, oder ihr Bildschirm wird woanders benutzt.",
    },
    closed: Said { title: "Die Verbindung wurde beendet", body: "Der Server beendete sie mit dem Code {}." },
    bad_address: Said {
        title: "Dieser Link ist beschädigt",
        body: "Zu der Adresse des Konsolenservers darin kann man sich nicht verbinden. Öffnen Sie die Konsole neu aus der \
               Cloud-Oberfläche.",
    },
    insecure: Said {
        title: "Der Browser verbietet diese Verbindung",
        body: "Diese Seite kam verschlüsselt, und der Link verlangt eine unverschlüsselte Verbindung. Der Betreiber des \
               Konsolenservers muss eine verschlüsselte anbieten.",
    },
    broken: Said {
        title: "Die Konsole ist stehen geblieben",
        body: "Ein Fehler in dieser Seite hat sie angehalten. Die Maschine ist davon nicht betroffen.",
    },
    no_host: Said {
        title: "Es gibt keinen Server zum Verbinden",
        body: "Diese Seite wurde nicht von einem Konsolenserver aus geöffnet. Öffnen Sie die Konsole aus der Cloud-Oberfläche.",
    },
    no_rules: Said {
        title: "Die Einstellungen der Konsole sind nicht zu lesen",
        body: "Der Betreiber gibt Regeln für alle vor, und sie waren nicht zu lesen. Es wurde nichts verbunden, denn sie könnten \
               es verbieten. Laden Sie die Seite neu; hilft das nicht, sagen Sie es dem Betreiber.",
    },
    old_browser: Said {
        title: "Dieser Browser kann die Konsole nicht zeigen",
        body: "Ihm fehlt etwas, das die Konsole braucht. Nehmen Sie ein aktuelles Chrome, Edge, Firefox oder Safari.",
    },
};
