// What changes while the window is open: the session that all pages share, and what one component asks or does.
//
// It knows the backend, and neither words nor components.

export { Doing } from './doing.svelte';
export { live } from './live.svelte';
export { Meter, type Pace } from './rates';
export { provideSession, Session, useSession } from './session.svelte';
export { ticking } from './ticking.svelte';
