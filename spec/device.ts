import { requestAdapter } from "../runtime/node/adapter.ts";

let device: Promise<GPUDevice> | undefined;

/** The device that tests run on: hardware where there is some, else the software adapter. One for each test file. */
export function testDevice(): Promise<GPUDevice> {
  device ??= requestAdapter({ onNotice: () => undefined }).then((adapter) =>
    adapter.requestDevice({ requiredFeatures: adapter.features.has("subgroups") ? ["subgroups"] : [] }),
  );
  return device;
}
