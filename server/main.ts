import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { merchant } from './merchant';
import {
  type Config,
  ConfigError,
  createLogger,
  envFileAdvice,
  formatConfigError,
  formatConfigWarnings,
  formatStartError,
  loadConfig,
  type RunningServer,
  readEnv,
  StartError,
  startServer,
} from './src';

/** After this long, and `SHUTDOWN_DELAY_SECONDS`, a shutdown that hangs is ended by force; others do again what was under way. */
const FORCE_AFTER_MS = 40_000;

async function main(): Promise<void> {
  const config = readConfig(readOptions()['env-file']);
  const log = createLogger(config.logLevel);
  if (config.warnings.length > 0) process.stderr.write(`${formatConfigWarnings(config.warnings)}\n`);
  try {
    const server = await startServer(config, log, merchant);
    endWithGrace(server, log, config.shutdownDelaySeconds * 1000);
  } catch (error) {
    if (error instanceof StartError) {
      process.stderr.write(`${formatStartError(error)}\n`);
      const { 'zh-CN': zh, en } = error.text;
      log.fatal({ zh: `没有启动：${zh}`, reason: en }, 'could not start');
    } else {
      log.fatal({ err: error }, 'could not start');
    }
    process.exitCode = 1;
  }
}

/**
 * Lets what is under way end before the process does, with a code other than 0 after an error that nobody caught. What
 * escapes the merchant's functions ends nothing.
 */
function endWithGrace(server: RunningServer, log: Logger, delayMs: number): void {
  let ending = false;
  let broken = false;
  const { close } = closeWithGrace(
    {
      delay: delayMs + FORCE_AFTER_MS,
      logger: false,
      skip: [...signals, 'uncaughtException', 'unhandledRejection'],
    },
    async () => {
      ending = true;
      await server.close({ atOnce: broken });
      log.info({ event: 'closed' }, 'closed');
      if (broken) process.exit(1);
    },
  );
  onSignals(close, () => void server.close({ atOnce: true }));
  const onUncaught = (err: unknown) => {
    if (server.takeUncaught(err)) return;
    log.fatal({ err }, 'unexpected error');
    broken = true;
    if (ending) void server.close({ atOnce: true });
    else void close();
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The first asks to end, the second to leave out the delay, and the third is obeyed at once. */
function onSignals(first: () => void, second: () => void): void {
  const steps = [first, second];
  const hear = () => (steps.shift() ?? (() => process.exit(1)))();
  for (const signal of signals) process.on(signal, hear);
}

function readOptions() {
  try {
    return parseArgs({ options: { 'env-file': { type: 'string' } } }).values;
  } catch (error) {
    process.stderr.write(
      `✗ 参数不对：只有 --env-file 文件。\nThe only option is --env-file FILE. ${(error as Error).message}\n`,
    );
    process.exit(2);
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
