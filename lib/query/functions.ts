import type { FunctionName } from "./declarations";
import { changeFunctions } from "./functions/change";
import { chooseFunctions } from "./functions/choose";
import { combineFunctions } from "./functions/combine";
import { drawingFunctions } from "./functions/drawing";
import { fillFunctions } from "./functions/fill";
import { forecastFunctions } from "./functions/forecast";
import { groupFunctions } from "./functions/group";
import { levelFunctions } from "./functions/level";
import { movingFunctions } from "./functions/moving";
import { namingFunctions } from "./functions/naming";
import { percentFunctions } from "./functions/percent";
import { pointFunctions } from "./functions/point";
import { shiftFunctions } from "./functions/shift";
import { sketchFunctions } from "./functions/sketch";
import { summarizeFunctions } from "./functions/summarize";
import type { Implementation } from "./scene";

/** What each declared function does. */
export const functions: Readonly<Record<FunctionName, Implementation>> = {
  ...combineFunctions,
  ...groupFunctions,
  ...percentFunctions,
  ...pointFunctions,
  ...changeFunctions,
  ...fillFunctions,
  ...summarizeFunctions,
  ...shiftFunctions,
  ...movingFunctions,
  ...forecastFunctions,
  ...levelFunctions,
  ...sketchFunctions,
  ...chooseFunctions,
  ...namingFunctions,
  ...drawingFunctions,
};
