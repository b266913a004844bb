/*
 * json-c 0.16 builds the values and knows the grammar. Strict as it can be set
 * it still takes NaN and Infinity, -01, 1., -.1, keys in single quotes, control
 * characters in strings, \u0000 (which cuts a key), halves of surrogate pairs,
 * overlong UTF-8, and what stands behind a NUL. Hence a pass over the tokens
 * before it; of these the pass knows all, of their order nothing.
 */
#include "htsget/strict_json.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "htsget/shown.h"

#define NEST_MAX	32	/* objects and arrays in one another */
#define BLANKS		" \t\r\n"	/* RFC 8259, 2 */
#define BOM		"\xef\xbb\xbf"

struct scan {
	const char	*text;
	size_t		 bytes;
	size_t		 at;
	unsigned	 depth;		/* objects and arrays that are open */
	size_t		 left;		/* of those that may still come */
	struct fault	*fault;
};

static int
refuse(const struct scan *s, const char *why)
{
	return fault_set(s->fault, FAULT_INVALID_INPUT,
	    "body: %s at byte %zu", why, s->at + 1);
}

static int
unfinished(const struct scan *s)
{
	return fault_set(s->fault, FAULT_INVALID_INPUT, "body: it ends, after "
	    "%zu bytes, before its JSON object does", s->bytes);
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static void
skip_blanks(struct scan *s)
{
	while (s->at < s->bytes && is_one_of(s->text[s->at], BLANKS))
		s->at++;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of four hexadecimal digits, or -1. */
static long
hex4(const char *text)
{
	char digits[4 + 1] = "";

	memcpy(digits, text, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return -1;
	return strtol(digits, NULL, 16);
}

/* \uXXXX, and its other half if it is the first of two (RFC 8259, 7). */
static int
scan_unicode(struct scan *s)
{
	const char *t = s->text + s->at;
	size_t left = s->bytes - s->at;
	long unit, low;

	if (left < 6)
		return unfinished(s);
	if ((unit = hex4(t + 2)) < 0)
		return refuse(s, "a \\u without four hexadecimal digits");
	if (unit == 0)
		return refuse(s, "a NUL character");
	s->at += 6;
	if (unit < 0xd800 || unit > 0xdfff)
		return 0;
	low = left >= 12 && t[6] == '\\' && t[7] == 'u' ? hex4(t + 8) : -1;
	if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) {
		s->at -= 6;
		return refuse(s, "half of a surrogate pair");
	}
	s->at += 6;
	return 0;
}

static int
scan_escape(struct scan *s)
{
	if (s->bytes - s->at < 2)
		return unfinished(s);
	if (s->text[s->at + 1] == 'u')
		return scan_unicode(s);
	if (!is_one_of(s->text[s->at + 1], "\"\\/bfnrt"))
		return refuse(s, "an unknown escape");
	s->at += 2;
	return 0;
}

static int
scan_string(struct scan *s)
{
	unsigned char c;
	size_t n;

	s->at++;
	while (s->at < s->bytes) {
		c = (unsigned char)s->text[s->at];
		if (c == '"') {
			s->at++;
			return 0;
		}
		if (c < 0x20)
			return refuse(s, "a bare control character");
		if (c == '\\') {
			if (scan_escape(s) < 0)
				return -1;
			continue;
		}
		n = c < 0x80 ? 1 : utf8_length(s->text + s->at,
		    s->bytes - s->at);
		if (n == 0)
			return refuse(s, "invalid UTF-8");
		s->at += n;
	}
	return unfinished(s);
}

static size_t
skip_digits(const char *text, size_t bytes, size_t at)
{
	while (at < bytes && is_digit(text[at]))
		at++;
	return at;
}

/* RFC 8259, 6. */
static bool
is_number(const char *text, size_t n)
{
	size_t at = n > 0 && text[0] == '-', from = at;

	at = skip_digits(text, n, at);
	if (at == from || (text[from] == '0' && at > from + 1))
		return false;
	if (at < n && text[at] == '.') {
		from = at + 1;
		if ((at = skip_digits(text, n, from)) == from)
			return false;
	}
	if (at < n && is_one_of(text[at], "eE")) {
		from = at + 1;
		if (from < n && is_one_of(text[from], "+-"))
			from++;
		if ((at = skip_digits(text, n, from)) == from)
			return false;
	}
	return at == n;
}

static bool
is_word(const char *text, size_t n)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0)
			return true;
	return false;
}

