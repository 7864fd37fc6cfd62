import { startKit, waitFor } from './kit';

it('tells the event of one contract within 6 s while the calls for 60 others hang; these it tells again', async () => {
  const hanging = new Set<string>();
  const hung = new Set<string>();
  const kit = await startKit({
    merchant: {
      onContractSigned({ outContractCode }, { signal }) {
        if (!hanging.has(outContractCode)) return Promise.resolve();
        hung.add(outContractCode);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      },
    },
  });
  try {
    const create = async () => (await kit.signer()).outContractCode;
    const codes = await Promise.all(Array.from({ length: 60 }, create));
    const another = await create();
    for (const code of codes) hanging.add(code);
    await Promise.all(codes.map((code) => kit.control.sign(code)));
    await waitFor('all places to be taken', () => hung.size >= 50);
    await kit.control.sign(another);
    const signedAt = Date.now();
    await kit.event(another, 'signed');
    expect(Date.now() - signedAt).toBeLessThan(6_000);
    await waitFor('all others to hang', () => hung.size === 60);
    expect(kit.events).toHaveLength(1);

    // A shutdown aborts their signals, and uses up none of their attempts.
    hanging.clear();
    await kit.restartServer();
    await waitFor('all the others', () => kit.events.length === 61);
    expect(kit.events.map(({ outContractCode }) => outContractCode).sort()).toEqual(
      [...codes, another].sort(),
    );
    const attempts = kit.logs.filter(({ event }) => event === 'merchant-event');
    for (const { outcome, attempt } of attempts) expect([outcome, attempt]).toEqual(['delivered', 1]);
  } finally {
    await kit.close();
  }
});
