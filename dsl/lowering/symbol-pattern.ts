/**
 * Symbols as Plan 9 assemblers read them: letters, digits and underscores in parts with a middle dot between, or the
 * division slash of import paths.
 */
export const symbolPattern = /^[\p{L}_·∕][\p{L}\p{N}_·∕]*$/u;
