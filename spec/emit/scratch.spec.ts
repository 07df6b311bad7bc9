import { readFileSync } from "node:fs";
import { test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { requestAdapter } from "../../runtime/node/adapter.ts";
test("try", async () => {
const text = readFileSync("/work/main/examples/lenet5/lenet5.cnn","utf8");
const r = compile({name:"lenet5.cnn", text});
const p = r.compiled!.program;
const adapter = await requestAdapter();
const device = await adapter.requestDevice({requiredFeatures: ["subgroups"] as any});
for (const k of p.kernels) { const code = k.wgsl;
 const m = device.createShaderModule({code}); const i = await m.getCompilationInfo(); if(i.messages.length) console.log(k.name, i.messages.slice(0,2).map(m=>`${m.lineNum}:${m.linePos} ${m.message}`));
 const m2 = device.createShaderModule({code: code.replaceAll("\\n", "").replaceAll("active","isActive")}); const i2 = await m2.getCompilationInfo(); if(i2.messages.length) console.log("FIXED", k.name, i2.messages.slice(0,2).map(m=>`${m.lineNum}:${m.linePos} ${m.message}`));
 }
});
