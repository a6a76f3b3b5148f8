/**
 * A list that may be long. The empty list beside it has the type checker take what is written for a tuple: of the items
 * of a plain list it compares the types each with each, of 1,000 routines half a million pairs.
 */
export type LongList<T> = readonly T[] | readonly [];
