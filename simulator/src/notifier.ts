import { randomUUID } from 'node:crypto';
import { type Clock, rfc3339 } from './clock';
import type { KeyKind } from './contracts';
import type { Events } from './events';
import type { Keys } from './keys';
import {
  type Attempt,
  type Corruption,
  type NotificationRecord,
  NotificationSender,
  type SentNotification,
} from './notification-sender';
import { isLoopback } from './operations/notify-url';
import { encrypt } from './signature';

/** Seconds from one failed attempt to the next, 24 h 4 m in all: https://pay.weixin.qq.com/doc/v3/merchant/4012791861 */
const resendSeconds = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];

/** How long a shuffled notification waits, by the simulator's clock, for one that may overtake it. */
const shuffleWaitMs = 2000;
const keptRecords = 5000;

export interface NotificationSettings {
  /** Extra copies sent at the same time as the first attempt. */
  duplicate: number;
  /** Before the first attempt, by the simulator's clock. */
  delayMs: number;
  /** New notifications are never sent. */
  drop: boolean;
  /** A notification waits up to 2 s for the next one, which is then sent first. */
  shuffle: boolean;
  corrupt: Corruption | null;
  /** A wrong signature with the probe's prefix: on each attempt, or on the next so many. */
  probe: boolean | number;
  /** Instead of ENTRUST.SIGN and ENTRUST.TERMINATE. */
  eventType: string | null;
  /** The key that signs: the one that the merchant's request named, one of the two, or the public key for this share (0 to 1). */
  key: 'request' | KeyKind | number;
}

export const defaultNotificationSettings: NotificationSettings = {
  duplicate: 0,
  delayMs: 0,
  drop: false,
  shuffle: false,
  corrupt: null,
  probe: false,
  eventType: null,
  key: 'request',
};

export interface NewNotification {
  url: string;
  eventType: string;
  originalType: string;
  summary: string;
  /** What is encrypted: a string as it is, anything else as JSON. */
  resource: unknown;
  /** The key that the merchant's request named. */
  key: KeyKind;
  outContractCode?: string | undefined;
  /** The whole envelope, instead of one made from the rest. */
  body?: string | undefined;
}

interface Outgoing {
  record: NotificationRecord;
  body: string;
  key: KeyKind;
}

/** Sends notifications and sends them again until they are answered 2xx. */
export class Notifier {
  settings: NotificationSettings = { ...defaultNotificationSettings };
  #records: NotificationRecord[] = [];
  #held: Outgoing | undefined;
  /** Counts the resets: what was under way before the last one must not go on. */
  #life = 0;
  /** Of `key` as a share: what has gathered towards the next use of the public key. */
  #publicKeyDebt = 0;
  readonly #sender: NotificationSender;
  readonly #watchers = new Set<() => void>();

  constructor(
    readonly clock: Clock,
    readonly keys: Keys,
    readonly events: Events,
    readonly log: (line: string) => void,
  ) {
    this.#sender = new NotificationSender();
  }

