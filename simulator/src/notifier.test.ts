import type { NotificationRecord } from './notification-sender';
import { decrypt, fetchCertificate, isSignedBy } from './testing/merchant';
import { startBench } from './testing/start';

/** One user signs all that is told of here. */
const bench = startBench({ oneContractAUser: false });
const configure = (settings: object) => bench.merchant.control('PUT', '/notifications', settings);

async function signed(more: Record<string, unknown> = {}) {
  const { code } = await bench.merchant.preEntrustSign({ notify_url: bench.receiver.url, ...more });
  await bench.merchant.control('POST', `/contracts/${code}/sign`);
  return code;
}

/** Waits for a notification that fits. */
async function notified(query: string): Promise<NotificationRecord> {
  const { notifications } = await bench.merchant.control<{ notifications: NotificationRecord[] }>(
    'GET',
    `/notifications?wait=15&${query}`,
  );
  const [first] = notifications;
  if (first === undefined) throw new Error(`no notification for ${query}`);
  return first;
}

describe('resends', () => {
  test('until 2xx: the same id and body, each attempt signed afresh', async () => {
    const { merchant, receiver } = bench;
    receiver.statuses.push(500, 401);
    const code = await signed();
    await notified(`outContractCode=${code}&attempts=1`);
    expect(receiver.received).toHaveLength(1);
    await merchant.control('PUT', '/clock', { advanceSeconds: 15 });
    await notified(`outContractCode=${code}&attempts=2`);
    await merchant.control('PUT', '/clock', { advanceSeconds: 15 });
    const { attempts } = await notified(`outContractCode=${code}&state=delivered`);
    expect(attempts.map(({ status }) => status)).toEqual([500, 401, 204]);
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(3);
    const { pem } = await fetchCertificate(merchant);
    for (const { headers, text } of receiver.received) {
      expect(isSignedBy(pem, headers, text)).toBe(true);
      // The simulator's clock is 30 s ahead; the time that it states is not.
      expect(Math.abs(Number(headers['wechatpay-timestamp']) - Date.now() / 1000)).toBeLessThan(5);
    }
  });

  test('not before it is time', async () => {
    const { merchant, receiver } = bench;
    receiver.statuses.push(500);
    const code = await signed();
    await notified(`outContractCode=${code}&attempts=1`);
    await merchant.control('PUT', '/clock', { advanceSeconds: 14, scale: 0 });
    const early = await merchant.control('GET', `/notifications?outContractCode=${code}&attempts=2&wait=0.2`);
    expect(early).toEqual({ notifications: [] });
    await merchant.control('PUT', '/clock', { advanceSeconds: 1 });
    await notified(`outContractCode=${code}&state=delivered`);
  });

  test('15 times over 24 h 4 m, then no more', async () => {
    const { merchant, receiver } = bench;
    receiver.statuses.push(...Array.from({ length: 100 }, () => 500));
    const code = await signed();
    await notified(`outContractCode=${code}&attempts=1`);
    await merchant.control('PUT', '/clock', { advanceSeconds: 86_639 });
    await notified(`outContractCode=${code}&attempts=15`);
    await merchant.control('PUT', '/clock', { advanceSeconds: 1 });
    const { attempts } = await notified(`outContractCode=${code}&state=failed`);
    expect(attempts).toHaveLength(16);
  });

  test('a faster clock brings them sooner', async () => {
    const { merchant, receiver } = bench;
    await merchant.control('PUT', '/clock', { scale: 1000 });
    receiver.statuses.push(500, 500, 500);
    const code = await signed();
    const { attempts } = await notified(`outContractCode=${code}&state=delivered`);
    expect(attempts).toHaveLength(4);
  });

  test('an answer that does not come within 5 s counts as none', async () => {
    const { merchant, receiver } = bench;
    receiver.statuses.push(null);
    const code = await signed();
    const { attempts } = await notified(`outContractCode=${code}&attempts=1`);
    expect(attempts).toMatchObject([{ status: null, error: expect.stringMatching(/timeout/i) }]);
    await merchant.control('PUT', '/clock', { advanceSeconds: 15 });
    await notified(`outContractCode=${code}&state=delivered`);
  });

  test('a refused connection is recorded and tried again', async () => {
    const code = await signed({ notify_url: 'http://127.0.0.1:9/nobody/listens' });
    const { state, attempts } = await notified(`outContractCode=${code}&attempts=1`);
    expect(state).toBe('waiting');
    expect(attempts).toMatchObject([{ status: null, error: expect.stringMatching(/ECONNREFUSED|bad port/) }]);
  });
});

