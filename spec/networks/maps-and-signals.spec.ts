import { hold } from "./reduced.ts";

/** The networks of `examples` that are no classifiers of pictures, at small inputs and with fewer channels. */
hold([
  { name: "mlp", instead: { "step=500": "step=20" } },
  { name: "gabor", instead: { "1x192x256": "1x24x33" } },
  { name: "sound", instead: { "1x32000": "1x1008" } },
  { name: "c3d", instead: { "3x16x112x112": "3x16x32x48", "width=8": "width=2" } },
  { name: "context", instead: { "21x64x64": "21x18x23" } },
  { name: "deformable", instead: { "1x28x28": "1x11x14", "width=32": "width=4" } },
  { name: "unet", instead: { "1x572x572": "1x188x188", "width=64": "width=2" } },
  { name: "deconvnet", instead: { "3x224x224": "3x64x64", "width=8": "width=2" } },
]);
