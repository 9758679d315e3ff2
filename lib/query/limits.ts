/** What one stream or query may ask for. Above them a target is refused, or cut and told so. */
export const maxTargets = 1_000;
export const maxScalarSeries = 10_000;
export const maxSketchSeries = 500;
/** A series counts for each place of the target that takes it. */
export const maxMatchesPerTarget = 100_000;
export const maxLinesPerTarget = 200;
/** What is left of a target above the limits. */
export const topLines = 20;
/** Evaluation of one step in one process; above it the dearest target is cut. */
export const maxEvaluationMs = 100;
export const maxTargetLength = 16_384;
export const maxTargetDepth = 32;
/** In one part of a name. */
export const maxWildcards = 6;
/** Steps that a function may look back at before the range. */
export const maxLookBackSteps = 100_000;
export const maxQueryPoints = 11_000;
/** Points of all series of an answer together, those read before the range among them. */
export const maxQueryPointsInAll = 20_000_000;
/** Steps younger than this may still change without being called a correction. */
export const settleMs = 10_000;
/** How often what depends on the whole range is done again. */
export const againMs = 10_000;
