/* uri: percent-encoding (RFC 3986), both ways. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The bytes written to `to`, or -1 on a bad escape. */
static int
unescape(const char *from, size_t bytes, int plus, char *to, size_t *length)
{
	size_t i, n = 0;
	int high, low;

	for (i = 0; i < bytes; i++) {
		if (from[i] == '+' && plus) {
			to[n++] = ' ';
			continue;
		}
		if (from[i] != '%') {
			to[n++] = from[i];
			continue;
		}
		if (bytes - i < 3 || (high = hex_value(from[i + 1])) < 0 ||
		    (low = hex_value(from[i + 2])) < 0)
			return -1;
		to[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*length = n;
	return 0;
}

char *
uri_decode(const char *text, size_t bytes, int plus, const char **why)
{
	char *decoded;
	size_t n;

	*why = NULL;
	if (bytes == SIZE_MAX || (decoded = malloc(bytes + 1)) == NULL)
		return NULL;
	if (unescape(text, bytes, plus, decoded, &n) < 0)
		*why = "bad percent-encoding";
	else if (memchr(decoded, '\0', n) != NULL)
		*why = "NUL byte";
	else if (!utf8_valid(decoded, n))
		*why = "invalid UTF-8";
	if (*why != NULL) {
		free(decoded);
		return NULL;
	}
	decoded[n] = '\0';
	return decoded;
}

/* RFC 3986, 2.3, and the separator; not isalnum, which asks the locale. */
static int
is_kept(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~' || c == '/';
}

char *
uri_encode_path(const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t length = strlen(path);
	unsigned char c;
	char *encoded, *to;

	if (length > (SIZE_MAX - 1) / 3 ||
	    (encoded = malloc(3 * length + 1)) == NULL)
		return NULL;
	for (to = encoded; (c = (unsigned char)*path) != '\0'; path++) {
		if (is_kept(*path)) {
			*to++ = *path;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	return encoded;
}
