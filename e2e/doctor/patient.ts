import { examine, type Finding, lineOf } from '@contract-kit/server/doctor';
import { type KitOptions, startKit } from '../kit';

type Changes = Record<string, string | undefined>;
type Options = Omit<Parameters<typeof examine>[0], 'env'>;

/** Everything that any doctor of this file has printed. */
const printed: string[] = [];

/** A server with its simulator, for the doctor to look at while a file's tests run. */
export function usePatient(options?: KitOptions) {
  const patient = {} as { kit: Awaited<ReturnType<typeof startKit>> };
  beforeAll(async () => {
    // The Redis of a test run keeps nothing on disk, and is not meant to.
    patient.kit = await startKit({ ...options, env: { REDIS_PERSISTENCE: 'managed', ...options?.env } });
  });
  afterEach(() => patient.kit.control.reset());
  afterAll(() => patient.kit?.close());
  return {
    patient,
    /** What the doctor finds with some variables changed, or removed. */
    async look(changes: Changes = {}, options: Options = {}) {
      const env = { ...patient.kit.env, ...changes };
      const findings = await examine({ env, timing: quick, arriveWithinMs: 60_000, ...options });
      printed.push(...findings.map((finding) => lineOf(finding)), JSON.stringify(findings));
      return findings;
    },
    printed: () => printed.join('\n'),
  };
}

/** Nobody hangs here but on purpose. */
const quick = { deadlines: { certificates: 10_000, echo: 10_000, queryContract: 10_000 }, backoff: 1 };

/** The ids of what is wrong, and of what could not be found out. */
export const wrong = (findings: Finding[]) => idsOf(findings, 'bad');
export const open = (findings: Finding[]) => idsOf(findings, 'unknown');
const idsOf = (findings: Finding[], wanted: Finding['mark']) =>
  findings.filter(({ mark }) => mark === wanted).map(({ id }) => id);

/** The line of one check. */
export const line = (findings: Finding[], id: string) =>
  findings
    .filter((finding) => finding.id === id)
    .map((finding) => lineOf(finding))
    .join('\n');
