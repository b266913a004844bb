/* uri: percent-encoding both ways, and the host of a URL (RFC 3986). */
#ifndef BASE_URI_H
#define BASE_URI_H

#include <stddef.h>

/*
 * Decodes once into a new string; `plus` not zero: `+` is a space (form
 * encoding of query strings). NULL with *why set to a text for the client
 * when there is a bad escape, a NUL or invalid UTF-8; NULL with *why NULL
 * when there is no memory. The caller frees.
 */
char	*uri_decode(const char *, size_t bytes, int plus, const char **why);

/*
 * Encodes a path: all but unreserved characters and `/`. NULL: no memory. The
 * caller frees.
 */
char	*uri_encode_path(const char *);

/*
 * The length of the `host` or `host:port` that a text begins with: a name, an
 * IPv4 address or [an IPv6 address], a port from 1 to 65535. 0 if there is
 * none or its port is not one. *host, unless NULL: the length of the host.
 */
size_t	 uri_authority(const char *, size_t *host);

/*
 * The path of a request's target, still encoded, within it: without query and
 * fragment, and without the scheme and authority that a proxy is sent.
 */
const char *uri_path(const char *, size_t *bytes);

#endif
