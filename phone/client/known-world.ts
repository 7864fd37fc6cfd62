import {
  type InstalledApp,
  type MerchantCode,
  noTroubles,
  type ToPage,
  type Troubles,
  type World,
} from '../protocol';
import type { Entry } from '../timeline/entry';
import { withEntry } from '../timeline/timeline';

/** What the phone's server has said of what there is; empty until it has. */
export class KnownWorld {
  #world: World | undefined;

  /** The merchant's mini-program, then the signing one. */
  get apps(): readonly InstalledApp[] {
    return this.#world?.apps ?? [];
  }

  get users(): readonly string[] {
    return this.#world?.users ?? [];
  }

  get troubles(): Troubles {
    return this.#world?.troubles ?? noTroubles;
  }

  get canShorten(): boolean {
    return this.#world?.canShorten ?? false;
  }

  get merchantCode(): MerchantCode {
    return this.#world?.merchantCode ?? {};
  }

  get canDeliver(): boolean {
    return this.#world?.canDeliver ?? false;
  }

  get timeline(): readonly Entry[] {
    return this.#world?.timeline ?? [];
  }

  app(appId: string): InstalledApp | undefined {
    return this.apps.find((app) => app.appId === appId);
  }

  enter(world: World): void {
    this.#world = world;
  }

  /** News of a part of it. */
  hear(news: Extract<ToPage, { type: 'apps' | 'troubles' | 'merchantCode' | 'entry' }>): void {
    if (news.type === 'entry') {
      const { entry } = news;
      this.#change({ timeline: entry.kind === 'reset' ? [entry] : withEntry(this.timeline, entry) });
    } else if (news.type === 'apps') this.#change({ apps: news.apps });
    else if (news.type === 'troubles') this.#change({ troubles: news.troubles });
    else this.#change({ merchantCode: news.merchantCode });
  }

  #change(change: Partial<World>): void {
    if (this.#world) this.#world = { ...this.#world, ...change };
  }
}