  notify(notification: NewNotification): NotificationRecord {
    const { url, eventType, originalType, summary, resource, key, outContractCode } = notification;
    const record: NotificationRecord = {
      id: randomUUID(),
      createdAt: new Date().toISOString(),
      eventType,
      outContractCode: outContractCode ?? null,
      url,
      resource,
      state: 'waiting',
      attempts: [],
    };
    const plaintext = typeof resource === 'string' ? resource : JSON.stringify(resource);
    const envelope = {
      id: record.id,
      create_time: rfc3339(Date.now()),
      event_type: eventType,
      resource_type: 'encrypt-resource',
      summary,
      resource: {
        original_type: originalType,
        ...encrypt(plaintext, this.keys.apiV3Key, originalType.slice(0, 15)),
      },
    };
    this.#records.push(record);
    if (this.#records.length > keptRecords) this.#records.shift();
    if (this.settings.drop) record.state = 'dropped';
    else if (!isLoopback(new URL(url))) record.state = 'notLoopback';
    else this.#plan({ record, key, body: notification.body ?? JSON.stringify(envelope) });
    if (record.state !== 'waiting') this.#tell(record, record.state, null, null);
    this.#changed();
    return record;
  }

  list(): NotificationRecord[] {
    return this.#records;
  }

  /** The records that fit, as soon as there is one; when there is none in time, none. */
  async waitFor(
    fits: (record: NotificationRecord) => boolean,
    timeoutMs: number,
  ): Promise<NotificationRecord[]> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.#records.filter(fits);
      const left = deadline - Date.now();
      if (found.length > 0 || left <= 0 || this.#sender.isClosed) return found;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        const watchers = this.#watchers;
        function done() {
          clearTimeout(timer);
          watchers.delete(done);
          resolve();
        }
        watchers.add(done);
      });
    }
  }

  /** Forgets everything and gives up what is being sent. The clock's tasks must be forgotten too. */
  reset(): void {
    this.#life += 1;
    this.#sender.abort();
    this.#records = [];
    this.#held = undefined;
    this.#publicKeyDebt = 0;
    this.settings = { ...defaultNotificationSettings };
    this.#changed();
  }

  async close(): Promise<void> {
    this.reset();
    await this.#sender.close();
    this.#changed();
  }

  #plan(outgoing: Outgoing): void {
    const at = this.clock.now() + this.settings.delayMs;
    if (!this.settings.shuffle) {
      this.clock.schedule(at, () => void this.#send(outgoing, 0));
      return;
    }
    const older = this.#held;
    if (older === undefined) {
      this.#held = outgoing;
      this.clock.schedule(at + shuffleWaitMs, () => {
        if (this.#held !== outgoing) return;
        this.#held = undefined;
        void this.#send(outgoing, 0);
      });
      return;
    }
    this.#held = undefined;
    this.clock.schedule(at, async () => {
      await this.#send(outgoing, 0);
      await this.#send(older, 0);
    });
  }

  /** `dueAt` is when this attempt should have been made: a clock moved far forward makes every resend that it passed. */
  async #send(outgoing: Outgoing, step: number, dueAt = this.clock.now()): Promise<void> {
    const { record } = outgoing;
    const life = this.#life;
    const copies = step === 0 ? 1 + this.settings.duplicate : 1;
    await Promise.all(Array.from({ length: copies }, () => this.#attempt(outgoing, step)));
    if (life !== this.#life) return;
    record.state = stateAfter(record, step);
    const wait = resendSeconds[step];
    if (record.state === 'waiting' && wait !== undefined) {
      const next = dueAt + wait * 1000;
      this.clock.schedule(next, () => void this.#send(outgoing, step + 1, next));
    }
    this.#changed();
  }

  async #attempt({ record, body, key }: Outgoing, step: number): Promise<void> {
    const life = this.#life;
    const { attempt, sent } = await this.#sender.post(record.url, body, this.keys[this.#chooseKey(key)], {
      corrupt: this.settings.corrupt,
      probe: this.#takeProbe(),
    });
    record.attempts.push(attempt);
    if (life === this.#life) this.#tell(record, stateAfter(record, step), attempt, sent);
    this.log(
      `通知 notification ${record.eventType} ${record.outContractCode ?? '-'}: ${attempt.status ?? attempt.error}`,
    );
  }

  #chooseKey(requested: KeyKind): KeyKind {
    const { key } = this.settings;
    if (key === 'request') return requested;
    if (typeof key === 'string') return key;
    this.#publicKeyDebt += key;
    if (this.#publicKeyDebt < 1) return 'certificate';
    this.#publicKeyDebt -= 1;
    return 'publicKey';
  }

  #takeProbe(): boolean {
    const { probe } = this.settings;
    if (typeof probe === 'boolean') return probe;
    this.settings.probe = Math.max(0, probe - 1);
    return probe > 0;
  }

  #tell(
    record: NotificationRecord,
    state: NotificationRecord['state'],
    attempt: Attempt | null,
    sent: SentNotification | null,
  ): void {
    const { attempts, ...rest } = record;
    const notification = { ...rest, state };
    this.events.emit({ type: 'notification', notification, attempt, sent, number: attempts.length });
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** @param step how often it has been sent again */
function stateAfter({ attempts }: NotificationRecord, step: number): NotificationRecord['state'] {
  if (attempts.some(({ status }) => status !== null && status >= 200 && status < 300)) return 'delivered';
  return resendSeconds[step] === undefined ? 'failed' : 'waiting';
}
