import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted. One registry a server, so that two servers in one process keep apart. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });

  return {
    registry,
    httpRequests: new Histogram({
      name: 'http_request_seconds',
      help: 'Requests answered, by route and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    longPolls: new Gauge({ name: 'long_polls', help: 'Long polls that wait now', registers }),
    wechatPayCalls: new Histogram({
      name: 'wechatpay_call_seconds',
      help: 'Calls to WeChat Pay and WeChat login, by operation and outcome',
      labelNames: ['operation', 'outcome'] as const,
      buckets: [0.05, 0.1, 0.3, 1, 3, 12],
      registers,
    }),
    wechatPayTrouble: new Gauge({
      name: 'wechatpay_trouble',
      help: '1 while WeChat Pay does not accept our signature (refused), or our clock is over 300 s off (clock_wrong)',
      labelNames: ['kind'] as const,
      registers,
    }),
    notifications: counter('notifications_total', 'Notifications received, by what became of them', [
      'result',
    ]),
    facts: counter('facts_merged_total', 'Facts that changed a signing', ['fact']),
    conflictingContracts: counter(
      'conflicting_contracts_total',
      'Second contract ids for one out_contract_code',
      [],
    ),
    duplicateContracts: counter(
      'duplicate_contracts_total',
      'Second contracts in force of one user with one merchant',
      [],
    ),
    mismatches: counter('contract_mismatches_total', 'Verified reports that do not fit our record', [
      'source',
    ]),
    unknownStates: counter(
      'unknown_contract_states_total',
      'Reports of contract states that we cannot read',
      ['source'],
    ),
    jobs: new Gauge({
      name: 'jobs',
      help: 'Jobs that wait, and events that are dead',
      labelNames: ['state'] as const,
      registers,
    }),
    serviceKeysRefused: counter(
      'service_keys_refused_total',
      'Requests to the service API with a wrong key, or none',
      ['reason'],
    ),
    events: counter('merchant_events_total', "Calls of the merchant's functions", ['event', 'outcome']),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
