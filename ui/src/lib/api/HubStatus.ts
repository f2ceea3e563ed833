// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * A client's hub.
 */
export type HubStatus = {
/**
 * Its name.
 */
name: string,
/**
 * Where it was last reached.
 */
address: string,
/**
 * Whether it is connected now.
 */
online: boolean,
/**
 * Why not, if it is not: what failed, on what, what happens next.
 */
trouble?: string | null,
/**
 * What to do about that, where there is something.
 */
hint?: string | null, };
