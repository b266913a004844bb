/* uri: percent-encoding both ways, and the host of a URL (RFC 3986). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

#define PORT_DIGITS	5

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

/* Not isalnum, which asks the locale. */
static int
is_letter_or_digit(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9');
}

/* RFC 3986, 2.3, and the separator. */
static int
is_kept(char c)
{
	return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' ||
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

/* The length of a host's name, address or [address], 0 if it is none. */
static size_t
host_length(const char *s)
{
	size_t n, label;

	if (*s == '[') {
		n = 1 + strspn(s + 1, "0123456789abcdefABCDEF:.");
		return n > 1 && s[n] == ']' ? n + 1 : 0;
	}
	for (n = 0;; n++) {
		for (label = 0; is_letter_or_digit(s[n + label]) ||
		    s[n + label] == '-' || s[n + label] == '_';)
			label++;
		if (label == 0)
			return 0;
		n += label;
		if (s[n] != '.')
			return n;
	}
}

/* The digits of a port, 0 if it is none; no leading zero. */
static size_t
port_length(const char *s)
{
	size_t i, n = strspn(s, "0123456789");
	unsigned port = 0;

	if (n == 0 || n > PORT_DIGITS || s[0] == '0')
		return 0;
	for (i = 0; i < n; i++)
		port = 10 * port + (unsigned)(s[i] - '0');
	return port <= UINT16_MAX ? n : 0;
}

size_t
uri_authority(const char *s, size_t *host)
{
	size_t n = host_length(s), port;

	if (host != NULL)
		*host = n;
	if (n == 0 || s[n] != ':')
		return n;
	port = port_length(s + n + 1);
	return port > 0 ? n + 1 + port : 0;
}

const char *
uri_path(const char *uri, size_t *bytes)
{
	const char *end = uri + strcspn(uri, "?#");
	const char *authority;

	/* A proxy's form: "http://host/path". */
	if (uri[0] != '/' && (authority = strstr(uri, "://")) != NULL &&
	    authority < end) {
		uri = authority + 3;
		uri += strcspn(uri, "/?#");
	}
	*bytes = (size_t)(end - uri);
	return uri;
}
