// The types of the engine's API, as the window uses them. Times are RFC 3339 in UTC, sizes are bytes.
//
// `api.ts` is generated from the engine and never edited. A declaration here replaces the one of the same name there.

import type * as api from './api';

export type * from './api';

/** The commands that the window uses. Hints come through the app, so it does not use `watch`. */
export type Command = Exclude<api.Command, { command: 'watch' }>;
export type CommandName = Command['command'];
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;

/** What each command is answered with, without the wrapping that names it. */
export type Answers = Omit<api.Answers, 'watch'>;

export type Restored = Answers['restore'];
export type Settings = Answers['settings'];
