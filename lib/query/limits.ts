/** What one stream or query may ask for. Above them a target is refused, or cut and told so. */
export const maxTargets = 1_000;
export const maxScalarSeries = 10_000;
export const maxSketchSeries = 500;
export const maxLinesPerTarget = 200;
/** What is left of a target above the limits. */
export const topLines = 20;
export const maxTargetLength = 4_096;
export const maxTargetDepth = 16;
export const maxQueryPoints = 11_000;
/** Steps younger than this may still change without being called a correction. */
export const settleMs = 10_000;
