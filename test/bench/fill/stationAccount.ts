/** Of the station that is filled, at the office's server. */
export const account = 'jimei-1'
