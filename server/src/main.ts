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

/** After this long a shutdown that hangs is ended by force; what was under way is done again by another process. */
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
    closeWithGrace({ delay: FORCE_AFTER_MS, logger: false }, async ({ err }) => {
      if (err) log.fatal({ err }, 'unexpected error');
      await server.close();
      log.info({ event: 'closed' }, 'closed');
    });
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
