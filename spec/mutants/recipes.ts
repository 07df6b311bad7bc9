import type { Recipe, Variant } from "../../runtime/program.ts";
import { damageVariants, type Mutant } from "./mutant.ts";

/** The first recipe for which `change` finds another. */
const inRecipe = (name: string, change: (recipe: Recipe, variant: Variant) => Recipe | undefined): Mutant =>
  damageVariants("recipes", name, (variant) => {
    for (const [i, recipe] of variant.recipes.entries()) {
      const other = change(recipe, variant);
      if (other) return { ...variant, recipes: variant.recipes.with(i, other) };
    }
    return undefined;
  });

/** Bugs in how weights are packed. */
export const recipes: readonly Mutant[] = [
  inRecipe("weights packed from the second output channel on", (recipe) =>
    recipe.extents[0]! > 1 ? { ...recipe, start: recipe.start.with(0, 1) } : undefined,
  ),
  inRecipe("a filter packed backwards", (recipe) => {
    const last = recipe.extents.length - 1;
    const at = recipe.dims.findIndex(({ axis, size, step }) => axis === last && axis > 1 && size > 1 && step === 1);
    if (at < 0) return undefined;
    const dim = recipe.dims[at]!;
    return {
      ...recipe,
      start: recipe.start.with(last, dim.size - 1),
      dims: recipe.dims.with(at, { ...dim, step: -1 }),
    };
  }),
  inRecipe("a flipped filter packed forwards", (recipe) =>
    recipe.dims.some(({ step }) => step < 0)
      ? {
          ...recipe,
          start: recipe.start.map(() => 0),
          dims: recipe.dims.map((dim) => ({ ...dim, step: Math.abs(dim.step) })),
        }
      : undefined,
  ),
  inRecipe("a filter's rows and columns packed the other way round", (recipe) => {
    const [a, b] = [2, 3].map((axis) => recipe.dims.findIndex((dim) => dim.axis === axis && dim.size > 1));
    if (a! < 0 || b === undefined || b < 0) return undefined;
    return { ...recipe, dims: recipe.dims.with(a!, recipe.dims[b]!).with(b, recipe.dims[a!]!) };
  }),
  inRecipe("a number that channels share packed for the first one only", (recipe) =>
    recipe.extents.length === 1 && recipe.extents[0] === 1 && recipe.dims.some(({ step }) => step === 0)
      ? { ...recipe, dims: recipe.dims.map((dim) => ({ ...dim, step: 1 })) }
      : undefined,
  ),
  inRecipe("the filters of every group packed from the first", (recipe) => {
    // Groups of a transposed convolution lie along the axis of its input channels.
    const at = recipe.dims.findIndex(({ axis, size, step }) => axis === 0 && size > 1 && step > 1);
    return at < 0 ? undefined : { ...recipe, dims: recipe.dims.with(at, { ...recipe.dims[at]!, step: 0 }) };
  }),
  inRecipe("weights packed from another parameter", (recipe, variant) => {
    const { source } = recipe;
    const other = variant.recipes.find(
      (each) => each.source !== source && String(each.extents) === String(recipe.extents),
    );
    return other && { ...recipe, source: other.source };
  }),
  inRecipe("weights folded without their factor", (recipe) =>
    typeof recipe.source === "object" && "op" in recipe.source && recipe.source.op === "mul"
      ? { ...recipe, source: recipe.source.of[0]! }
      : undefined,
  ),
  inRecipe("the mean added, not subtracted", (recipe) =>
    typeof recipe.source === "object" && "op" in recipe.source && recipe.source.op === "sub"
      ? { ...recipe, source: { ...recipe.source, op: "add" } }
      : undefined,
  ),
];
