// What jsdom lacks and the window uses.

import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.removeAttribute('open');
};
Element.prototype.scrollTo ??= () => {};
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.animate ??= () => ({ cancel() {}, finished: Promise.resolve() }) as unknown as Animation;
let objects = 0;
URL.createObjectURL ??= () => `blob:test/${(objects += 1)}`;
URL.revokeObjectURL ??= () => {};
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Every test starts at noon: beside midnight "1 hour ago" is "yesterday". The clock goes on from there.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 23, 12, 0), shouldAdvanceTime: true }));
afterEach(() => {
  vi.useRealTimers();
  cleanup();
  localStorage.clear();
  history.replaceState(null, '', '/');
});
