// The only way out of the web view, to the engine and to the app around it.
//
// Here are the interfaces and the error. `tauri.ts` implements them with the app and is the only file that uses Tauri; `fake/`
// implements them with a scripted engine, for tests and for `npm run ui:dev`. `main.ts` chooses one of the two.

export type { Backend, Drag, Progress, Stop } from './backend';
export { Failure } from './failure';
export type { AppSettings, Notify, Shell, ShellInfo, Theme } from './shell';
