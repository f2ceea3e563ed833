// What the app tells of itself and keeps for the window. Field names are the Rust shell's.

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
