/* base64: bytes as text, for data: URLs. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Characters that n bytes become, padding counted, no terminating NUL. */
#define BASE64_LENGTH(n)	(((n) + 2) / 3 * 4)

/*
 * Writes BASE64_LENGTH(n) characters of the standard alphabet with padding
 * (RFC 4648, section 4). Not for secrets: its time depends on the bytes.
 */
void	base64_encode(char *to, const uint8_t *data, size_t n);

#endif
