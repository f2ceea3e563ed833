# Why there is no connection, and why machines were not paired.

## No connection to the hub

no-connection--not-running = SyncIt is not running at { $address }: retrying automatically
    .command-line = start it on { $hub } (`syncit run`), or check at which address it listens there
    .window = open SyncIt on { $hub }
no-connection--no-answer = the hub did not answer at { $address }: retrying automatically
    .command-line = { $hub } is off or asleep, or its firewall blocks the port: open it there with `sudo ufw allow { $port }/tcp` or `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = { $hub } is off or asleep, or its firewall blocks port { $port }
no-connection--unknown-name = no address is known for { $address }: retrying automatically
    .hint = check the name, or use the address of { $hub }
no-connection--no-route = { $address } cannot be reached from this network ({ $words }): retrying automatically
    .hint = check this machine’s network
no-connection--busy = the hub at { $address } is busy or stopping, and ended the connection: retrying automatically
    .hint = wait a moment; if it stays so, restart SyncIt on { $hub }
no-connection--not-a-hub = what answers at { $address } is not a SyncIt hub: retrying automatically
    .hint = check the address and port of { $hub }
no-connection--other-key = the hub at { $address } shows the key { $found } instead of { $expected }
    .command-line = { $hub } was set up again, or another machine poses as it: if you set it up again, pair again (`syncit leave`, then `syncit join` with a new code)
    .window = { $hub } was set up again, or another machine poses as it: if you set it up again, leave the group on the Machines page, then join again with a new code
no-connection--forgotten = the hub at { $address } does not know this machine’s key
    .command-line = { $hub } has forgotten this machine: to pair again, run `syncit leave`, then `syncit join` with a new code; files stay where they are
    .window = { $hub } has forgotten this machine: leave the group on the Machines page, then join again with a new code; files stay where they are
no-connection--bad-key = this machine’s key cannot be used: { $words }
    .command-line = `syncit doctor` says where this machine’s key is kept
    .window = the settings say where this machine’s key is kept
no-connection--no-key = { $cause }: retrying automatically
no-connection--protocol = the hub at { $address } sent something that this machine does not understand ({ $words }): retrying automatically
    .hint = install the same version of SyncIt on this machine and on { $hub }
no-connection--no-welcome = the hub { $hub } took the connection, but did not answer: retrying automatically
no-connection--second-welcome = the hub sent something unexpected: a second welcome
    .hint = update SyncIt on this machine and on the hub
no-connection--lost = the connection to the hub { $hub } was lost: connecting again
no-connection--lost-because = the connection to the hub { $hub } was lost ({ $cause }): connecting again
no-connection--again-and-again = the connection to the hub { $hub } keeps ending ({ $cause }): retrying automatically
    .command-line = see `syncit doctor` and the log, here and on the hub
    .window = “Check everything” and the log in the settings may tell more, here and on the hub
no-connection--again-and-again-as-said = the connection to the hub { $hub } keeps ending ({ $cause }): retrying automatically

## Why a connection ended

connection-ended--lost = the network failed: { $words }
connection-ended--closed = the hub closed it
connection-ended--silent = nothing was heard from the hub for { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }
connection-ended--foreign = the hub sent something that this machine does not understand: { $words }
connection-ended--unsendable = a message to the hub cannot be sent: { $words }
connection-ended--stalled = the hub does not accept what is sent to it
connection-ended--failed = a part of SyncIt on this machine failed

## No hub to pair with

discovery-off = searching for hubs is turned off on this machine
    .command-line = turn it on (`syncit settings discovery on`), or give the hub’s address
    .window = turn it on in the settings, or enter the hub’s address
discovery = cannot search the local network for hubs (mDNS): { $words }
    .command-line = give the hub’s address: `syncit invite` on the hub shows it
    .window = enter the hub’s address: the hub shows it beside the code
no-hub-found = no hub with an open invitation was found on the local network: this machine was not paired
    .command-line = open an invitation on the hub (`syncit invite`), or give the address that it shows: `syncit join ADDRESS`
    .window = choose “Pair a machine” on the hub, or enter the address that it shows
several-hubs = several hubs have an invitation open: { $hubs }
    .hint = give the address of the one that you mean
bad-code = this is not a pairing code: a code has six digits
    .command-line = `syncit invite` on the hub shows one
    .window = the hub shows one while it invites a machine

## The hub was not reached

unreachable--not-running = SyncIt is not running at { $address }: this machine was not paired
    .command-line = start it on the hub (`syncit run`), or check at which address it listens there
    .window = open SyncIt on the hub, and check its address
unreachable--no-answer = the hub did not answer at { $address }: this machine was not paired
    .command-line = the hub is off or asleep, or its firewall blocks the port: open it there with `sudo ufw allow { $port }/tcp` or `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = the hub is off or asleep, or its firewall blocks port { $port }
unreachable--unknown-name = no address is known for { $address }: this machine was not paired
    .hint = check the name, or use the address of the hub
unreachable--no-route = { $address } cannot be reached from this network ({ $words }): this machine was not paired
    .hint = check this machine’s network
unreachable--busy = the hub at { $address } is busy or stopping, and ended the connection: this machine was not paired
    .hint = try again in a moment, with the same code
unreachable--not-a-hub = what answers at { $address } is not a SyncIt hub: this machine was not paired
    .hint = check the address and port of the hub
unreachable--bad-key = this machine’s key cannot be used ({ $words }): this machine was not paired
    .command-line = `syncit doctor` says where this machine’s key is kept
    .window = the settings say where this machine’s key is kept
unreachable--protocol = the hub at { $address } sent something that this machine does not understand ({ $words }): this machine was not paired
    .hint = install the same version of SyncIt on this machine and on the hub

## The hub did not take this machine

wrong-code = the code is wrong; { $left ->
        [one] 1 more try is
       *[other] { $left } more tries are
    } possible with this invitation ({ $address }): this machine was not paired
    .hint = look at the code on the hub, and type it again
no-invitation = the hub has no invitation open for this machine: it expired, was used already, or too many wrong codes were tried ({ $address }): this machine was not paired
    .command-line = open a new invitation on the hub: `syncit invite`
    .window = show a new code on the hub
other-key = the hub at { $address } has the key { $found }, not the expected { $expected }: this machine was not paired
    .command-line = check the address, and compare with what `syncit key` shows on the hub; the code was not tried
    .window = check the address, and compare with the key that the hub’s settings show; the code was not tried
impostor = the machine that answered could not prove that it knows the code: it is not the hub that showed it ({ $address }): this machine was not paired
    .hint = check the address; if it is correct, someone may be intercepting the connection: do not continue
protocol--pairing = the hub at { $address } pairs by version { $theirs } of the procedure, this machine by version { $ours }: this machine was not paired
    .hint = install the same version of SyncIt on both machines
connection-lost = the connection to the hub ended during pairing: { $words } ({ $address }): this machine was not paired
    .hint = try again with the same code

## What other machines do not have yet

lacks--changes = { $changes ->
        [one] 1 change is not there yet
       *[other] { $changes } changes are not there yet
    }
lacks--unknown = it does not say what it lacks; update SyncIt there
