/** What can be wrong with a network whose syntax is right. Each is declared once; every example is a test that triggers its code. */
export * from "./arrangement-diagnostics.ts";
export * from "./convolution-diagnostics.ts";
export * from "./name-diagnostics.ts";
export * from "./shape-diagnostics.ts";
