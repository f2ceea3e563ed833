// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Command } from "./Command";
import type { Reply } from "./Reply";

/** What a reply of this kind holds. */
export type ReplyOf<K extends string> = Extract<Reply, { [key in K]: unknown }>[K];

/** The names of all commands. */
export type CommandName = Command["command"];

/** The command of this name with what it takes. */
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;

/** What each command is answered with, without the wrapping that names it. */
export interface Answers {
  "status": ReplyOf<"status">;
  "hub": ReplyOf<"hub">;
  "invite": ReplyOf<"invite">;
  "invitation": ReplyOf<"invitation">;
  "cancel-invite": void;
  "discover": ReplyOf<"discover">;
  "join": ReplyOf<"join">;
  "leave": void;
  "share": ReplyOf<"folder">;
  "estimate": ReplyOf<"estimate">;
  "unshare": void;
  "link": ReplyOf<"folder">;
  "unlink": void;
  "relocate": ReplyOf<"folder">;
  "folders": ReplyOf<"folders">;
  "wait": ReplyOf<"wait">;
  "machines": ReplyOf<"machines">;
  "rename": void;
  "forget": void;
  "access": void;
  "history": ReplyOf<"history">;
  "activity": ReplyOf<"activity">;
  "versions": ReplyOf<"versions">;
  "restore": ReplyOf<"restored">;
  "content": ReplyOf<"content">;
  "conflicts": ReplyOf<"conflicts">;
  "resolve": void;
  "differences": ReplyOf<"differences">;
  "held": ReplyOf<"held">;
  "release": void;
  "pause": void;
  "resume": void;
  "rescan": void;
  "ignored": ReplyOf<"ignored">;
  "ignore-rules": ReplyOf<"ignore-rules">;
  "ignore-preview": ReplyOf<"ignored">;
  "store": ReplyOf<"store">;
  "settings": ReplyOf<"settings">;
  "verify": ReplyOf<"verified">;
  "key": ReplyOf<"key">;
  "doctor": ReplyOf<"doctor">;
  "diagnostics": void;
  "log": ReplyOf<"log">;
  "stop": void;
  "watch": void;
}
