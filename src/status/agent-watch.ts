import { agentPlaces, agentsFolder } from '../project/places.ts';
import { listIfThere, makePrivateFolder } from '../system/files.ts';
import { type FolderWatch, watchFolders } from '../system/watch.ts';

/** Watches the status files of all agents, also of those that get their folder later. */
export class AgentWatch {
  readonly #folder: string;
  readonly #home: string;
  readonly #look: () => void;
  #names = '';
  #watch: FolderWatch | undefined;
  #isClosed = false;

  /** `look` is called at every hint of a change, and may find none. */
  constructor(home: string, look: () => void) {
    this.#home = home;
    this.#folder = agentsFolder(home);
    this.#look = look;
  }

  async start(): Promise<void> {
    makePrivateFolder(this.#folder);
    await this.#watchAll();
  }

  close(): void {
    this.#isClosed = true;
    this.#watch?.close();
  }

  async #watchAll(): Promise<void> {
    const names = listIfThere(this.#folder);
    this.#names = names.join('/');
    const folders = names.map((name) => agentPlaces(this.#home, name).folder);
    const next = await watchFolders([this.#folder, ...folders], () => this.#seen());
    this.#watch?.close();
    this.#watch = next;
    if (this.#isClosed) this.#watch.close();
  }

  #seen(): void {
    if (this.#watch && listIfThere(this.#folder).join('/') !== this.#names) void this.#watchAll();
    this.#look();
  }
}
