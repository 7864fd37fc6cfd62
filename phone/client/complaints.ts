import type { Complaint } from './state';

/** What a developer wants to know of a mini-program's mistakes; the same one is shown once, until it is dismissed. */
export class Complaints {
  all: readonly Complaint[] = [];
  #lastId = 0;

  /** @returns whether it is a new one */
  add(appId: string, text: string, detail?: string): boolean {
    if (this.all.some((each) => each.text === text && each.appId === appId)) return false;
    const complaint = { id: ++this.#lastId, appId, text, ...(detail !== undefined && { detail }) };
    this.all = [...this.all, complaint];
    return true;
  }

  /** Of a build that is not the one that runs. */
  forget(appId: string): void {
    this.all = this.all.filter((each) => each.appId !== appId);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((each) => each.id !== id);
  }

  clear(): void {
    this.all = [];
  }
}
