import { additivity } from "./additivity.ts";
import { adjoint } from "./adjoint.ts";
import {
  dilationIsZeros,
  flipIsBackwards,
  fullyConnectedIsConvolution,
  groupsAreBlocks,
  pointwiseIsFullyConnected,
} from "./convolutions.ts";
import { movedIsConvolution } from "./deformable.ts";
import { doubling } from "./doubling.ts";
import { extents } from "./extents.ts";
import { fusedIsUnfused } from "./fused.ts";
import { channelsAreIndependent, channelsSeeThoseAround, positionsAreIndependent } from "./independence.ts";
import { partsAreOperands, selectionUndoesConcat } from "./joins.ts";
import type { Law } from "./law.ts";
import { linearity } from "./linearity.ts";
import type { NetworkLaw } from "./network-law.ts";
import {
  channelsInAnotherOrder,
  filtersInAnotherOrder,
  inputsInAnotherOrder,
  normalizedInAnotherOrder,
} from "./permutations.ts";
import { maximaRise, maximumOfMaxima, meanIsDepthwise, poolOfUndone, windowOfOne } from "./pools.ts";
import { measuredField } from "./receptive-field.ts";
import { constantsOfRows } from "./rows.ts";
import { translation } from "./translation.ts";
import { transposedIsConvolution } from "./transposed.ts";
import { paddingIsZerosAround, strideIsSubsampling } from "./windows.ts";

/** The laws of one layer: the cheap and general ones first. */
export const laws: readonly Law[] = [
  extents,
  doubling,
  linearity,
  additivity,
  adjoint,
  translation,
  positionsAreIndependent,
  channelsAreIndependent,
  channelsSeeThoseAround,
  channelsInAnotherOrder,
  filtersInAnotherOrder,
  inputsInAnotherOrder,
  pointwiseIsFullyConnected,
  fullyConnectedIsConvolution,
  groupsAreBlocks,
  dilationIsZeros,
  flipIsBackwards,
  transposedIsConvolution,
  movedIsConvolution,
  strideIsSubsampling,
  paddingIsZerosAround,
  maximaRise,
  windowOfOne,
  maximumOfMaxima,
  meanIsDepthwise,
  poolOfUndone,
  constantsOfRows,
  normalizedInAnotherOrder,
  partsAreOperands,
  selectionUndoesConcat,
];

/** The laws of whole networks. */
export const networkLaws: readonly NetworkLaw[] = [fusedIsUnfused, measuredField];
