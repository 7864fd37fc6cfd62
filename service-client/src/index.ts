import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './service-api';

/** A contract as the service API gives it. */
export type ServiceContract = components['schemas']['ServiceContract'];

/**
 * The service API, with types: `client.POST('/service/tokens', { body: { appId, openid } })`. Test `response.ok`, not `error`, which is empty
 * where an answer is; it rejects when there is no answer, or one that is no JSON.
 * @param baseUrl where it listens, such as `http://127.0.0.1:9465`
 * @param key the value of one of `SERVICE_API_KEYS`, without its name
 */
export function createServiceClient({ baseUrl, key }: { baseUrl: string; key: string }): Client<paths> {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
}
