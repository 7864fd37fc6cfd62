import http from 'node:http';
import https from 'node:https';
import type { NetworkOutcome, NetworkPort, NetworkRequest } from '../ports';

export interface PhoneNetwork extends NetworkPort {
  /** Offline: what is under way fails, and so does what is tried. */
  setOnline(online: boolean): void;
  /** Ends every connection without an answer. */
  close(): void;
}

interface Open {
  request: http.ClientRequest;
  reply: (outcome: NetworkOutcome) => void;
}

/**
 * The phone's connections. `origins` leads an origin that is written in the package, such as `https://merchant.example`, to a server on
 * this machine, so that the package's bytes need not change; a path of the latter comes before the package's own.
 */
export function createNetwork(origins: () => Readonly<Record<string, string>>): PhoneNetwork {
  const open = new Map<number, Open>();
  let online = true;

  function finish(id: number, outcome: NetworkOutcome): void {
    const reply = open.get(id)?.reply;
    open.delete(id);
    reply?.(outcome);
  }

  return {
    send(message, reply) {
      if (!online) {
        reply({ failure: '' });
        return;
      }
      const request = start(message, mapped(message.url, origins()));
      open.set(message.id, { request, reply });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => finish(message.id, outcomeOf(response, Buffer.concat(chunks))));
        response.on('error', (error) => finish(message.id, { failure: error.message }));
      });
      request.on('error', (error) => finish(message.id, { failure: error.message }));
    },
    abort(id) {
      const entry = open.get(id);
      open.delete(id);
      entry?.request.destroy();
    },
    setOnline(value) {
      online = value;
      if (online) return;
      for (const [id, { request }] of [...open]) {
        finish(id, { failure: '' });
        request.destroy();
      }
    },
    close() {
      for (const { request } of open.values()) request.destroy();
      open.clear();
    },
  };
}

function mapped(url: string, origins: Readonly<Record<string, string>>): URL {
  const target = new URL(url);
  const local = origins[target.origin];
  if (local === undefined) return target;
  const { origin, pathname } = new URL(local);
  return new URL(`${origin}${pathname.replace(/\/$/, '')}${target.pathname}${target.search}`);
}

function start({ method, header, body }: NetworkRequest, url: URL): http.ClientRequest {
  const bytes = body && ('text' in body ? Buffer.from(body.text) : Buffer.from(body.base64, 'base64'));
  const headers = bytes ? { ...header, 'content-length': bytes.length } : header;
  const { request } = url.protocol === 'https:' ? https : http;
  const started = request(url, { method, headers, agent: false });
  started.end(bytes);
  return started;
}

function outcomeOf(response: http.IncomingMessage, bytes: Buffer): NetworkOutcome {
  const header: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) header[name] = [value].flat().join(',');
  const cookies = response.headers['set-cookie'] ?? [];
  return { statusCode: response.statusCode ?? 0, header, cookies, base64: bytes.toString('base64') };
}
