// The type of the fake's answers: for each command a function of the world and the command.

import type { Answers, CommandName, CommandOf } from '$lib/engine';
import { Failure } from '$lib/backend';
import type { World } from '../world';

export type Handlers = { [N in CommandName]?: (world: World, command: CommandOf<N>) => Answers[N] };

/** Fails as the engine would. */
export function fail(code: string, message: string, hint: string | null = null, path: string | null = null): never {
  throw new Failure({ code, message, hint, path });
}
