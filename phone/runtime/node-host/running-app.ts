import { createLogicLayer, type LogicLayer } from '../logic-layer';
import type { LogicLayerOptions } from '../options';
import type { Ports, StoragePort } from '../ports';
import { createNetwork, type PhoneNetwork } from './network';
import { NodeView } from './node-view';
import { onUnhandledRejection } from './rejections';
import { createVmRealm } from './vm-realm';

export interface RunningApp {
  logic: LogicLayer;
  view: NodeView;
  network: PhoneNetwork;
  /** Nothing of it runs again, and its connections end. */
  kill(): void;
}

/** What the phone itself provides; the app's world, view and network are made for each cold start. */
export type PhonePorts = Omit<Ports, 'realm' | 'view' | 'network' | 'storage'>;

export function startApp(
  options: LogicLayerOptions,
  origins: () => Readonly<Record<string, string>>,
  kept: Map<string, string>,
  phonePorts: PhonePorts,
): RunningApp {
  const realm = createVmRealm();
  const network = createNetwork(origins);
  const view = new NodeView(options.files, phonePorts.clock, () => logic);
  const logic: LogicLayer = createLogicLayer(options, {
    ...phonePorts,
    realm,
    network,
    view,
    storage: storagePort(kept),
  });
  const stopListening = onUnhandledRejection(realm.Promise, (reason) => logic.unhandledRejection(reason));
  return {
    logic,
    view,
    network,
    kill() {
      logic.destroy();
      network.close();
      stopListening();
    },
  };
}

function storagePort(kept: Map<string, string>): StoragePort {
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    keys: () => [...kept.keys()],
  };
}
