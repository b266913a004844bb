/* data_url: the URLs of our own data endpoint, text and back. */
#ifndef HTSGET_DATA_URL_H
#define HTSGET_DATA_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/format.h"
#include "htsget/span.h"

enum data_kind {
	DATA_FILE,	/* a file; Range counts its bytes */
	DATA_SPAN	/* a span of one; Range counts the span's bytes */
};

/* The word of a kind in its URLs: "file", "span". */
const char	*data_kind_name(enum data_kind);

#define DATA_VERSION_TEXT	32	/* lower-case hexadecimal digits */
#define DATA_TICKET_MAX		64	/* of letters, digits, `.`, `_`, `-` */
#define DATA_USER_MAX		512	/* bytes of a user's name */
#define DATA_KEY_TEXT		8	/* lower-case hexadecimal digits */
#define DATA_SIGNATURE_TEXT	43	/* 32 bytes in base64url, unpadded */

#define DATA_QUERY_MAX		8192	/* bytes; ours are shorter */

struct data_query {
	enum format	format;
	char		version[DATA_VERSION_TEXT + 1];	/* of the object */
	char		ticket[DATA_TICKET_MAX + 1];	/* ""; its request */
	struct span	span;				/* of DATA_SPAN */

	/* What a signed URL grants; all 0 where it is not signed. */
	bool		is_signed;
	uint64_t	start, end;	/* of DATA_FILE: bytes, half-open */
	uint64_t	expires;	/* seconds since 1970 */
	char		user[DATA_USER_MAX + 1];	/* ""; of the ticket */
	char		key[DATA_KEY_TEXT + 1];		/* name of the secret */
	char		signature[DATA_SIGNATURE_TEXT + 1];
};

/*
 * Writes {base}/data/{file|span}/{id}?format=…&version=…[&ticket=…][&parts=…]
 * (D-1), and of a signed one behind `ticket` [&range=FIRST-LAST][&user=…]
 * &expires=…&key=… and behind all else &signature=…. A range is decimal and
 * inclusive, as in HTTP. `base` has no slash at its end. What data_url_parse
 * would not take is FAULT_INTERNAL. The caller frees *url, which is NULL on a
 * fault.
 */
int	data_url_write(const char *base, enum data_kind, const char *id,
	    const struct data_query *, char **url, struct fault *);

/*
 * Parses the query string of such a URL, still percent-encoded; it may be
 * NULL. format and version are required, so are parts of a span, which a file
 * must not have. Of `range` (DATA_FILE only), expires, key and signature a URL
 * has all or none, and `user` only with them. parts: `header`, or
 * START-END,…[,eof], or `eof`; offsets are 1 to 16 lower-case hexadecimal
 * digits without leading zeros. Decimal numbers have none either and are below
 * 2^64-1; a user is UTF-8 without control bytes. Unknown parameters, as caches
 * and proxies add them, are ignored. Anything else is FAULT_INVALID_INPUT, and
 * *q is clear; no message has a byte of the signature. The caller calls
 * data_query_clear.
 */
int	data_url_parse(enum data_kind, const char *query, struct data_query *q,
	    struct fault *);
void	data_query_clear(struct data_query *);

#endif
