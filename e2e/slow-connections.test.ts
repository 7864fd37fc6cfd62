import { connect } from 'node:net';
import { useKit } from './kit';

const given = useKit();

/** Writes to a socket and then, if `drip` says so, a byte a second; resolves when the server has closed it. */
function hold(begin: string, drip?: string): Promise<{ seconds: number; answer: string }> {
  const { port } = new URL(given.kit.url);
  return new Promise((resolve) => {
    const began = performance.now();
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(begin));
    const dripping = drip && setInterval(() => socket.write(drip), 1_000);
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(dripping || undefined);
      resolve({ seconds: (performance.now() - began) / 1000, answer });
    });
  });
}

it('slow headers, slow bodies and silence are cut after 30 s; a long poll of 30 s is not', async () => {
  const user = await given.kit.signer();
  const post = 'POST /notifications/wechatpay HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n';
  const [headers, body, unrouted, stopped, silent, poll] = await Promise.all([
    hold('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'x'),
    hold(post, 'x'),
    hold(post.replace('/notifications', '/nothing'), 'x'),
    hold('GET /healthz HT'),
    hold(''),
    user.get(user.outContractCode, `?wait=30&after=${user.created.version}`),
  ]);
  for (const { seconds } of [headers, body, stopped, silent]) {
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThan(36);
  }
  // Refused at once, and closed when the rest has not come.
  expect(unrouted.answer).toMatch(/^HTTP\/1.1 404 /);
  expect(unrouted.seconds).toBeLessThan(36);
  expect([poll.status, poll.body.version]).toEqual([200, user.created.version]);
});

it('a kept connection is kept for a minute', async () => {
  const { headers } = await fetch(`${given.kit.url}/healthz`);
  expect(headers.get('keep-alive')).toBe('timeout=61');
});
