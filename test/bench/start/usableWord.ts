/** Said by the probe when the page of the program that it watches can be used. */
export const usableWord = 'bench: usable'
