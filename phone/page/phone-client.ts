import type { PhoneActions, PhoneState } from '../client/state';
import type { NewEntry } from '../timeline/entry';

/** The phone, as the page shows it and acts on it. */
export interface PhoneClient extends PhoneActions {
  /** The same object until something changes. */
  getState(): PhoneState;
  subscribe(listener: () => void): () => void;
  /** For the timeline. */
  tell(entry: NewEntry): void;
  /** Puts the iframes of the mini-programs' pages into the container, each as large as it. Once. */
  mountPages(container: HTMLElement): void;
}
