/** Of a file with certificates of an authority: one certificate is 1 to 2 KB. */
export const largestAuthorityBytes = 64 << 10
/** Certificates in one file, as many as a person can compare. */
export const mostAuthorityCertificates = 4
