// State that changes while the window is open: the session that all pages share, and the answers and operations of one component.
//
// It knows the backend, and neither words nor components.

export { Operation } from './operation.svelte';
export { live } from './live.svelte';
export { Meter, type Pace } from './rates';
export { provideSession, Session, useSession } from './session.svelte';
export { ticking } from './ticking.svelte';
