import { Problem } from '../bootstrap/terminal.mjs';
import { Part } from './part';

/**
 * @typedef {object} ShownPackage a built mini-program
 * @property {string} folder
 * @property {'production' | 'development'} mode
 * @property {string} origin of the merchant's server, as it is written in the package
 */

/** What `npm start` knows of the phone, which is a program of its own. */
export class PhonePart {
  /**
   * @param {Part} part
   * @param {string} url to open in a browser
   * @param {string} serverUrl of the merchant's server, which answers for the origin in a package
   */
  constructor(part, url, serverUrl) {
    this.part = part;
    this.url = url;
    this.serverUrl = serverUrl;
  }

  /** @param {string} line of the merchant server's log */
  serverLog(line) {
    send(this.part, { type: 'serverLog', line });
  }

  /** @param {ShownPackage} shown from now on, unless it cannot be read: the phone itself then says so */
  showPackage(shown) {
    send(this.part, { type: 'package', ...shown, serverUrl: this.serverUrl });
  }

  /** @param {string} text why the latest build is not shown */
  showBuildError(text) {
    send(this.part, { type: 'buildError', text });
  }
}

/**
 * Starts the phone.
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {number} options.port
 * @param {ShownPackage} options.shown
 * @param {string} options.serverUrl of the merchant's server
 * @param {string} options.simulatorUrl
 * @param {(on: boolean) => Promise<void>} options.shorten starts the merchant's server again, with a signing's lifetime of a minute or the usual one
 * @returns {Promise<PhonePart>}
 */
export async function startPhone({ env, port, shown, serverUrl, simulatorUrl, shorten }) {
  const part = new Part('phone', 'phone/main.ts', {
    env: {
      ...env,
      PHONE_PORT: String(port),
      PHONE_PACKAGE: shown.folder,
      PHONE_ORIGIN: shown.origin,
      PHONE_SERVER_URL: serverUrl,
      PHONE_SIMULATOR_URL: simulatorUrl,
    },
  });
  part.running.child.on(
    'message',
    async (/** @type {{type: 'shorten', id: number, on: boolean}} */ message) => {
      if (message.type !== 'shorten') return;
      const { id, on } = message;
      const problem = await shorten(on).then(() => undefined, inWords);
      send(part, { type: 'shortened', id, ...(problem !== undefined && { problem }) });
    },
  );
  const url = await part.untilSaid((line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
  return new PhonePart(part, url, serverUrl);
}

/** @param {unknown} error as the person at the phone reads it */
export function inWords(error) {
  if (error instanceof Problem) return error.zh;
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {Part} part
 * @param {object} message
 */
function send({ running: { child } }, message) {
  // It may be ending just now: then nobody needs to hear it.
  if (child.connected) child.send(message, () => {});
}
