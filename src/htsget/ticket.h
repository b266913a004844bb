/* ticket: the answer of the specification as text: tickets and errors. */
#ifndef HTSGET_TICKET_H
#define HTSGET_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/format.h"

enum url_class { URL_CLASS_NONE, URL_CLASS_HEADER, URL_CLASS_BODY };

/* One URL of a ticket: http(s), perhaps with a byte range, or inline bytes. */
struct ticket_url {
	const char	*url;		/* NULL: inline; borrowed */
	uint64_t	 start;		/* bytes of the file, half-open; both 0:
					   the URL names all that it gives */
	uint64_t	 end;
	const uint8_t	*data;		/* inline bytes; borrowed */
	size_t		 bytes;
	enum url_class	 class;
	/* An http URL's Authorization, for where else than here the client
	   gets it; NULL: none. Borrowed. */
	const char	*authorization;
};

/* Bytes; web servers take a line of 8 kB at most. */
#define TICKET_AUTHORIZATION_MAX	8192

/* Whether it is one: visible ASCII with blanks between, not too long. */
bool	ticket_authorization_valid(const char *);

/*
 * Writes {"htsget":{"format":…,"urls":[…]}}: an http URL has
 * "headers":{"Range":"bytes=a-b"} or "headers":{}, with "Authorization" behind
 * that where it is said; inline bytes are "data:;base64,…" (client needs 1, 2,
 * 6). No URL at all, an empty one, a class on some only, or an Authorization
 * that is none or beside inline bytes: FAULT_INTERNAL. *bytes is without the
 * NUL; the caller frees *text, which is NULL on a fault.
 */
int	ticket_write(enum format, const struct ticket_url *, size_t n,
	    char **text, size_t *bytes, struct fault *);

/*
 * {"htsget":{"error":…,"message":…}} of a fault, valid UTF-8 whatever the
 * message holds. NULL: no memory. The caller frees.
 */
char	*ticket_error(const struct fault *);

#endif
