// From the engine's facts to the words that a person reads, for whatever more than one page says.
//
// Pure. It knows the messages and the types of the API, and neither the state nor components.

export { byCause } from './cause';
export { closedWords, failureText, failureWords } from './failure';
export { wrongName } from './names';
export { linked, sentence } from './sentence';
export { ago, dated, when } from './times';
