#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "htsget/query_shown.h"

#define HIDDEN	"…"

/* All that a query of a ticket or of its data has, but the signature. */
static const char *const known[] = {
	"format", "class", "referenceName", "start", "end", "fields", "tags",
	"notags", "encryptionScheme", "version", "ticket", "parts", "range",
	"expires", "user", "key",
};

struct out {
	char	*text;
	size_t	 used;
	bool	 full;
};

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)((at - digits) % 16) : -1;
}

/* A byte, decoded once; -1 behind the end. Moves on. */
static int
next_byte(const char **text, size_t *bytes)
{
	const char *s = *text;
	size_t n = 1;
	int c, high, low;

	if (*bytes == 0)
		return -1;
	c = (unsigned char)*s;
	if (c == '%' && *bytes >= 3 && (high = hex_value(s[1])) >= 0 &&
	    (low = hex_value(s[2])) >= 0) {
		c = high << 4 | low;
		n = 3;
	}
	*text += n;
	*bytes -= n;
	return c;
}

static bool
is_name(const char *text, size_t bytes, const char *name)
{
	for (; *name != '\0'; name++)
		if (next_byte(&text, &bytes) != (unsigned char)*name)
			return false;
	return bytes == 0;
}

static bool
is_known(const char *text, size_t bytes)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_name(text, bytes, known[i]))
			return true;
	return false;
}

/* As it is, or encoded however often. */
static bool
has_equals(const char *text, size_t bytes)
{
	size_t i, n;

	for (i = 0; i < bytes; i++) {
		if (text[i] == '=')
			return true;
		if (text[i] != '%')
			continue;
		for (n = i + 1; bytes - n >= 2 &&
		    memcmp(text + n, "25", 2) == 0;)
			n += 2;
		if (bytes - n >= 2 && text[n] == '3' &&
		    (text[n + 1] == 'd' || text[n + 1] == 'D'))
			return true;
	}
	return false;
}

/* There is always room for the mark of a cut behind it, and for the NUL. */
static void
put(struct out *out, const char *text, size_t bytes)
{
	size_t room = LOG_QUERY_MAX - sizeof(HIDDEN) - out->used;

	if (out->full)
		return;
	out->full = bytes > room;
	memcpy(out->text + out->used, text, out->full ? room : bytes);
	out->used += out->full ? room : bytes;
}

/* One name=value, or what stands in its place. */
static void
put_pair(struct out *out, const char *pair, size_t bytes)
{
	const char *equals = memchr(pair, '=', bytes);
	size_t n = equals != NULL ? (size_t)(equals - pair) : bytes;
	size_t value = equals != NULL ? bytes - n - 1 : 0;

	if (is_known(pair, n) && !has_equals(pair + bytes - value, value))
		put(out, pair, bytes);
	else {
		if (value > 0)
			put(out, pair, n + 1);
		if (bytes > 0)
			put(out, HIDDEN, sizeof(HIDDEN) - 1);
	}
}

const char *
query_shown(char text[LOG_QUERY_MAX], const char *query)
{
	struct out out = { .text = text };
	const char *separator = "?";
	size_t n;

	for (; query != NULL; query += n + 1) {
		n = strcspn(query, "&");
		put(&out, separator, 1);
		put_pair(&out, query, n);
		separator = "&";
		if (query[n] == '\0')
			break;
	}
	memcpy(text + out.used, out.full ? HIDDEN : "", out.full ?
	    sizeof(HIDDEN) : 1);
	return text;
}
