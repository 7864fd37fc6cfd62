import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import {
  type Config,
  ConfigError,
  createLogger,
  formatConfigError,
  loadConfig,
  type RunningServer,
  readEnv,
  startServer,
} from '.';

/** After this long a shutdown that hangs is ended by force; what was under way is done again by another process. */
const FORCE_AFTER_MS = 40_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'env-file': { type: 'string' } } });
  const config = readConfig(values['env-file']);
  const log = createLogger(config.logLevel);
  try {
    const server = await startServer(config, log);
    endWithGrace(server, log);
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    process.exitCode = 1;
  }
}

/**
 * Lets what is under way end before the process does, with a code other than 0 after an error that nobody caught. What
 * escapes the merchant's functions ends nothing.
 */
function endWithGrace(server: RunningServer, log: Logger): void {
  let ending = false;
  let broken = false;
  const { close } = closeWithGrace(
    { delay: FORCE_AFTER_MS, logger: false, skip: ['uncaughtException', 'unhandledRejection'] },
    async () => {
      ending = true;
      await server.close();
      log.info({ event: 'closed' }, 'closed');
      if (broken) process.exit(1);
    },
  );
  const onUncaught = (err: unknown) => {
    if (server.takeUncaught(err)) return;
    log.fatal({ err }, 'unexpected error');
    broken = true;
    if (!ending) void close();
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
}

function readConfig(envFile: string | undefined): Config {
  try {
    return loadConfig(envFile === undefined ? process.env : readEnv(envFile, process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${formatConfigError(error)}\n`);
    process.exit(1);
  }
}

void main();
