/** Version of the profile's format; a program that knows only lower ones refuses to open it. 2: closed segments are compressed. */
export const journalFormat = 2
