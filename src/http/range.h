/* range: which bytes a client asks for (RFC 9110, 14); no I/O. */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * Caps. A range of ours has 46 bytes at most, "bytes=" and two numbers below
 * 2^64; more digits than RANGE_DIGITS_MAX are beyond every file, and 10^19 - 1
 * plus one still fits.
 */
#define RANGE_VALUE_MAX		128
#define RANGE_DIGITS_MAX	19

enum range_kind {
	RANGE_WHOLE,		/* none is asked for */
	RANGE_ONE,		/* start < end <= size */
	RANGE_UNSATISFIABLE,	/* well-formed, but no byte is there */
	RANGE_REFUSED		/* malformed, or several ranges */
};

struct range {
	enum range_kind	kind;
	uint64_t	start, end;	/* half-open; of RANGE_ONE only */
};

/*
 * Reads the value of a Range header (NULL: none) for something of `size`
 * bytes. One range `bytes=a-b`, `a-` or `-n`, blanks around it; an end beyond
 * the last byte is cut. Another unit is ignored, as RFC 9110 demands. All else
 * is refused and never ignored: a client that gets the whole for a part would
 * double data without an error (need 10).
 */
struct range	range_parse(const char *value, uint64_t size);

/*
 * Whether a Range is one that every web server reads as we do, so that it may
 * answer in our place: `bytes=a-b` to the letter, digits without a zero in
 * front, a <= b, both among the bytes that are there (`size`) and that may be
 * given, from `start` up to `end`. NULL: no.
 */
bool		range_is_plain(const char *value, uint64_t size,
		    uint64_t start, uint64_t end);

/*
 * Whether a Range counts beside this If-Range (NULL: none): it is the strong
 * `etag`, or the very Last-Modified that we send. `etag` NULL, modified 0:
 * there is none.
 */
bool		range_counts(const char *if_range, const char *etag,
		    time_t modified);

#endif