describe('behaviour by setting', () => {
  test('duplicate: copies at once, each with a nonce of its own', async () => {
    await configure({ duplicate: 99 });
    const code = await signed();
    const { attempts } = await notified(`outContractCode=${code}&state=delivered`);
    expect(attempts).toHaveLength(100);
    const nonces = bench.receiver.received.map(({ headers }) => headers['wechatpay-nonce']);
    expect(new Set(nonces).size).toBe(100);
  });

  test('drop: recorded, never sent', async () => {
    await configure({ drop: true });
    const code = await signed();
    const { attempts, resource } = await notified(`outContractCode=${code}&state=dropped`);
    expect(attempts).toEqual([]);
    expect(resource).toMatchObject({ contract_state: 'SIGNED' });
    await configure({});
    await bench.merchant.control('PUT', '/clock', { advanceSeconds: 100_000 });
    await notified(`outContractCode=${await signed()}&state=delivered`);
    expect(bench.receiver.received).toHaveLength(1);
  });

  test('delayMs: by the simulator’s clock', async () => {
    await configure({ delayMs: 60_000 });
    const code = await signed();
    const waiting = await bench.merchant.control('GET', `/notifications?outContractCode=${code}`);
    expect(waiting).toMatchObject({ notifications: [{ state: 'waiting', attempts: [] }] });
    await bench.merchant.control('PUT', '/clock', { advanceSeconds: 60 });
    await notified(`outContractCode=${code}&state=delivered`);
  });

  test('shuffle: the termination overtakes the signing', async () => {
    await configure({ shuffle: true });
    const code = await signed();
    await bench.merchant.control('POST', `/contracts/${code}/terminate`);
    await notified(`outContractCode=${code}&eventType=ENTRUST.SIGN&state=delivered`);
    const types = bench.receiver.received.map(({ text }) => JSON.parse(text).event_type);
    expect(types).toEqual(['ENTRUST.TERMINATE', 'ENTRUST.SIGN']);
  });

  test('shuffle: one that nothing overtakes is sent after 2 s', async () => {
    await configure({ shuffle: true });
    const code = await signed();
    await bench.merchant.control('PUT', '/clock', { advanceSeconds: 2 });
    await notified(`outContractCode=${code}&state=delivered`);
  });

  test('eventType: a name that nobody has documented', async () => {
    await configure({ eventType: 'PWD_EXEMPT.SIGNED' });
    const code = await signed();
    await notified(`outContractCode=${code}&eventType=PWD_EXEMPT.SIGNED&state=delivered`);
  });

  test('key: as the pre-sign asked, or as told, or a share', async () => {
    const { merchant, receiver } = bench;
    const id = merchant.env.WECHATPAY_PUBLIC_KEY_ID ?? '';
    const { serial } = await fetchCertificate(merchant);
    const usedFor = async (headers: Record<string, string>) => {
      const { code } = await merchant.preEntrustSign({ notify_url: receiver.url }, { headers });
      await merchant.control('POST', `/contracts/${code}/sign`);
      return (await notified(`outContractCode=${code}&state=delivered`)).attempts[0]?.serial;
    };
    expect(await usedFor({ 'Wechatpay-Serial': id })).toBe(id);
    expect(await usedFor({})).toBe(serial);
    await configure({ key: 'certificate' });
    expect(await usedFor({ 'Wechatpay-Serial': id })).toBe(serial);
    await configure({ key: 'publicKey' });
    expect(await usedFor({})).toBe(id);
    await configure({ key: 0.5 });
    expect([await usedFor({}), await usedFor({}), await usedFor({}), await usedFor({})]).toEqual([
      serial,
      id,
      serial,
      id,
    ]);
  });
});

describe('corruption', () => {
  async function sentWhile(settings: object) {
    const { merchant, receiver } = bench;
    await configure(settings);
    const code = await signed();
    await notified(`outContractCode=${code}&attempts=1`);
    const [sent] = receiver.received;
    if (sent === undefined) throw new Error('nothing was received');
    const { pem, serial } = await fetchCertificate(merchant);
    const { resource } = JSON.parse(sent.text);
    return {
      headers: sent.headers,
      serial,
      isVerified: isSignedBy(pem, sent.headers, sent.text),
      opens: () => decrypt(resource, merchant.env.WECHATPAY_APIV3_KEY ?? ''),
    };
  }

  test('signature', async () => {
    expect((await sentWhile({ corrupt: 'signature' })).isVerified).toBe(false);
  });

  test('ciphertext: the signature is right, the content cannot be opened', async () => {
    const { isVerified, opens } = await sentWhile({ corrupt: 'ciphertext' });
    expect(isVerified).toBe(true);
    expect(opens).toThrow();
  });

  test('serial', async () => {
    const { headers, serial } = await sentWhile({ corrupt: 'serial' });
    expect(headers['wechatpay-serial']).not.toBe(serial);
  });

  test('timestamp: ten minutes old, rightly signed', async () => {
    const { headers, isVerified } = await sentWhile({ corrupt: 'timestamp' });
    expect(isVerified).toBe(true);
    expect(Number(headers['wechatpay-timestamp'])).toBeLessThan(Date.now() / 1000 - 590);
  });

  test('probe for one attempt: wrong, prefixed, then a right one', async () => {
    bench.receiver.statuses.push(401);
    const { headers, isVerified } = await sentWhile({ probe: 1 });
    expect(isVerified).toBe(false);
    expect(headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
    await bench.merchant.control('PUT', '/clock', { advanceSeconds: 15 });
    const { attempts } = await notified('state=delivered');
    expect(attempts.map(({ probe }) => probe)).toEqual([true, false]);
  });
});

test('a notification for another machine is recorded and not sent', async () => {
  const code = await signed({ notify_url: 'https://yourapp.com/notify' });
  expect(await notified(`outContractCode=${code}&state=notLoopback`)).toMatchObject({ attempts: [] });
});

test('a notification of one’s own: any content, any envelope', async () => {
  const { merchant, receiver } = bench;
  const resource = { out_contract_code: 'other', contract_state: 'RENEWING' };
  await merchant.control('POST', '/notifications', { url: receiver.url, resource, eventType: 'X.Y' });
  await notified('outContractCode=other&state=delivered');
  const envelope = JSON.parse(receiver.received[0]?.text ?? '');
  expect(JSON.parse(decrypt(envelope.resource, merchant.env.WECHATPAY_APIV3_KEY ?? ''))).toEqual(resource);
  await merchant.control('POST', '/notifications', { url: receiver.url, eventType: 'RAW', body: '{' });
  await notified('eventType=RAW&state=delivered');
  const [, raw] = receiver.received;
  expect(raw?.text).toBe('{');
  expect(isSignedBy(merchant.env.WECHATPAY_PUBLIC_KEY ?? '', raw?.headers ?? {}, '{')).toBe(true);
});
