import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import {
  type Config,
  ConfigError,
  createLogger,
  envFileAdvice,
  formatConfigError,
  formatConfigWarnings,
  formatStartError,
  loadConfig,
  type MerchantFunctions,
  type Observed,
  type RunningServer,
  readEnv,
  StartError,
  startServer,
} from './src';

/** After this long, and `SHUTDOWN_DELAY_SECONDS`, a shutdown that hangs is ended by force; others do again what was under way. */
const FORCE_AFTER_MS = 40_000;

interface RunOptions {
  merchant: MerchantFunctions;
  /** Fills up the environment. */
  envFile: string | undefined;
  /** Who hears what happens: only what `npm start` starts says somebody. */
  observed?: (config: Config) => Observed | undefined;
  /** Once it listens. */
  onStarted?: (server: RunningServer) => void;
  /** Whether an error that nobody caught is somebody's own, and ends nothing; asked in the very listener. */
  takeUncaught?: (error: unknown) => boolean;
}

/** Runs the server until the process is asked to end; says on the terminal and by the exit code what keeps it from that. */
export async function runServer({
  merchant,
  envFile,
  observed,
  onStarted,
  takeUncaught = () => false,
}: RunOptions): Promise<void> {
  const config = readConfig(envFile);
  const log = createLogger(config.logLevel);
  if (config.warnings.length > 0) process.stderr.write(`${formatConfigWarnings(config.warnings)}\n`);
  try {
    const server = await startServer(config, log, merchant, observed?.(config));
    const taken = (error: unknown) => server.takeUncaught(error) || takeUncaught(error);
    endWithGrace(server, log, config.shutdownDelaySeconds * 1000, taken);
    onStarted?.(server);
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
 * escapes the merchant's functions, and is taken, ends nothing.
 */
function endWithGrace(
  server: RunningServer,
  log: Logger,
  delayMs: number,
  taken: (error: unknown) => boolean,
): void {
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
    if (taken(err)) return;
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

function readConfig(envFile: string | undefined): Config {
  try {
    return loadConfig(envFile === undefined ? process.env : readEnv(envFile, process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${formatConfigError(error, envFileAdvice(envFile))}\n`);
    process.exit(1);
  }
}
