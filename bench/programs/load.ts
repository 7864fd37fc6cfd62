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

answer({ closedLoop });
