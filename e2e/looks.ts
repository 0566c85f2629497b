/** `MOORAGE_ALL_LOOKS=1`: every theme and width is looked at, where time does not count. */
export const isThorough = process.env.MOORAGE_ALL_LOOKS === '1'
