/* utf8: is this text what it claims to be (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whole valid UTF-8: no overlong form, no surrogate, none past U+10FFFF. */
bool	utf8_valid(const char *, size_t bytes);

/* Length in bytes (1-4) of the valid character there, 0 if there is none. */
size_t	utf8_length(const char *, size_t bytes);

/* Bytes of the valid characters that a string begins with, at most `most`. */
size_t	utf8_prefix(const char *, size_t most);

#endif
