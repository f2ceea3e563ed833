// A form about a directory on this machine: each error stands at the field that it is about, until what the field says is changed.

import { t } from '$lib/messages';
import { failureText } from '$lib/present';
import { Operation } from '$lib/state';

/** Errors of the engine about the name of a folder. */
const OF_NAME = ['bad-name', 'name-taken'];

export class PathForm {
  path = $state('');
  readonly operation = new Operation();
  /** What the fields said when the form was sent. */
  #sent = $state.raw<{ path: string; name: string }>();
  readonly #name: () => string;

  /** `name` is the name in the form, if it has one. */
  constructor(path: string, name = () => '') {
    this.path = path;
    this.#name = name;
  }

  /** The path as the engine takes it: without spaces around it and slashes at its end. */
  get clean(): string {
    return this.path.trim().replace(/(.)\/+$/, '$1');
  }

  get isWhole(): boolean {
    return this.clean.startsWith('/');
  }

  get #failure() {
    return this.#sent?.path === this.clean && this.#sent.name === this.#name() ? this.operation.failure : undefined;
  }

  /** What is wrong with the path, if anything is. */
  get wrongPath(): string | undefined {
    if (this.#sent?.path === this.clean && !this.isWhole) return t.folders.share.pathEmpty;
    return this.#failure?.path ? failureText(this.#failure) : undefined;
  }

  /** What the engine says against the name, if anything. */
  get wrongName(): string | undefined {
    return this.#failure && OF_NAME.includes(this.#failure.code) ? failureText(this.#failure) : undefined;
  }

  /** What failed otherwise. */
  get otherFailure() {
    return (this.wrongPath ?? this.wrongName) ? undefined : this.#failure;
  }

  /** Runs `work` with a whole path; returns true if it succeeded. */
  async send(work: (path: string) => Promise<unknown>): Promise<boolean> {
    this.#sent = { path: this.clean, name: this.#name() };
    this.operation.failure = undefined;
    return this.isWhole && (await this.operation.run(() => work(this.clean)));
  }
}
