import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import {
  type Config,
  ConfigError,
  createLogger,
  envFileAdvice,
  formatConfigError,
  formatConfigWarnings,
  formatStartError,
  loadConfig,
  readEnv,
  StartError,
  startServer,
} from '.';

/** After this long, and `SHUTDOWN_DELAY_SECONDS`, a shutdown that hangs is ended by force; others do again what was under way. */
const FORCE_AFTER_MS = 40_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'env-file': { type: 'string' } } });
  const config = readConfig(values['env-file']);
  const log = createLogger(config.logLevel);
  if (config.warnings.length > 0) process.stderr.write(`${formatConfigWarnings(config.warnings)}\n`);
  for (const { name, problem, fix } of config.warnings) {
    log.warn({ event: 'config-warning', variable: name }, `${name}: ${problem.en} ${fix.en}`);
  }
  try {
    const server = await startServer(config, log);
    const delay = config.shutdownDelaySeconds * 1000 + FORCE_AFTER_MS;
    const grace = closeWithGrace({ delay, logger: false, skip: [...signals] }, async ({ err }) => {
      if (err) log.fatal({ err }, 'unexpected error');
      await server.close({ atOnce: err !== undefined });
      log.info({ event: 'closed' }, 'closed');
    });
    onSignals(grace.close, () => void server.close({ atOnce: true }));
  } catch (error) {
    if (error instanceof StartError) {
      process.stderr.write(`${formatStartError(error)}\n`);
      log.fatal({ reason: error.message }, 'could not start');
    } else {
      log.fatal({ err: error }, 'could not start');
    }
    process.exitCode = 1;
  }
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The first asks to end, the second to leave out the delay, and the third is obeyed at once. */
function onSignals(first: () => void, second: () => void): void {
  const steps = [first, second];
  const hear = () => (steps.shift() ?? (() => process.exit(1)))();
  for (const signal of signals) process.on(signal, hear);
}

function readConfig(envFile: string | undefined): Config {
  try {
    return loadConfig(envFile === undefined ? process.env : readEnv(envFile, process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${formatConfigError(error, envFileAdvice(envFile))}\n`);
    process.exit(1);
  }
}

void main();
