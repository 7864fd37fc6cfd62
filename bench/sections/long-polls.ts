import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, line } from '../report/line';
import type { World } from '../world/world';
import { createRequest, loginRequest, pollRequest, readLogin, readSigning } from './users';

const POLLS = 5_000;
/** What one user may have waiting. */
const EACH = 4;
const WATCHED_MS = 10_000;

/** Many long polls that wait: the memory that each takes, and the CPU that they take together. */
export async function longPolls(world: World, server: string): Promise<Line[]> {
  const subject = await world.start('server', server);
  try {
    const codes = Array.from({ length: POLLS / EACH }, (_, i) => `poll-${i}`);
    const logins = await subject.send(codes.map(loginRequest));
    const tokens = logins.map((answer) => readLogin('server', answer));
    const created = await subject.send(tokens.map((token) => createRequest({ token })));
    const requests = created.flatMap((answer, i) => {
      const outContractCode = readSigning('server', answer, 201);
      const user = { code: codes[i]!, openid: '', token: tokens[i]!, outContractCode };
      const request = pollRequest(user, `?wait=30&after=${JSON.parse(answer.body).version}`);
      return Array.from({ length: EACH }, () => request);
    });
    const before = await subject.child.usage();
    await subject.wait(requests);
    const waiting = await subject.child.usage();
    const began = performance.now();
    await sleep(WATCHED_MS);
    const after = await subject.child.usage();
    const seconds = (performance.now() - began) / 1000;
    const answered = await subject.answered();
    if (answered > 0) throw new Error(`${answered} of ${POLLS} long polls do not wait any more`);
    return [
      line('long poll: bytes each', (waiting.rss - before.rss) / POLLS, 'bytes'),
      line(
        'long poll: CPU while they wait',
        (after.cpu - waiting.cpu) / 1000 / seconds,
        `ms a second, ${POLLS} polls`,
      ),
    ];
  } finally {
    await subject.stop();
  }
}
