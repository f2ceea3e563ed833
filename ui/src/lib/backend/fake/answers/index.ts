// The fake engine's answers, one file for each area of commands.

import { decisionAnswers } from './decisions';
import { folderAnswers } from './folders';
import type { Handlers } from './handlers';
import { historyAnswers } from './history';
import { machineAnswers } from './machines';
import { pastAnswers } from './past';
import { settingAnswers } from './settings';
import { subfolderAnswers } from './subfolders';

export const answers: Handlers = {
  ...machineAnswers,
  ...folderAnswers,
  ...subfolderAnswers,
  ...historyAnswers,
  ...pastAnswers,
  ...decisionAnswers,
  ...settingAnswers,
};
