import Mocha from "mocha";

/** mocha's readable report on the terminal and, with `--reporter-option output=FILE`, its JSON one in a file. */
export default class SpecAndJson {
  constructor(runner, options) {
    new Mocha.reporters.Spec(runner, options);
    new Mocha.reporters.JSON(runner, options);
  }
}
