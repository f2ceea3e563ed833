// What the window asks of the app around it, and what the app keeps for it. Field names are the Rust shell's.

import type { Place } from '$lib/nav';

/** What the app around the engine can do. */
export interface Shell {
  info(): Promise<ShellInfo>;
  /** The system's folder picker; none if the person changed their mind. */
  pickFolder(title: string): Promise<string | null>;
  /** The system's dialog for a new file's place. */
  pickFile(title: string, name: string): Promise<string | null>;
  /** Shows a linked folder in the system's file manager. */
  openFolder(folder: string): Promise<void>;
  /** Shows a file of a linked folder there, or what is left of its place. */
  reveal(folder: string, path: string): Promise<void>;
  openLog(): Promise<void>;
  /** Where a window that was just made is to begin, if the tray or a notification made it. */
  firstPlace(): Promise<Place | null>;
  autostart(): Promise<boolean>;
  setAutostart(on: boolean): Promise<void>;
  settings(): Promise<AppSettings>;
  setSettings(settings: AppSettings): Promise<void>;
  /** What the close button does: to the tray, or minimised where there is none. */
  closeWindow(): Promise<void>;
  quit(): Promise<void>;
}

export type ShellInfo = {
  version: string;
  /** The computer's name, offered as the machine's. */
  host_name: string;
  /** The person's home directory. */
  user_home: string | null;
  /** Where this installation keeps its state. */
  home: string;
  /** The log file. */
  log: string;
  /** Whether closing goes to a tray that somebody sees. */
  tray: boolean;
  /** Whether a notification would be shown. */
  notifications: boolean;
  /** Whether the system has a keyring that can be used. */
  keyring: boolean;
  /** Whether the engine runs inside the app; else it is the background service's. */
  own_engine: boolean;
  /** What the desktop lacks, and what that means: a sentence each. */
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
  /** Whether the person has been told that closing goes to the tray. */
  close_told: boolean;
};
