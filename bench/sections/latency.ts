import { type Line, line } from '../report/line';
import { quantile } from '../statistics/paired';
import type { Subject, World } from '../world/world';
import { createRequest, loginRequest, readLogin, readSigning } from './users';

/** What WeChat Pay itself takes, in ms. */
const WECHATPAY_MS = 30;
const RATES = [100, 400];
/** Requests that come before, so that no cold code is timed. */
const WARM_UP = 300;
/** Bare's own p99 above this says that the machine was too slow to measure anybody, in ms. */
const BARE_P99_AT_MOST = 12;

/**
 * What a pre-sign adds to WeChat Pay's own time, in an open loop: requests come when they are due, whether those before were
 * answered or not, and each is timed from when it was due. So a server that stands still is not spared those who would have come.
 * When even bare was late, what was measured at that rate is void, and its lines say so.
 */
export async function latency(world: World, server: string, seconds: number): Promise<Line[]> {
  const ours = await world.start('server', server);
  const bare = await world.start('bare', undefined);
  try {
    const lines: Line[] = [];
    for (const rate of RATES) {
      let isVoid = false;
      for (const subject of [bare, ours]) {
        const added = await addedBy(world, subject, rate, seconds);
        const [p50, p99] = [quantile(added, 0.5), quantile(added, 0.99)];
        if (subject === bare) isVoid = p99 > BARE_P99_AT_MOST;
        const name = `${isVoid ? 'void, ' : ''}${subject === bare ? 'bare, ' : ''}added at ${rate}/s`;
        lines.push(line(`${name}: p50`, p50, 'ms'), line(`${name}: p99`, p99, 'ms'));
      }
    }
    return lines;
  } finally {
    await world.platform.call('behave', 'NOT_SIGNED', 0);
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

async function addedBy(world: World, subject: Subject, rate: number, seconds: number): Promise<number[]> {
  await world.platform.call('behave', 'NOT_SIGNED', 0);
  const codes = Array.from({ length: WARM_UP + rate * seconds }, (_, i) => `open-${rate}-${i}`);
  const logins = await subject.send(codes.map(loginRequest));
  const requests = logins.map((answer) => createRequest({ token: readLogin(subject.name, answer) }));
  await subject.send(requests.splice(0, WARM_UP));
  await world.platform.call('behave', 'NOT_SIGNED', WECHATPAY_MS);
  const answers = await subject.openLoop(requests, rate);
  for (const answer of answers) readSigning(subject.name, answer, 201);
  return answers.map(({ ms }) => ms - WECHATPAY_MS);
}
