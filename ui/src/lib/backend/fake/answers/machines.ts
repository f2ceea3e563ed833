// Setting up, pairing, and machines.

import { Failure } from '$lib/backend';
import type { Access } from '$lib/engine';
import { ago, CODE, folder, machine, type World } from '../world';
import { fail, type Handlers } from './handlers';

function invite(world: World, minutes: number, may: Access | null) {
  world.attempts = 3;
  world.invitation = {
    code: CODE,
    address: '192.168.1.20:22082',
    addresses: ['192.168.1.20:22082', '[fd00::20]:22082'],
    link: world.link,
    expires_at: ago(-minutes),
    ...(may === null ? {} : { may }),
    attempts_left: 9,
    wrong_codes: [],
    burnt: false,
  };
  return world.invitation;
}

function becomeClient(world: World, hub: string, name: string) {
  world.machine = name;
  world.role = 'client';
  world.hub = { name: hub, address: '192.168.1.20:22082', online: true };
  world.machines = [machine({ name: hub, role: 'hub' }), machine({ name, is_self: true })];
  world.folders = [
    folder({ name: 'Documents', path: null, files: 1204, bytes: 3_435_973_836 }),
    folder({ name: 'Photos', path: null, files: 18_220, bytes: 91_268_055_040 }),
  ];
}

export const machineAnswers: Handlers = {
  status: (world) => world.status(),
  hub(world, { name }) {
    world.machine = name ?? world.info.host_name;
    world.role = 'hub';
    world.store_bytes = 0;
    world.machines = [machine({ name: world.machine, role: 'hub', is_self: true })];
    return { machine: world.machine, listen: ['[::]:22082'] };
  },
  invite: (world, { minutes, may }) => invite(world, minutes ?? 10, may),
  invitation(world) {
    if (world.invitation && Date.parse(world.invitation.expires_at) <= Date.now()) world.invitation = null;
    return world.invitation;
  },
  'cancel-invite'(world) {
    world.invitation = null;
  },
  discover: (world) => world.discovered,
  join(world, { address, code, name, fingerprint }) {
    const where = address ?? '192.168.1.20:22082';
    if (world.trouble === 'unreachable' || where.startsWith('10.')) {
      fail('unreachable', `nothing answers at ${where}: this machine was not paired`, 'check the address');
    }
    if (world.trouble === 'no-invitation' || world.attempts === 0) {
      fail('no-invitation', `the hub has no invitation open (${where}): this machine was not paired`);
    }
    if (fingerprint && fingerprint !== world.key.fingerprint) {
      fail('other-key', `the hub at ${where} has another key: this machine was not paired`);
    }
    if (code.replaceAll(' ', '') !== CODE) {
      world.attempts -= 1;
      const left = world.attempts;
      const message = `the code is wrong; ${left} more tries are left (${where}): this machine was not paired`;
      throw new Failure({ code: 'wrong-code', message, hint: null, path: null, reason: { code: 'wrong-code', params: { left } } });
    }
    const hub = world.discovered.find((found) => found.addresses.includes(where))?.name ?? 'attic';
    becomeClient(world, hub, name ?? world.info.host_name);
    return { hub, machine: world.machine };
  },
  leave(world) {
    world.role = 'none';
    world.hub = null;
    world.folders = [];
    world.machines = [];
  },
  machines: (world) => world.machines,
  rename(world, { machine: which, name }) {
    if (name.includes('/'))
      fail('bad-name', `“${name}” cannot be a name: it has a slash`, 'choose 1 to 40 printable characters without a slash');
    const found = world.machines.find((one) => (which === null ? one.is_self : one.name === which));
    if (found) found.name = name;
    if (which === null || found?.is_self) world.machine = name;
  },
  forget(world, { name }) {
    world.machines = world.machines.filter((one) => one.name !== name);
  },
  access(world, { machine: which, folder: name, access }) {
    const found = world.machines.find((one) => one.name === which);
    if (found) found.access = { ...found.access, [name]: access };
  },
  'allow-invites'(world, { machine: which, allowed }) {
    const found = world.machines.find((one) => one.name === which);
    if (found) found.may_invite = allowed;
  },
};
