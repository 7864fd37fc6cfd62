import type { DeviceInfo, LogicLayerOptions, PackageFiles } from '../options';
import type { JumpTarget } from '../ports';

export interface PhoneOptions extends Omit<LogicLayerOptions, 'files' | 'device' | 'requestDomains'> {
  /** The folder that a build has written, or its files. */
  package: string | PackageFiles;
  /** Origins that the package may call, and the servers on this machine that answer for them. */
  origins?: Readonly<Record<string, string>>;
  device?: Partial<DeviceInfo>;
  /** Where `wx.login` gets its codes; by default it fails. */
  login?: () => Promise<{ code: string } | { failure: string }>;
  /** How long `waitFor` and `waitForText` wait at most, in ms of real time; 60 s. */
  patienceMs?: number;
  /** What becomes of a jump that the user has allowed; by default the other app opens. `hides: false` is how DevTools does it. */
  jump?: (target: JumpTarget) => { hides: boolean } | { failure: string };
}
