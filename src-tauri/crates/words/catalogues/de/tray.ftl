# Das Symbol in der Leiste, und was die App ohne Fenster sagt.

tray-starting = Wird gestartet
tray-open = SyncIt öffnen
tray-folders = Ordner
tray-no-folder = Noch kein Ordner
tray-recent = Letzte Änderungen
tray-nothing-changed = Noch keine Änderungen
tray-changed = { $name } in { $folder }
tray-deleted = { $name } in { $folder }, gelöscht
tray-conflict = { $name } in { $folder }, Konflikt
tray-restored = { $name } in { $folder }, wiederhergestellt
tray-machines = Andere Rechner
tray-no-machine = Noch keine
tray-up-to-date = auf dem neuesten Stand
tray-unknown = Stand unbekannt
tray-syncs-none = synchronisiert keinen dieser Ordner
tray-changes-to-go = noch { $changes ->
        [one] 1 Änderung
       *[other] { $changes } Änderungen
    }
tray-bytes-to-go = noch { BYTES($bytes) }
tray-offline = nicht verbunden
tray-offline-since = getrennt seit { $since }
tray-pause = Pausieren
tray-pause-until = Eine Zeit lang pausieren
tray-in-an-hour = 1 Stunde lang
tray-tomorrow = Bis morgen um { $time } Uhr
tray-until-resumed = Bis ich fortsetze
tray-resume = Fortsetzen
tray-resume-anyway = Trotzdem fortsetzen
tray-check = Jetzt prüfen
tray-settings = Einstellungen
tray-quit = SyncIt beenden
tray-failed = SyncIt konnte das nicht tun
tray-goes-on = SyncIt läuft im Infobereich weiter
tray-goes-on-text = Ihre Ordner bleiben synchron. Klicken Sie auf das Symbol, um SyncIt zu öffnen oder zu beenden.
tray-copied = Kopiert
engine-silent = Der Dienst von SyncIt antwortet nicht

## Was dieser Arbeitsumgebung fehlt

lacks-bus = Es gibt keinen Sitzungsbus: Symbol im Infobereich, Benachrichtigungen und Schlüsselbund sind nicht verfügbar.
lacks-tray = Keine Leiste zeigt Symbole an. Beim Schließen wird das Fenster minimiert. In GNOME zeigt die Erweiterung AppIndicator sie an; für Leisten älterer Art (i3, LXDE, tint2) das Programm snixembed.
lacks-notifications = Kein Programm zeigt Benachrichtigungen an. Was geschieht, ist nur in diesem Fenster zu sehen.
lacks-keyring = Es gibt keinen Schlüsselbund. Ein neuer Schlüssel wird in einer Datei abgelegt, die nur Sie lesen können.
