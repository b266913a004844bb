/* values: strict readers of one value; the whole text or nothing. */
#ifndef CONF_VALUES_H
#define CONF_VALUES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Each returns NULL and stores the value, or a text that says what a good
 * value is ("a number from 1 to 4096", …), good until the next call. A
 * string stored is the caller's to free; without memory for it the very
 * pointer value_nomem comes back.
 */
extern const char value_nomem[];

/* Decimal digits without a leading zero. */
const char	*value_count(const char *, uint64_t least, uint64_t most,
		    uint64_t *);
/* Digits and an optional K, M, G or T (powers of 1,024). */
const char	*value_bytes(const char *, uint64_t least, uint64_t most,
		    uint64_t *);
/* Digits and an optional s, m, h or d (seconds to days): seconds. */
const char	*value_seconds(const char *, uint64_t least, uint64_t most,
		    uint64_t *);
/* Valid UTF-8 without control bytes, not empty. */
const char	*value_text(const char *, char **);
/* Absolute, no `.`, `..` or empty segment, not `/`; a trailing slash is cut. */
const char	*value_path(const char *, char **);
/*
 * A base to put paths behind: http:// or https:// with a host, no user, no
 * query, no fragment, no `.`, `..` or empty segment; a trailing slash is cut.
 */
const char	*value_url(const char *, char **);
/* To click on: http://, https:// or mailto:, percent-encoded; as it is. */
const char	*value_link(const char *, char **);
/* A moment by RFC 3339: 2026-11-25T18:30:00Z. */
const char	*value_time(const char *, char **);
/* A web site of that many bytes: http:// or https:// and a host, no more, in
 * lower case and without a default port, as browsers send it (RFC 6454, 6.2).
 */
const char	*value_origin(const char *, size_t bytes, char **);
/*
 * An id or its prefix: valid UTF-8, no control byte, no `.`, `..` or empty
 * segment; only the last one may be empty (a prefix ends in `/` as a rule).
 */
const char	*value_id(const char *, char **);

#endif
