// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { NoticeKind } from "./NoticeKind";
import type { Target } from "./Target";

/**
 * A notification.
 */
export type Notice = {
/**
 * What about.
 */
kind: NoticeKind,
/**
 * In English, with what others chose made printable.
 */
title: string,
/**
 * In English; may be empty.
 */
body: string,
/**
 * The folder, for fronts with words of their own.
 */
folder: string | null,
/**
 * The machine; none if there are several.
 */
machine: string | null,
/**
 * The path, of a file if it is one.
 */
path: string | null,
/**
 * How many files, conflicts or machines.
 */
count: number,
/**
 * What a click opens.
 */
target: Target, };