/* All up to what may end a word or a number, so that NaN is shown whole. */
static int
scan_plain(struct scan *s)
{
	const char *text = s->text + s->at;
	size_t n = 0, left = s->bytes - s->at;
	struct shown shown;

	while (n < left && !is_one_of(text[n], BLANKS "{}[]:,\"") &&
	    (unsigned char)text[n] > 0x20)
		n++;
	if (is_word(text, n) || is_number(text, n)) {
		s->at += n;
		return 0;
	}
	if (n == 0)
		return refuse(s, "a control character");
	return fault_set(s->fault, FAULT_INVALID_INPUT,
	    "body: \"%s\" at byte %zu is no JSON",
	    shown_text(&shown, text, n), s->at + 1);
}

static int
open_container(struct scan *s)
{
	if (s->depth == NEST_MAX)
		return fault_set(s->fault, FAULT_INVALID_INPUT, "body: more "
		    "than %d objects and arrays in one another, at byte %zu",
		    NEST_MAX, s->at + 1);
	if (s->left == 0)
		return fault_set(s->fault, FAULT_TOO_LARGE, "body: more "
		    "objects and arrays than this server takes ([limits] "
		    "regions), at byte %zu", s->at + 1);
	s->left--;
	s->depth++;
	s->at++;
	return 0;
}

static int
scan_token(struct scan *s)
{
	switch (s->text[s->at]) {
	case '{':
	case '[':
		return open_container(s);
	case '}':
	case ']':
		s->depth--;
		s->at++;
		return 0;
	case ':':
	case ',':
		s->at++;
		return 0;
	case '"':
		return scan_string(s);
	default:
		return scan_plain(s);
	}
}

static int
scan_begin(struct scan *s)
{
	skip_blanks(s);
	if (s->at == s->bytes)
		return fault_set(s->fault, FAULT_INVALID_INPUT,
		    "body: it is empty; a POST asks by a JSON object");
	if (s->bytes - s->at >= strlen(BOM) &&
	    memcmp(s->text + s->at, BOM, strlen(BOM)) == 0)
		return refuse(s, "a byte order mark");
	if (s->text[s->at] != '{')
		return refuse(s, "no JSON object");
	return open_container(s);
}

static int
scan(struct scan *s)
{
	if (scan_begin(s) < 0)
		return -1;
	for (;;) {
		skip_blanks(s);
		if (s->at == s->bytes)
			break;
		if (s->depth == 0)
			return refuse(s, "something behind the JSON object");
		if (scan_token(s) < 0)
			return -1;
	}
	return s->depth > 0 ? unfinished(s) : 0;
}

static struct json_object *
build(const struct scan *s)
{
	/* A value counts as deeper than what it is in. */
	struct json_tokener *tokener = json_tokener_new_ex(NEST_MAX + 1);
	struct json_object *object;
	enum json_tokener_error error;

	if (tokener == NULL) {
		(void)fault_nomem(s->fault);
		return NULL;
	}
	json_tokener_set_flags(tokener,
	    JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, s->text, (int)s->bytes);
	error = json_tokener_get_error(tokener);
	/* The pass saw an end, so what json-c still waits for is memory. */
	if (object == NULL && (error == json_tokener_success ||
	    error == json_tokener_continue))
		(void)fault_nomem(s->fault);
	else if (object == NULL)
		(void)fault_set(s->fault, FAULT_INVALID_INPUT,
		    "body: %s, at byte %zu", json_tokener_error_desc(error),
		    json_tokener_get_parse_end(tokener) + 1);
	json_tokener_free(tokener);
	return object;
}

struct json_object *
strict_json_parse(const char *text, size_t bytes, size_t containers,
    struct fault *fault)
{
	struct scan s = { .text = text, .bytes = bytes, .left = containers,
		.fault = fault };

	if (bytes > INT_MAX) {
		(void)fault_set(fault, FAULT_TOO_LARGE,
		    "body: %zu bytes are more than %d", bytes, INT_MAX);
		return NULL;
	}
	return scan(&s) == 0 ? build(&s) : NULL;
}
