/**
 * Symbols as Plan 9 assemblers read them: letters, digits and underscores in parts with a middle dot between, or the
 * division slash of import paths. In quotes, a symbol of C's.
 */
export const symbolPattern = /^(?:[\p{L}_·∕][\p{L}\p{N}_·∕]*|"[\p{L}_·][\p{L}\p{N}_·]*")$/u;
