import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { answer } from './answer';

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadAnswer {
  status: number;
  body: string;
  /** From sending to the whole answer, in ms. */
  ms: number;
}

const CONNECTIONS_AT_ONCE = 100;
const CONNECT_EVERY_MS = 100;

const pools = new Map<string, Pool>();

function poolOf(origin: string): Pool {
  const known = pools.get(origin);
  if (known) return known;
  const pool = new Pool(origin, { connections: 512, pipelining: 1 });
  pools.set(origin, pool);
  return pool;
}

async function send(pool: Pool, { method, path, headers, body }: LoadRequest): Promise<LoadAnswer> {
  const began = performance.now();
  const answered = await pool.request({ method, path, headers: headers ?? {}, body: body ?? null });
  const text = await answered.body.text();
  return { status: answered.statusCode, body: text, ms: performance.now() - began };
}

/** A closed loop: so many are under way at any time, the next is sent when one is answered. */
async function closedLoop(origin: string, requests: LoadRequest[], inFlight: number): Promise<LoadAnswer[]> {
  const pool = poolOf(origin);
  const answers: LoadAnswer[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < requests.length) {
        const mine = next++;
        answers[mine] = await send(pool, requests[mine]!);
      }
    }),
  );
  return answers;
}

/** An open loop: each request is sent when it is due, and timed from then, however late it was sent. */
async function openLoop(origin: string, requests: LoadRequest[], perSecond: number): Promise<LoadAnswer[]> {
  const pool = poolOf(origin);
  const begun = performance.now() + 100;
  const due = (i: number) => begun + (i * 1000) / perSecond;
  const sent: Promise<LoadAnswer>[] = [];
  while (sent.length < requests.length) {
    const i = sent.length;
    const early = due(i) - performance.now();
    if (early > 0) await sleep(early);
    sent.push(send(pool, requests[i]!).then((answered) => ({ ...answered, ms: performance.now() - due(i) })));
  }
  return Promise.all(sent);
}

let waitingAnswered = 0;

/** Sends requests that are answered late, each on a connection of its own. Resolves when the last has been sent. */
async function wait(origin: string, requests: LoadRequest[]): Promise<void> {
  const pool = new Pool(origin, { connections: requests.length, pipelining: 1 });
  waitingAnswered = 0;
  const counted = () => {
    waitingAnswered++;
  };
  // A burst of so many connections would fill the queue of those that are not accepted yet.
  for (let from = 0; from < requests.length; from += CONNECTIONS_AT_ONCE) {
    for (const request of requests.slice(from, from + CONNECTIONS_AT_ONCE))
      send(pool, request).then(counted, counted);
    await sleep(CONNECT_EVERY_MS);
  }
}

answer({ closedLoop, openLoop, wait, answered: () => waitingAnswered });
