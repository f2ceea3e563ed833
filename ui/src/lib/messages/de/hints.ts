import type { Messages } from '../catalogue';

export const hints = {
  'changed-meanwhile': 'Die Liste zeigt die jetzigen Unterschiede. Prüfen Sie sie, und versuchen Sie es dann erneut.',
  discovery: 'Geben Sie die Adresse ein, die der Hub unter seinem Code anzeigt.',
  damaged: 'SyncIt auf dem Hub kann es von einem Rechner, der es hat, neu holen.',
  'disk-full': 'Schaffen Sie auf diesem Datenträger Platz, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss.',
  held: 'Beheben Sie zuerst, weshalb der Ordner angehalten wurde. Die Seite „Angehalten“ sagt, was zu tun ist.',
  'is-linked': 'Wenn Sie ihn verschoben haben, öffnen Sie den Ordner und wählen Sie „Ordner verschoben …“.',
  'is-paired': 'Verlassen Sie zuerst die Gruppe, auf der Seite „Rechner“. Die Dateien bleiben, wo sie sind.',
  key: 'Entsperren Sie den Schlüsselbund Ihrer Arbeitsumgebung, und versuchen Sie es dann erneut.',
  listen: 'Vielleicht benutzt sie ein anderes Programm. Wählen Sie in den Einstellungen eine andere.',
  'name-taken': 'Wählen Sie einen anderen Namen. Wenn es derselbe Ordner ist, synchronisieren Sie stattdessen den verfügbaren.',
  'no-answer': 'Versuchen Sie es erneut. „Alles prüfen“ in den Einstellungen kann die Ursache finden.',
  'no-such-conflict': 'Vielleicht wurde er schon gelöst.',
  'no-such-folder': 'Vielleicht wird er nicht mehr geteilt.',
  'no-such-subfolder':
    'Vielleicht wurde er auf einem anderen Rechner gelöscht oder umbenannt. Schließen Sie dies, und öffnen Sie es noch einmal.',
  'no-such-machine': 'Vielleicht wurde er schon umbenannt oder entfernt.',
  'not-linked': 'Vielleicht wird er hier nicht mehr synchronisiert.',
  'not-open': 'Die Seite des Ordners sagt, warum.',
  'not-set-up': 'Richten Sie zuerst diesen Rechner ein.',
  'not-the-hub': 'Erledigen Sie das in SyncIt auf dem Hub.',
  unsettled: 'Versuchen Sie es erneut, wenn alles synchron ist.',
  offline: 'Versuchen Sie es erneut, sobald der Hub wieder erreichbar ist. „Alles prüfen“ in den Einstellungen kann die Ursache finden.',
} satisfies Messages['hints'];
