import type { Signing, SigningStatus } from '@contract-kit/shared';
import { type Knowledge, nothingLearned } from './knowledge';
import { launchOf, msUntilNewCode } from './launch';
import { stateOf } from './shown';

const RECEIVED = Date.parse('2026-11-23T08:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const launch = { appId: 'wx1', path: 'p', extraData: { pre_entrustweb_id: 's1' } };

/** Received with so much left by the clock of the server, which is a day ahead of the phone's. */
const knowing = (status: SigningStatus, leftMs: number, more: Partial<Knowledge> = {}): Knowledge => {
  const serverTime = RECEIVED + 24 * HOUR;
  const signing: Signing = {
    outContractCode: 'c1',
    status,
    version: '1',
    seq: 0,
    serverTime: new Date(serverTime).toISOString(),
    expiresAt: new Date(serverTime + leftMs).toISOString(),
    displayAccount: '微信用户',
    launch,
  };
  return {
    ...nothingLearned,
    app: { foreground: true, cannotJump: false },
    jump: { guarded: false, open: false },
    returns: { due: undefined, claimsSuccess: false, tooEarly: false },
    pending: null,
    signing,
    receivedAt: RECEIVED,
    ...more,
  };
};

describe('what to jump with', () => {
  const rows: [name: string, status: SigningStatus, leftMs: number, lastsMs: number][] = [
    ['is good until 5 min are left', 'ready', 2 * HOUR, 115 * MINUTE],
    ['is good until half is left of a shortened lifetime', 'ready', 40_000, 20_000],
    ['is good until half is left of just 10 min', 'ready', 10 * MINUTE, 5 * MINUTE],
    ['is good until 1 min is left while the server makes no other', 'signing', 2 * HOUR, 119 * MINUTE],
    ['is good until 1 min is left, received shortly before', 'confirming', 61_000, 1000],
    ['is good when received at that very minute', 'confirming', MINUTE, 0],
    ['is good until half is left of less than a minute', 'confirming', 58_000, 29_000],
    [
      'is good until 5 min are left after an attempt that came to nothing',
      'not_signed',
      2 * HOUR,
      115 * MINUTE,
    ],
  ];
  it.each(rows)('%s', (_, status, leftMs, lastsMs) => {
    const known = knowing(status, leftMs);
    expect(launchOf(known, RECEIVED)).toEqual(launch);
    expect(launchOf(known, RECEIVED + lastsMs)).toEqual(launch);
    expect(launchOf(known, RECEIVED + lastsMs + 1)).toBeUndefined();
  });

  it('is not known to be good once the clock of the phone was set back', () => {
    expect(launchOf(knowing('ready', 2 * HOUR), RECEIVED - 1)).toBeUndefined();
  });

  it('is not there when the server gives none, or nothing', () => {
    const known = knowing('ready', 2 * HOUR);
    const { launch: _, ...without } = known.signing!;
    expect(launchOf({ ...known, signing: without }, RECEIVED)).toBeUndefined();
    expect(launchOf({ ...known, signing: undefined }, RECEIVED)).toBeUndefined();
  });
});

describe('a new code', () => {
  const until = (known: Knowledge, afterMs: number) => msUntilNewCode(known, RECEIVED + afterMs);

  it('can be had a minute after the end of one that the server waits for', () => {
    const known = knowing('confirming', 2 * HOUR);
    expect(until(known, 119 * MINUTE)).toBeUndefined();
    expect(until(known, 119 * MINUTE + 1)).toBe(2 * MINUTE - 1);
    expect(until(known, 121 * MINUTE + 5)).toBe(-5);
  });

  it('is asked for every 10 s at most', () => {
    const askedForCodeAt = RECEIVED + 121 * MINUTE;
    const known = knowing('signing', 2 * HOUR, { askedForCodeAt });
    expect(until(known, 121 * MINUTE)).toBe(10_000);
    expect(until(known, 121 * MINUTE + 9000)).toBe(1000);
    expect(until(known, 121 * MINUTE + 10_000)).toBe(0);
    // Asked at a time that the clock of the phone has not reached again.
    expect(until({ ...known, askedForCodeAt: askedForCodeAt + HOUR }, 121 * MINUTE + 3)).toBe(0);
  });

  it.each(['ready', 'not_signed', 'signed', 'terminated', 'expired'] as const)(
    'is not waited for beside one that is %s',
    (status) => expect(until(knowing(status, 2 * HOUR), 120 * MINUTE)).toBeUndefined(),
  );

  it('is not waited for when nothing can be measured', () => {
    const known = knowing('signing', 2 * HOUR);
    expect(msUntilNewCode(known, RECEIVED - 1)).toBeUndefined();
    const { expiresAt: _, ...endless } = known.signing!;
    expect(until({ ...known, signing: endless }, 120 * MINUTE)).toBeUndefined();
    expect(until({ ...known, signing: undefined }, 120 * MINUTE)).toBeUndefined();
  });
});

describe('those who confirm are offered', () => {
  const offers = (known: Knowledge, confirmingMs: number, afterMs = 0) => {
    const { canReopen, slow, newCodeInS } = stateOf(known, confirmingMs, RECEIVED + afterMs);
    return { canReopen, slow, newCodeInS };
  };
  const confirming = knowing('confirming', 2 * HOUR);
  const claiming = { returns: { due: undefined, claimsSuccess: true, tooEarly: false } };
  const nothing = { canReopen: false, slow: false, newCodeInS: undefined };

  it('to open the signing page again after 10 s, and to leave after 90 s', () => {
    expect(offers(confirming, 9999)).toEqual(nothing);
    expect(offers(confirming, 10_000)).toEqual({ ...nothing, canReopen: true });
    expect(offers(confirming, 89_999)).toEqual({ ...nothing, canReopen: true });
    expect(offers(confirming, 90_000)).toEqual({ ...nothing, canReopen: true, slow: true });
  });

  it('the same after 60 s when what came back claims success', () => {
    expect(offers({ ...confirming, ...claiming }, 59_999)).toEqual(nothing);
    expect(offers({ ...confirming, ...claiming }, 60_000)).toEqual({ ...nothing, canReopen: true });
  });

  it('to leave after 10 s where there is nothing else', () => {
    const known = knowing('confirming', 2 * HOUR, { app: { foreground: true, cannotJump: true } });
    expect(offers(known, 9999)).toEqual(nothing);
    expect(offers(known, 10_000)).toEqual({ ...nothing, slow: true });
  });

  it('a new code in so many seconds, and none that is late', () => {
    expect(offers(confirming, 10_000, 119 * MINUTE + 1)).toEqual({ ...nothing, newCodeInS: 120 });
    expect(offers(confirming, 10_000, 120 * MINUTE)).toEqual({ ...nothing, newCodeInS: 60 });
    expect(offers(confirming, 10_000, 122 * MINUTE)).toEqual({ ...nothing, newCodeInS: 0 });
    expect(offers(confirming, 90_000, 120 * MINUTE)).toEqual({ ...nothing, slow: true, newCodeInS: 60 });
  });

  it('no new code while the dialog is open, nor where the app may open no other', () => {
    const guarded = { ...confirming, jump: { guarded: true, open: false } };
    expect(offers(guarded, 10_000, 120 * MINUTE).newCodeInS).toBeUndefined();
    const stuck = { ...confirming, app: { foreground: true, cannotJump: true } };
    expect(offers(stuck, 10_000, 120 * MINUTE).newCodeInS).toBeUndefined();
  });

  it('nothing of that in another phase', () => {
    expect(offers(knowing('ready', 2 * HOUR), 90_000)).toEqual(nothing);
    expect(offers(knowing('not_signed', 2 * HOUR), 90_000, 120 * MINUTE)).toEqual(nothing);
    expect(offers(knowing('signing', 2 * HOUR), 90_000)).toEqual(nothing);
  });
});
