import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAnswer, LoadRequest } from '../programs/load';
import type { Subject, World } from '../world/world';
import {
  createRequest,
  loginRequest,
  mustBe,
  notificationRequest,
  pollRequest,
  readLogin,
  readSigning,
  readStatus,
  type User,
} from './users';

export const lineNames = ['login', 'pre-sign', 'poll', 'notification', 'notification repeated'] as const;
export type LineName = (typeof lineNames)[number];

/** µs a request, one number a round. */
interface Measured {
  cpu: number[];
  wall: number[];
}

export type Results = Record<string, Record<LineName, Measured>>;

const POLLS_EACH = 3;

/**
 * Measures the subjects in alternating rounds: in each, fresh users go through all lines, and on each line one subject comes
 * straight after the other, in an order that turns. What a round finds of two subjects can so be compared.
 * @param users how many each subject gets in a round
 * @param onRound hears of each round that is done; the first, which warms up, does not count
 */
export async function measureRounds(
  world: World,
  subjects: Subject[],
  { rounds, users, onRound }: { rounds: number; users: number; onRound?: (round: number) => void },
): Promise<Results> {
  const results: Results = Object.fromEntries(
    subjects.map(({ name }) => [
      name,
      Object.fromEntries(lineNames.map((line) => [line, { cpu: [], wall: [] }])),
    ]),
  ) as unknown as Results;
  for (let round = 0; round <= rounds; round++) {
    const order = turned(subjects, round);
    const known = new Map<Subject, User[]>();
    for (const line of lineNames) {
      for (const subject of order) {
        const measured = await measureLine[line](world, subject, known, { round, users });
        if (round === 0) continue;
        results[subject.name]![line].cpu.push(measured.cpu);
        results[subject.name]![line].wall.push(measured.wall);
      }
    }
    onRound?.(round);
  }
  return results;
}

/** Another order each round, so that none is always first, nor always behind the same. */
export function turned<T>(all: T[], round: number): T[] {
  const from = Math.floor(round / 2) % all.length;
  const order = [...all.slice(from), ...all.slice(0, from)];
  return round % 2 ? order.reverse() : order;
}

type Known = Map<Subject, User[]>;
type MeasureLine = (
  world: World,
  subject: Subject,
  known: Known,
  size: { round: number; users: number },
) => Promise<{ cpu: number; wall: number }>;

const measureLine: Record<LineName, MeasureLine> = {
  async login(_, subject, known, { round, users }) {
    const codes = Array.from({ length: users }, (_, i) => `${round}-${i}`);
    const { answers, ...measured } = await block(subject, codes.map(loginRequest));
    known.set(
      subject,
      answers.map((answer, i) => ({
        code: codes[i]!,
        openid: `o${codes[i]}`,
        token: readLogin(subject.name, answer),
        outContractCode: '',
      })),
    );
    return measured;
  },

  async 'pre-sign'(_, subject, known) {
    const all = known.get(subject)!;
    const { answers, ...measured } = await block(subject, all.map(createRequest));
    for (const [i, answer] of answers.entries())
      all[i]!.outContractCode = readSigning(subject.name, answer, 201);
    return measured;
  },

  async poll(_, subject, known) {
    const all = Array.from({ length: POLLS_EACH }, () => known.get(subject)!).flat();
    const { answers, ...measured } = await block(
      subject,
      all.map((user) => pollRequest(user)),
    );
    for (const [i, answer] of answers.entries()) readStatus(subject.name, answer, all[i]!, 'ready');
    return measured;
  },

  /** Telling the merchant is work of its own, and waits until the block is over. */
  async notification(world, subject, known) {
    const all = known.get(subject)!;
    const signed = await world.notifications(all);
    await subject.events.pause();
    const { answers, ...measured } = await block(subject, signed.map(notificationRequest));
    for (const answer of answers) mustBe(subject.name, 'a notification', answer, 204);
    const { waiting } = await subject.events.getJobCounts('waiting');
    if (waiting !== all.length) throw new Error(`${subject.name}: ${waiting} events wait, not ${all.length}`);
    await subject.events.resume();
    await untilTold(subject);
    return measured;
  },

  async 'notification repeated'(world, subject, known) {
    const all = known.get(subject)!;
    const signed = await world.notifications(all);
    const { answers, ...measured } = await block(subject, signed.map(notificationRequest));
    for (const answer of answers) mustBe(subject.name, 'a repeated notification', answer, 204);
    const polled = await subject.send(all.map((user) => pollRequest(user)));
    for (const [i, answer] of polled.entries()) readStatus(subject.name, answer, all[i]!, 'signed');
    return measured;
  },
};

/** Until the merchant has taken every event. */
export async function untilTold({ name, events }: Subject): Promise<void> {
  const until = performance.now() + 60_000;
  for (;;) {
    const counts = await events.getJobCounts('waiting', 'active', 'delayed');
    if (Object.values(counts).every((count) => count === 0)) return;
    if (performance.now() > until)
      throw new Error(`${name}: events are not delivered: ${JSON.stringify(counts)}`);
    await sleep(20);
  }
}

async function block(
  subject: Subject,
  requests: LoadRequest[],
): Promise<{ cpu: number; wall: number; answers: LoadAnswer[] }> {
  const before = await subject.child.usage();
  const began = performance.now();
  const answers = await subject.send(requests);
  const wall = performance.now() - began;
  const after = await subject.child.usage();
  return {
    cpu: (after.cpu - before.cpu) / requests.length,
    wall: (wall * 1000) / requests.length,
    answers,
  };
}
