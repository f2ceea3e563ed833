// The machines, kept current also while one of them is catching up: its progress gives no hint here.

import { live } from '$lib/state';
import { isCatchingUp } from './lacks';

const EVERY = 2_000;

export function liveMachines() {
  const machines = live(() => ({ command: 'machines' }));
  const catchingUp = $derived((machines.value ?? []).some(isCatchingUp));
  $effect(() => {
    if (!catchingUp) return;
    const timer = setInterval(() => machines.refresh(), EVERY);
    return () => clearInterval(timer);
  });
  return machines;
}
