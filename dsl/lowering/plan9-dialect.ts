/** What reads Plan 9 assembly: 6a, as it was in 2011 when the ports of that age were written, or Go's assembler of today. */
export type Plan9Dialect = "6a" | "go";
