// What the fake engine answers. Each area of commands has its own file; together they are `Handlers`.

import type { Answers, CommandName, CommandOf } from '$lib/engine';
import { Failure } from '../backend';
import { decisionAnswers } from './answers/decisions';
import { folderAnswers } from './answers/folders';
import { historyAnswers } from './answers/history';
import { machineAnswers } from './answers/machines';
import { pastAnswers } from './answers/past';
import { settingAnswers } from './answers/settings';
import type { World } from './world';

export type Handlers = { [N in CommandName]?: (world: World, command: CommandOf<N>) => Answers[N] };

export const answers: Handlers = { ...machineAnswers, ...folderAnswers, ...historyAnswers, ...pastAnswers, ...decisionAnswers, ...settingAnswers };

export function fail(code: string, message: string, hint: string | null = null, path: string | null = null): never {
  throw new Failure({ code, message, hint, path });
}
