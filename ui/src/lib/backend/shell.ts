// What the window asks of the app around it, and the settings that the app keeps for it. Field names are those of the app's Rust code.

import type { Place } from '$lib/nav';

/** What the app around the engine can do. */
export interface Shell {
  /** True in the app: there are pickers, a file manager, and a program that can be ended. False in a browser, which shows another machine. */
  readonly isDesktop: boolean;
  info(): Promise<ShellInfo>;
  /** Opens the system's folder picker; null if the person cancels. */
  pickFolder(title: string): Promise<string | null>;
  /** Opens the system's dialog for saving a file; null if the person cancels. */
  pickFile(title: string, name: string): Promise<string | null>;
  /** Shows a linked folder in the system's file manager. */
  openFolder(folder: string): Promise<void>;
  /** Shows a file of a linked folder in the file manager, or the nearest directory that still exists. */
  reveal(folder: string, path: string): Promise<void>;
  openLog(): Promise<void>;
  /** The page with which a new window begins, if the tray or a notification opened it. */
  firstPlace(): Promise<Place | null>;
  autostart(): Promise<boolean>;
  setAutostart(on: boolean): Promise<void>;
  settings(): Promise<AppSettings>;
  setSettings(settings: AppSettings): Promise<void>;
  /** Does what the close button does: hides the window in the tray, or minimises it where there is no tray. */
  closeWindow(): Promise<void>;
  quit(): Promise<void>;
}

export type ShellInfo = {
  version: string;
  /** The language of the app, a tag such as `de`. Without it the window speaks the browser's. */
  language?: string;
  /** The computer's name, suggested as the machine's. */
  host_name: string;
  /** The person's home directory. */
  user_home: string | null;
  /** Where this installation keeps its state. */
  home: string;
  /** The log file. */
  log: string;
  /** True if there is a tray that shows SyncIt's icon. */
  tray: boolean;
  /** True if notifications are shown. */
  notifications: boolean;
  /** True if the system has a keyring that can be used. */
  keyring: boolean;
  /** True if the engine runs inside the app, false if it runs as a background service. */
  own_engine: boolean;
  /** The limitations of this desktop and what they mean, a sentence each. */
  missing: string[];
};

export type Theme = 'system' | 'light' | 'dark';

/** One switch for each kind of notification. */
export type Notify = {
  changes: boolean;
  conflicts: boolean;
  holds: boolean;
  machines: boolean;
  disk: boolean;
  absent: boolean;
};

export type AppSettings = {
  theme: Theme;
  notify: Notify;
  /** True if the person has been told that closing the window only hides it in the tray. */
  close_told: boolean;
};
